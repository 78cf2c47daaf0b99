"""Why there is no TLS connection, in words for people, and what to do about it."""

from __future__ import annotations

import ssl
from collections.abc import Sequence
from urllib import parse

import requests
from keystoneauth1 import exceptions as ksa_exceptions
from urllib3.util.ssl_match_hostname import CertificateError

# OpenSSL's numbers for what is wrong with a certificate.
_NOT_YET_VALID = 9
_EXPIRED = 10
_OTHER_HOST = (62, 64)

_AUTHORITY = (
    "Give the certificate of the authority that signed it with --os-cacert, or to the session as"
    " verify"
)


def reason(chain: Sequence[BaseException], url: str) -> str | None:
    """Return why there is no TLS connection, None where it has another reason.

    :param chain: a failure and all that it comes from.
    :param url: what was to be called.
    """

    def first(*kinds: type[BaseException]) -> BaseException | None:
        return next((link for link in chain if isinstance(link, kinds)), None)

    certificate = first(ssl.SSLCertVerificationError)
    if isinstance(certificate, ssl.SSLCertVerificationError):
        return _against(certificate, url)
    if first(CertificateError):  # urllib3 1.26 compares the names itself
        return _other_host(url)
    failure = first(ssl.SSLError)
    match failure:
        case ssl.SSLError(library="X509" | "PEM" | "ASN1"):
            return "the file of authorities that was given (--os-cacert) holds no certificate"
    if failure or first(ksa_exceptions.SSLError, requests.exceptions.SSLError):
        return "the TLS connection failed"
    return None


def _against(certificate: ssl.SSLCertVerificationError, url: str) -> str:
    code = certificate.verify_code
    if code in _OTHER_HOST:
        return _other_host(url)
    if code == _EXPIRED:
        return "its TLS certificate has expired. Whoever runs the service has to renew it"
    if code == _NOT_YET_VALID:
        return "its TLS certificate is not valid yet. Look whether the clock here is right"
    return f"its TLS certificate is not trusted ({certificate.verify_message}). {_AUTHORITY}"


def _other_host(url: str) -> str:
    host = parse.urlsplit(url).hostname
    return f'its TLS certificate is not for "{host}". Call it by a name that its certificate has'
