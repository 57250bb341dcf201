"""Who the local platform is: its signing key and certificate, and the merchant it knows.

The keys are real and made on first use; both sides find theirs in one folder of the name given,
so that a developer pays without setting anything up.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

from qingshou.adapters.gateways.key_files import fresh_key, keep, private_pem
from qingshou.adapters.signatures import read_private_key, read_public_key

APPID, MCHID = "wx00000000example0", "1900000001"
PLATFORM_YEARS = 5


@dataclass(frozen=True, slots=True, repr=False)
class Identity:
    """One merchant's view of the platform, seen from the platform."""

    appid: str
    mchid: str
    merchant_serial: str
    merchant_key: rsa.RSAPublicKey
    apiv3: bytes
    key: rsa.RSAPrivateKey
    certificate: bytes

    @property
    def serial(self) -> str:
        """The number of the platform's certificate, as it stands in headers."""
        return f"{x509.load_pem_x509_certificate(self.certificate).serial_number:X}"


def make_identity(folder: Path, *, now: datetime) -> Identity:
    """Make the keys of merchant and platform in a folder, or read those that are there."""
    if not (folder / "apiv3").is_file():
        _make_merchant(folder)
    if not (folder / "local-platform.key").is_file():
        _make_platform(folder, now)
    merchant = read_private_key((folder / "private.pem").read_bytes())
    return Identity(
        appid=APPID,
        mchid=MCHID,
        merchant_serial=(folder / "serial").read_text().strip(),
        merchant_key=merchant.public_key(),
        apiv3=(folder / "apiv3").read_text().strip().encode(),
        key=read_private_key((folder / "local-platform.key").read_bytes()),
        certificate=(folder / "local-platform.pem").read_bytes(),
    )


def certify(key: rsa.RSAPrivateKey, *, name: str, now: datetime) -> x509.Certificate:
    """Make a certificate for a key, signed by itself."""
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=365 * PLATFORM_YEARS))
        .sign(key, hashes.SHA256())
    )


def _make_merchant(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    keep(folder / "private.pem", private_pem(fresh_key()))
    keep(folder / "serial", secrets.token_hex(20).upper().encode())
    keep(folder / "apiv3", secrets.token_hex(16).encode())


def _make_platform(folder: Path, now: datetime) -> None:
    key = fresh_key()
    certificate = certify(key, name="local platform", now=now)
    pem = certificate.public_bytes(serialization.Encoding.PEM)
    keep(folder / "local-platform.key", private_pem(key))
    keep(folder / "local-platform.pem", pem)
    keep(folder / f"platform-{certificate.serial_number:X}.pem", pem)
    read_public_key(pem)
