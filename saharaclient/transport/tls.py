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
#: OpenSSL's libraries that read files of certificates.
_FILE_LIBRARIES = ("X509", "PEM", "ASN1")

_AUTHORITY = "Verify it with the certificate of the CA that signed it"


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
    if isinstance(failure, (ssl.SSLEOFError, ssl.SSLZeroReturnError)):
        return "the TLS connection was closed without an answer"
    if isinstance(failure, ssl.SSLError) and failure.library in _FILE_LIBRARIES:
        return "the file of CA certificates holds no certificate"
    if failure or first(ksa_exceptions.SSLError, requests.exceptions.SSLError):
        return "the TLS connection failed"
    return None


def needs_ca_certificate(chain: Sequence[BaseException]) -> bool:
    """Return whether the certificate of the server's CA is missing here.

    :param chain: a failure and all that it comes from.
    """
    for link in chain:
        if isinstance(link, ssl.SSLCertVerificationError):
            return link.verify_code not in (_NOT_YET_VALID, _EXPIRED, *_OTHER_HOST)
        if isinstance(link, ssl.SSLError):
            return getattr(link, "library", None) in _FILE_LIBRARIES
    return False


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
