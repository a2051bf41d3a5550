"""A server with just enough of byte-range PATCH, resumable requests and Expect to play real cases against.

`Conformant` keeps the rules; a test breaks one by overriding one method.
"""

import asyncio
import contextlib
import re
from collections import defaultdict
from collections.abc import AsyncIterator
from dataclasses import dataclass

import h11

Fields = list[tuple[str, str]]
_RANGE = re.compile(r"bytes (\d+)-(\d+)/(\d+)")


@dataclass
class Upload:
    """What has arrived of one resumable request."""

    length: int
    data: bytearray
    turn: int = 0  # which connection may write: the one that came last


class RefusedError(Exception):
    """A request that is answered with this status."""

    def __init__(self, status: int) -> None:
        self.status = status
        super().__init__(status)


class Peer:
    """One connection: a request at a time, its content as it arrives."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self.writer = writer
        self.http = h11.Connection(h11.SERVER)

    async def event(self) -> object:
        while (event := self.http.next_event()) is h11.NEED_DATA:
            self.http.receive_data(await self._reader.read(65536))
        return event

    async def content(self) -> AsyncIterator[bytes]:
        """Yield the octets of the content; ends early where the connection does."""
        with contextlib.suppress(h11.RemoteProtocolError, ConnectionError):
            while isinstance(event := await self.event(), h11.Data):
                yield bytes(event.data)

    async def whole(self) -> bytes:
        return b"".join([piece async for piece in self.content()])

    def send(self, *events: h11.Event) -> None:
        for event in events:
            self.writer.write(self.http.send(event) or b"")

    def proceed(self, fields: Fields) -> None:
        self.send(h11.InformationalResponse(status_code=100, headers=fields))

    def answer(self, status: int, fields: Fields, content: bytes = b"") -> None:
        length = [] if any(name == "Content-Length" for name, _ in fields) else [("Content-Length", str(len(content)))]
        self.send(h11.Response(status_code=status, headers=[*fields, *length]), h11.Data(content), h11.EndOfMessage())


class Conformant:
    """The server."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.uploads: dict[str, Upload] = {}
        self.executions = 0
        self._writing: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        peer = Peer(reader, writer)
        with contextlib.suppress(h11.RemoteProtocolError, ConnectionError):
            while isinstance(request := await peer.event(), h11.Request):
                await self._answer(peer, request)
                if {peer.http.our_state, peer.http.their_state} != {h11.DONE}:
                    break
                peer.http.start_next_cycle()
        writer.close()

    async def _answer(self, peer: Peer, request: h11.Request) -> None:
        path, method = request.target.decode(), request.method.decode()
        fields = {name.decode(): value.decode() for name, value in request.headers}
        area = path.split("/")[1]
        try:
            await getattr(self, f"{area}_{method.lower()}")(peer, path, fields)
        except RefusedError as refused:
            await self.refuse(peer, refused.status)

    async def refuse(self, peer: Peer, status: int) -> None:
        """A refusal before the content: the connection stays, so the content has to be read."""
        peer.answer(status, [])
        await peer.whole()

    # Resources

    async def files_put(self, peer: Peer, path: str, fields: dict[str, str]) -> None:
        self.files[path] = await peer.whole()
        peer.answer(201, [("Location", path)])

    async def files_get(self, peer: Peer, path: str, fields: dict[str, str]) -> None:
        await peer.whole()
        async with self._writing[path]:
            peer.answer(200, [], self.files[path])

    async def files_patch(self, peer: Peer, path: str, fields: dict[str, str]) -> None:
        if fields.get("if-match"):
            self.precondition_fails(peer)
        async with self._writing[path]:
            document = await peer.whole()
            _, _, boundary = fields["content-type"].partition("; boundary=")
            parts = document.split(f"--{boundary}".encode())[1:-1] if boundary else [document + b"\r\n"]
            self.apply(path, [part.removeprefix(b"\r\n").removesuffix(b"\r\n") for part in parts])
            peer.answer(200, [])

    def precondition_fails(self, peer: Peer) -> None:
        raise RefusedError(412)

    def apply(self, path: str, parts: list[bytes]) -> None:
        content = self.files[path]
        for part in parts:
            content = self.overlay(content, *self.read_part(part))
        self.files[path] = content

    def read_part(self, part: bytes) -> tuple[int, bytes]:
        head, _, octets = part.partition(b"\r\n\r\n")
        said = re.search(rb"Content-Length: (\d+)", head)
        if said and int(said[1]) != len(octets):
            raise RefusedError(400)
        first, _, _ = _range(head)
        return first, octets

    def overlay(self, content: bytes, first: int, octets: bytes) -> bytes:
        return content[:first] + octets + content[first + len(octets) :]

    # Resumable requests

    async def upload_post(self, peer: Peer, path: str, fields: dict[str, str]) -> None:
        name = f"/uploads/{len(self.uploads)}"
        upload = self.uploads[name] = Upload(int(fields["content-length"]), bytearray())
        if fields.get("expect"):
            peer.proceed([("Request-Content-Location", name)])
        async for piece in peer.content():
            if not self.late(upload, 0):
                upload.data += piece
        self.finish(peer, upload, turn=0)

    def late(self, upload: Upload, turn: int) -> bool:
        """Say whether another connection has taken over since."""
        return upload.turn != turn

    def finish(self, peer: Peer, upload: Upload, turn: int) -> None:
        if peer.http.their_state is not h11.DONE:
            return
        if self.late(upload, turn):
            peer.answer(409, [])
            return
        if len(upload.data) == upload.length:
            self.executions += 1
        peer.answer(201, [])

    async def uploads_head(self, peer: Peer, path: str, fields: dict[str, str]) -> None:
        await peer.whole()
        peer.answer(200, [("Content-Length", str(len(self.uploads[path].data)))])

    async def uploads_get(self, peer: Peer, path: str, fields: dict[str, str]) -> None:
        await peer.whole()
        peer.answer(200, [], bytes(self.uploads[path].data))

    async def uploads_patch(self, peer: Peer, path: str, fields: dict[str, str]) -> None:
        upload = self.uploads[path]
        upload.turn += 1
        turn, head, at = upload.turn, b"", None
        async for piece in peer.content():
            if at is None:
                head += piece
                if b"\r\n\r\n" not in head:
                    continue
                at, _, _ = _range(head)
                piece = head.partition(b"\r\n\r\n")[2]
            if not self.late(upload, turn):
                upload.data[at : at + len(piece)] = piece
            at += len(piece)
        self.finish(peer, upload, turn)

    async def count_get(self, peer: Peer, path: str, fields: dict[str, str]) -> None:
        await peer.whole()
        peer.answer(200, [], str(self.executions).encode())


def _range(head: bytes) -> tuple[int, int, int]:
    match = _RANGE.search(head.decode("latin-1"))
    if not match:
        raise RefusedError(400)
    return int(match[1]), int(match[2]), int(match[3])
