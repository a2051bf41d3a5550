"""Where a request goes: scheme, host and port (RFC 9110, section 4.3.1)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlsplit

_DEFAULT_PORT = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Origin:
    """An origin. An IPv6 address stands in `host` without brackets."""

    scheme: str
    host: str
    port: int

    @classmethod
    @lru_cache(maxsize=256)  # every exchange asks, and most often for the same few
    def of(cls, url: str) -> Origin:
        """Return the origin of an absolute http or https URI; ValueError says what is wrong with it."""
        try:
            parts = urlsplit(url)
            host, port = parts.hostname, parts.port
        except ValueError as error:
            raise ValueError(f"{url!r} is no URL: {error}") from None
        if parts.scheme not in _DEFAULT_PORT:
            raise ValueError(f"{url!r} does not begin with http:// or https://")
        if not host:
            raise ValueError(f"{url!r} names no host")
        if port == 0:
            raise ValueError(f"{url!r} names port 0, where nothing can listen")
        if "@" in parts.netloc:
            raise ValueError(f"{url!r} holds user information, which requests cannot carry")
        return cls(parts.scheme, _ascii(host, url), port or _DEFAULT_PORT[parts.scheme])

    @property
    def netloc(self) -> str:
        """Return the authority as the Host field carries it: the port only where it is not the default."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _DEFAULT_PORT[self.scheme] else f"{host}:{self.port}"

    def __str__(self) -> str:
        return f"{self.scheme}://{self.netloc}"


def _ascii(host: str, url: str) -> str:
    if host.isascii():
        if any(character <= " " or character == "\x7f" for character in host):
            raise ValueError(f"{url!r} has a blank in its host")
        return host
    try:
        return host.encode("idna").decode("ascii")
    except UnicodeError:
        raise ValueError(f"{url!r} has a host that is no domain name") from None
