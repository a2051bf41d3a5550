"""The floor: the same cases with nothing but asyncio and h11, so many at a time. Run as a program of its own.

python floor.py FOLDER URL CONCURRENCY
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import h11
import yaml

_RECEIVE = 65536


async def _play(host: str, port: int, case: dict[str, Any]) -> bool:
    (exchange,) = case["exchanges"]
    request, final = exchange["request"], exchange["final"]
    reader, writer = await asyncio.open_connection(host, port)
    client = h11.Connection(h11.CLIENT)
    head = h11.Request(method=request["method"], target=request["uri"], headers=[("Host", f"{host}:{port}")])
    writer.write((client.send(head) or b"") + (client.send(h11.EndOfMessage()) or b""))
    status, fields, content = 0, {}, b""
    while True:
        event = client.next_event()
        if event is h11.NEED_DATA:
            client.receive_data(await reader.read(_RECEIVE))
        elif isinstance(event, h11.Response):
            status, fields = event.status_code, dict(event.headers)
        elif isinstance(event, h11.Data):
            content += event.data
        elif isinstance(event, h11.EndOfMessage):
            break
    writer.close()
    wanted = {name.lower().encode(): value.encode() for name, value in final["headers"].items()}
    met = all(fields.get(name) == value for name, value in wanted.items())
    return status == int(final["status"]) and met and content == final["body"].encode()


async def _play_all(folder: Path, url: str, concurrency: int) -> bool:
    where = urlsplit(url)
    cases = yaml.load((folder / "benchmark" / "cases.yaml").read_text(), Loader=yaml.CBaseLoader)
    free = asyncio.Semaphore(concurrency)

    async def one(case: dict[str, Any]) -> bool:
        async with free:
            return await _play(str(where.hostname), where.port or 80, case)

    return all(await asyncio.gather(*map(one, cases)))


if __name__ == "__main__":
    sys.exit(not asyncio.run(_play_all(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))))
