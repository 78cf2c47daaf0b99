"""A program that creates an authority and a certificate for a server.

It writes ``ca.pem``, the certificate of the authority, and ``server.pem``, the certificate of the
server and its private key. The key of the authority is not stored. The program needs the package
``cryptography``; the rest of the devcloud runs it and does not import it.
"""

from __future__ import annotations

import argparse
import datetime
import ipaddress
import os
import pathlib

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

DAY = datetime.timedelta(days=1)


def make(folder: pathlib.Path, names: list[str], days: int) -> None:
    """Write both files; the certificate is valid for ``days``, negative if it has expired."""
    now = datetime.datetime.now(datetime.timezone.utc)
    until = now + days * DAY
    authority_key, key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    # Clients confuse authorities with the same name.
    authority_name = _name(f"devcloud authority {os.urandom(4).hex()}")
    signing = x509.SubjectKeyIdentifier.from_public_key(authority_key.public_key())
    authority = (
        _unsigned(authority_name, authority_name, authority_key, now - DAY, now + 3650 * DAY)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(key_cert_sign=True, crl_sign=True), critical=True)
        .add_extension(signing, critical=False)
        .sign(authority_key, hashes.SHA256())
    )
    issuer = x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(signing)
    server = (
        _unsigned(_name(names[0]), authority_name, key, min(now, until) - DAY, until)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(digital_signature=True), critical=True)
        .add_extension(x509.SubjectAlternativeName([_general(n) for n in names]), critical=False)
        .add_extension(issuer, critical=False)
        .sign(authority_key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    private = key.private_bytes(
        pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    _write(folder / "server.pem", private + server.public_bytes(pem), 0o600)
    # Last, because its existence marks both files as complete.
    _write(folder / "ca.pem", authority.public_bytes(pem), 0o644)


def _unsigned(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePrivateKey,
    since: datetime.datetime,
    until: datetime.datetime,
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(since)
        .not_valid_after(until)
    )


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, text)])


def _general(name: str) -> x509.GeneralName:
    """Return a name or an address in the form of a certificate."""
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _usage(**allowed: bool) -> x509.KeyUsage:
    every = (
        "digital_signature",
        "content_commitment",
        "key_encipherment",
        "data_encipherment",
        "key_agreement",
        "key_cert_sign",
        "crl_sign",
        "encipher_only",
        "decipher_only",
    )
    return x509.KeyUsage(**{**dict.fromkeys(every, False), **allowed})


def _write(path: pathlib.Path, content: bytes, mode: int) -> None:
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
        file.write(content)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description="Create an authority and a certificate for a server."
    )
    parser.add_argument("folder", type=pathlib.Path, help="folder for ca.pem and server.pem")
    parser.add_argument("names", nargs="+", metavar="name", help="names or addresses of the server")
    parser.add_argument(
        "--days", type=int, default=3650, help="validity; negative if the certificate has expired"
    )
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    make(options.folder, options.names, options.days)
