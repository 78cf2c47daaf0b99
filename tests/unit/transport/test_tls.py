"""Why there is no TLS connection, in words for people."""

import ssl

import pytest
from keystoneauth1 import exceptions as ksa_exceptions
from keystoneauth1.identity import Password
from keystoneauth1.session import Session
from urllib3.util.ssl_match_hostname import CertificateError

from saharaclient import exceptions
from saharaclient.client import Client
from saharaclient.transport import tls

URL = "https://sahara.example:8386/v2/plugins"
NOT_FOR_IT = (
    'its TLS certificate is not for "sahara.example". Call it by a name that its certificate has'
)


def certificate_error(code, message):
    error = ssl.SSLCertVerificationError(1, "certificate verify failed")
    error.verify_code, error.verify_message = code, message
    return error


def ssl_error(library):
    return type("SSLErrorOf", (ssl.SSLError,), {"library": library})(1, "no")


@pytest.mark.parametrize(
    ("failure", "reason"),
    [
        (certificate_error(62, "Hostname mismatch"), NOT_FOR_IT),
        (certificate_error(64, "IP address mismatch"), NOT_FOR_IT),
        (CertificateError("hostname doesn't match"), NOT_FOR_IT),
        (certificate_error(10, "certificate has expired"), "its TLS certificate has expired. "),
        (certificate_error(9, "not yet valid"), "its TLS certificate is not valid yet. "),
        (
            certificate_error(18, "self-signed certificate"),
            "its TLS certificate is not trusted (self-signed certificate). Verify it with",
        ),
        (ssl_error("X509"), "the file of CA certificates holds no certificate"),
        (ssl_error("SSL"), "the TLS connection failed"),
        (ssl.SSLEOFError(8, "EOF"), "the TLS connection was closed"),
        (ksa_exceptions.SSLError(), "the TLS connection failed"),
    ],
)
def test_a_failure_is_put_into_words(failure, reason):
    assert tls.reason([ValueError("around it"), failure], URL).startswith(reason)


@pytest.mark.parametrize(
    ("failure", "is_missing"),
    [
        (certificate_error(18, "self-signed certificate"), True),
        (ssl_error("X509"), True),
        (certificate_error(62, "Hostname mismatch"), False),
        (certificate_error(10, "certificate has expired"), False),
        (ssl_error("SSL"), False),
        (OSError(111, "refused"), False),
    ],
)
def test_missing_certificate_of_ca_is_recognized(failure, is_missing):
    assert tls.needs_ca_certificate([ValueError("around it"), failure]) is is_missing


def test_other_failures_have_other_reasons():
    assert tls.reason([ValueError("no"), OSError(111, "refused")], URL) is None


@pytest.mark.parametrize("version", ["1.1", "2"])
def test_a_missing_file_of_authorities_is_a_failed_connection(version, tmp_path):
    missing = str(tmp_path / "ca.pem")
    auth = Password(auth_url="https://127.0.0.1:9/v3", username="demo", password="secret")
    client = Client(version, session=Session(auth=auth, verify=missing))
    with pytest.raises(exceptions.ConnectionFailed, match="TLS connection is not possible") as info:
        client.plugins.list()
    assert missing in str(info.value)
    assert info.value.error_name == "CONNECTION_IMPOSSIBLE"
