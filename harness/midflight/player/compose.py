"""A request of a case to the octets that are sent: RFC 9112, sections 3 and 6."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote, unquote_to_bytes, urlsplit

from midflight import __version__, wire
from midflight.content import Literal, Octets, chunked
from midflight.grammar import resolve, split_userinfo
from midflight.language import encode
from midflight.language.bodies import Content
from midflight.language.exchange import Request
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

    def framed(self) -> bytes:
        """Return the content as it is sent, all at once."""
        return (chunked(self.content, ()) if self.chunked else self.content).whole()


class Composer:
    """Makes requests for one target."""

    def __init__(self, target: Target) -> None:
        self.target = target
        self._origin = Origin.of(target.url)
        self._allowed = {self._origin, *(Origin.of(url) for url in target.allowed_origins)}

    def prepare(self, request: Request, scope: Scope) -> Prepared:
        """Return the request as octets. Raises ForeignOriginError, NotOfferedError and the errors of values."""
        call = self._call(request, scope)
        if request.raw is not None:
            return self._raw(request, scope)
        method = scope.text(request.method) if request.method else call.method if call else "GET"
        given = self.absolute(scope.text(request.uri) if request.uri else call.uri if call else "/")
        uri, user = split_userinfo(given)
        origin = self._own(uri)
        if request.save:
            scope.save({request.save: given})
        body = request.body if request.body is not None else (call.body if call else None)
        octets = _NOTHING if body is None else scope.octets(body)
        fields = self._fields(request, call, scope, user)
        coded = body is not None and encode.is_chunked(scope.meant(body))
        self._add_framing(fields, method, body, octets, scope)
        lines = [(name, line) for name, values in fields.values() for line in values]
        head = wire.head(method, _request_target(uri), request.version, lines)
        codings = [value.lower() for name, value in lines if name.lower() == "transfer-encoding"]
        expects = any(name.lower() == "expect" and value.lower() == "100-continue" for name, value in lines)
        to_code = "chunked" in codings and not coded
        return Prepared(method, uri, origin, head, octets, to_code, expects, request.version)

    def _call(self, request: Request, scope: Scope) -> Call | None:
        if request.use is None:
            return None
        wanted = {key: scope.text(value) for key, value in request.with_.items()}
        call = ask(self.target, request.use, wanted, scope.names_of_target())
        scope.use(call.operation, call.volatile)
        return call

    def _raw(self, request: Request, scope: Scope) -> Prepared:
        octets = scope.octets(request.raw or "").whole()
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
        return resolve(self.target.url + "/", reference)

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

    def _fields(
        self, request: Request, call: Call | None, scope: Scope, user: str | None
    ) -> dict[str, tuple[str, list[str]]]:
        """Return field lines by lower-case name: what stands later wins."""
        merged: dict[str, tuple[str, list[str]]] = {
            "host": ("Host", [self._own(self.target.url).netloc]),
            "user-agent": ("User-Agent", [f"midflight/{__version__}"]),
        }
        of_target: Mapping[str, str] = self.target.identities.get(request.as_, {})
        of_uri = _credentials(user) if user is not None and request.as_ == "owner" else {}
        for layer in (self.target.headers, {**of_target, **of_uri}, call.headers if call else {}, request.headers):
            say = str if call and layer is call.headers else scope.text
            for name, lines in layer.items():
                merged[name.lower()] = (name, [say(line) for line in ([lines] if isinstance(lines, str) else lines)])
        return merged

    def _add_framing(
        self,
        fields: dict[str, tuple[str, list[str]]],
        method: str,
        body: Content | None,
        octets: Octets,
        scope: Scope,
    ) -> None:
        meant = None if body is None else scope.meant(body)
        if meant is not None and "content-type" not in fields:
            fields["content-type"] = ("Content-Type", [encode.media_type(meant, scope.text)])
        if "content-length" in fields or "transfer-encoding" in fields:
            return
        if meant is not None and encode.is_chunked(meant):
            fields["transfer-encoding"] = ("Transfer-Encoding", ["chunked"])
            return
        if body is not None or method in _CONTENT_METHODS:
            fields["content-length"] = ("Content-Length", [str(octets.length)])


def _credentials(user: str) -> Mapping[str, str]:
    """Return the field for the user information of a URI, which no request carries itself (RFC 7617, section 2)."""
    return {"Authorization": f"Basic {base64.b64encode(unquote_to_bytes(user)).decode()}"}


def _request_target(uri: str) -> str:
    """Return the origin form (RFC 9112, section 3.2.1), with octets that no request line can hold percent-encoded."""
    parts = urlsplit(uri)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return quote(target, safe=_SAFE_IN_TARGET)
