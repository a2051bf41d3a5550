"""A request of a case to the octets that are sent: RFC 9112, sections 3 and 6."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urljoin, urlsplit

from midflight import __version__, wire
from midflight.content import Literal, Octets
from midflight.language import encode
from midflight.language.bodies import Content
from midflight.language.case import Request
from midflight.language.values import substitute
from midflight.player.scope import Scope
from midflight.target import Call
from midflight.target.endpoint import ask
from midflight.target.model import Target
from midflight.wire import Origin

_NOTHING = Literal(b"")
_CONTENT_METHODS = {"POST", "PUT", "PATCH"}
_SAFE_IN_TARGET = "!#$%&'()*+,/:;=?@[]~"


class ForeignOriginError(Exception):
    """A reference leads to another origin than the target's."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A request ready to be sent."""

    method: str
    uri: str  # absolute
    origin: Origin
    head: bytes
    content: Octets
    chunked: bool
    expects_100: bool
    version: str


class Composer:
    """Makes requests for one target."""

    def __init__(self, target: Target, folder: Path) -> None:
        self.target = target
        self._folder = folder
        self._origin = Origin.of(target.url)
        self._allowed = {self._origin, *(Origin.of(url) for url in target.allowed_origins)}

    def encode(self, value: Content, scope: Scope) -> Octets:
        """Return content as octets; a text that is one reference may stand for content of any kind."""
        return encode.encode(self._referred(value, scope), lambda text: substitute(text, scope.look_up), self._folder)

    def _referred(self, value: Content, scope: Scope) -> Content:
        if isinstance(value, str) and value.startswith("$") and value[1:].isidentifier():
            found = scope.look_up(value[1:])
            if not isinstance(found, str) and not hasattr(found, "attribute"):
                return found  # type: ignore[no-any-return]
        return value

    def prepare(self, request: Request, scope: Scope) -> Prepared:
        """Return the request as octets. Raises ForeignOriginError, NotOfferedError and the errors of values."""

        def say(text: str) -> str:
            return substitute(text, scope.look_up)

        call = self._call(request, scope)
        if request.raw is not None:
            return self._raw(request, scope)
        method = say(request.method or (call.method if call else "GET"))
        uri = self.absolute(say(request.uri or (call.uri if call else "/")))
        origin = self._own(uri)
        if request.save:
            scope.save({request.save: uri})
        body = request.body if request.body is not None else (call.body if call else None)
        octets = _NOTHING if body is None else self.encode(body, scope)
        fields = self._fields(request, call, scope)
        self._add_framing(fields, method, body, octets, scope)
        lines = [(name, say(line)) for name, values in fields.values() for line in values]
        head = wire.head(method, _request_target(uri), request.version, lines)
        codings = [value.lower() for name, value in lines if name.lower() == "transfer-encoding"]
        expects = any(name.lower() == "expect" and value.lower() == "100-continue" for name, value in lines)
        return Prepared(method, uri, origin, head, octets, "chunked" in codings, expects, request.version)

    def _call(self, request: Request, scope: Scope) -> Call | None:
        if request.use is None:
            return None
        wanted = {key: substitute(value, scope.look_up) for key, value in request.with_.items()}
        call = ask(self.target, request.use, wanted)
        scope.use(call.operation, call.volatile)
        return call

    def _raw(self, request: Request, scope: Scope) -> Prepared:
        octets = self.encode(request.raw or "", scope).whole()
        head, gap, content = octets.partition(b"\r\n\r\n")
        words = head.split(b" ", 2)
        method = words[0].decode("latin-1") if words[0].isalpha() else "GET"
        version = "1.0" if b"HTTP/1.0" in head.split(b"\r\n", 1)[0] else "1.1"
        return Prepared(
            method, self.target.url + "/", self._origin, head + gap, Literal(content), False, False, version
        )

    def absolute(self, reference: str) -> str:
        """Return a reference as an absolute URI: a path stands behind the base path of the target."""
        if reference.startswith("/") and not reference.startswith("//"):
            return self.target.url + reference
        try:
            return urljoin(self.target.url + "/", reference)
        except ValueError as error:
            raise ForeignOriginError(f"the reference {reference} cannot be followed: {error}") from None

    def _own(self, uri: str) -> Origin:
        try:
            origin = Origin.of(uri)
        except ValueError as error:
            raise ForeignOriginError(f"the reference {uri} cannot be followed: {error}") from None
        if origin not in self._allowed:
            raise ForeignOriginError(
                f"the reference {uri} leads to another origin; it was not followed (allowed_origins in the target file)"
            )
        return origin

    def _fields(self, request: Request, call: Call | None, scope: Scope) -> dict[str, tuple[str, list[str]]]:
        """Return field lines by lower-case name: what stands later wins."""
        merged: dict[str, tuple[str, list[str]]] = {
            "host": ("Host", [self._own(self.target.url).netloc]),
            "user-agent": ("User-Agent", [f"midflight/{__version__}"]),
        }
        identity = self.target.identities.get(request.as_, {})
        layers: list[Mapping[str, str | list[str]]] = [self.target.headers, dict(identity)]
        layers += [call.headers] if call else []
        for layer in (*layers, request.headers):
            for name, lines in layer.items():
                merged[name.lower()] = (name, [lines] if isinstance(lines, str) else lines)
        return merged

    def _add_framing(
        self,
        fields: dict[str, tuple[str, list[str]]],
        method: str,
        body: Content | None,
        octets: Octets,
        scope: Scope,
    ) -> None:
        if body is not None and "content-type" not in fields:
            content_type = encode.media_type(self._referred(body, scope), lambda text: substitute(text, scope.look_up))
            fields["content-type"] = ("Content-Type", [content_type])
        if "content-length" in fields or "transfer-encoding" in fields:
            return
        if body is not None or method in _CONTENT_METHODS:
            fields["content-length"] = ("Content-Length", [str(octets.length)])


def _request_target(uri: str) -> str:
    """Return the origin form (RFC 9112, section 3.2.1), with octets that no request line can hold percent-encoded."""
    parts = urlsplit(uri)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return quote(target, safe=_SAFE_IN_TARGET)
