"""TLS: whom to trust, who to be, and short words for what goes wrong."""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from midflight.wire.errors import WireError

_SPEAKS_HTTP = {"WRONG_VERSION_NUMBER", "HTTP_REQUEST", "PACKET_LENGTH_TOO_LONG", "RECORD_LAYER_FAILURE"}


@dataclass(frozen=True)
class Security:
    """How https is spoken."""

    ca: Path | None = None
    insecure: bool = False
    certificate: Path | None = None
    key: Path | None = None
    server_name: str | None = None

    def context(self) -> ssl.SSLContext:
        """Return the context for these settings, built once; WireError names the file that cannot be used."""
        return _context(self)


@lru_cache(maxsize=32)
def _context(security: Security) -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.set_alpn_protocols(["http/1.1"])
    if security.ca:
        try:
            context.load_verify_locations(security.ca)
        except OSError as error:
            raise _unusable("CA certificates", security.ca, error) from None
    if security.certificate:
        try:
            context.load_cert_chain(security.certificate, security.key, password=_no_password)
        except (OSError, ValueError) as error:
            what = "client certificate" if security.key is None else f"client certificate (with key {security.key})"
            raise _unusable(what, security.certificate, error) from None
    if security.insecure:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def _no_password() -> str:
    raise ValueError("the key is encrypted")


def _unusable(what: str, path: Path, error: Exception) -> WireError:
    if isinstance(error, ssl.SSLError):
        why = "certificate and key do not belong together" if "MISMATCH" in (error.reason or "") else "not PEM"
    else:
        why = getattr(error, "strerror", None) or str(error)
    return WireError(f"{path}: cannot be used as {what}: {why}")


def explain(error: OSError, where: str) -> WireError:
    """Return a failed handshake in words."""
    if isinstance(error, ssl.SSLCertVerificationError):
        why = error.verify_message.rstrip(".")
        return WireError(f"{where}: certificate not trusted ({why}): name its CA with --cacert, or use --insecure")
    if isinstance(error, ssl.SSLError):
        if (error.reason or "") in _SPEAKS_HTTP:
            return WireError(f"{where}: no TLS there: does it speak http, not https?")
        if isinstance(error, ssl.SSLEOFError | ssl.SSLZeroReturnError):
            return WireError(f"{where}: closed during the TLS handshake: does it speak https?")
        return WireError(f"{where}: TLS failed: {reason(error)}")
    return WireError(f"{where}: lost during the TLS handshake ({error.strerror or error}): does it speak https?")


def reason(error: ssl.SSLError) -> str:
    """Return OpenSSL's reason in lower case words."""
    return (error.reason or error.strerror or str(error)).lower().replace("_", " ")
