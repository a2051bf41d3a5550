"""The tests that somebody writes who has no suite: pytest, a socket and h11. `BENCHMARK_CASES` names the table."""

from __future__ import annotations

import json
import os
import socket
from pathlib import Path
from urllib.parse import urlsplit

import h11
import pytest

_TABLE = json.loads(Path(os.environ["BENCHMARK_CASES"]).read_text())
_URL = urlsplit(_TABLE["url"])


def _exchange(path: str) -> tuple[int, dict[bytes, bytes], bytes]:
    client = h11.Connection(h11.CLIENT)
    head = h11.Request(method="GET", target=path, headers=[("Host", _URL.netloc)])
    with socket.create_connection((_URL.hostname, _URL.port), timeout=10) as sock:
        sock.sendall((client.send(head) or b"") + (client.send(h11.EndOfMessage()) or b""))
        status, fields, content = 0, {}, b""
        while True:
            event = client.next_event()
            if event is h11.NEED_DATA:
                client.receive_data(sock.recv(65536))
            elif isinstance(event, h11.Response):
                status, fields = event.status_code, dict(event.headers)
            elif isinstance(event, h11.Data):
                content += event.data
            elif isinstance(event, h11.EndOfMessage):
                return status, fields, content


@pytest.mark.parametrize("case", _TABLE["cases"], ids=lambda case: case["case"])
def test_answer(case: dict[str, str]) -> None:
    status, fields, content = _exchange(case["path"])
    assert status == 200
    assert fields[b"content-type"] == b"application/json"
    assert fields[b"x-case"] == case["case"].encode()
    assert content == case["body"].encode()
