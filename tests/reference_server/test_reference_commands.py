"""The command line, the farm and the servers that answer nothing useful."""

from __future__ import annotations

import asyncio
import json
import signal
import subprocess
import sys

import pytest
from reference_client import Client, Host

from midflight_reference.cli import main
from midflight_reference.farm import Farm
from midflight_reference.faults import FAULTS
from midflight_reference.null_servers import NULL_SERVERS

REQUEST = "GET /x HTTP/1.1"


def test_every_fault_is_listed_on_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--list-faults"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == len(FAULTS)
    assert all(line.startswith(name) for line, name in zip(lines, FAULTS, strict=True))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--fault", "wait-ignord"], "there is no fault wait-ignord; did you mean wait-ignored?"),
        (["--port", "70000"], "cannot listen on 127.0.0.1 port 70000"),
        (["--port", "x"], "invalid int value"),
        (["--host", "192.0.2.1"], "cannot listen on 192.0.2.1"),
        (["--profile", "maximal"], "choose from"),
    ],
)
def test_unusable_arguments_are_explained(
    arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 4
    assert message in capsys.readouterr().err


def test_the_profiles_are_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == 0
    assert "wright, ietf, sparse, minimal" in " ".join(capsys.readouterr().out.split())


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_server_says_where_it_listens_and_stops_when_told(number: signal.Signals) -> None:
    command = [sys.executable, "-m", "midflight_reference", "--fault", "wait-ignored"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline().startswith("listening on http://127.0.0.1:")
        process.send_signal(number)
        assert (process.wait(10), process.stderr.read()) == (0, "")


def test_the_farm_speaks_json_lines() -> None:
    lines = [{"start": 1, "fault": "wait-ignored", "recorded": True}, {"start": "n", "null_server": "silent"}]
    asked = "".join(json.dumps(line) + "\n" for line in [*lines, {"stop": "n"}])
    command = [sys.executable, "-m", "midflight_reference.farm"]
    ended = subprocess.run(command, input=asked, capture_output=True, text=True, timeout=20, check=True)
    first, second, third = map(json.loads, ended.stdout.splitlines())
    assert first["url"].startswith("http://127.0.0.1:")
    assert second["id"] == "n"
    assert third == {"id": "n", "stopped": True}
    assert ended.stderr == ""


def test_each_server_of_the_farm_has_its_profile() -> None:
    async def scenario() -> None:
        farm = Farm()
        accepted = []
        for profile in ("minimal", "ietf"):
            started = await farm.answer(json.dumps({"start": profile, "profile": profile}))
            host = Host(int(started["url"].rpartition(":")[2]))
            accepted.append((await host.ask("OPTIONS /files/a")).final["Accept-Patch"].count(","))
            await host.leave()
        await farm.close()
        assert accepted == [0, 2]

    asyncio.run(scenario())


def test_the_farm_knows_what_was_consulted() -> None:
    async def scenario() -> None:
        farm = Farm()
        started = await farm.answer('{"start": 1, "recorded": true}')
        host = Host(int(started["url"].rpartition(":")[2]))
        await host.ask("GET /", "Prefer: processing")
        await host.leave()
        assert await farm.answer('{"consulted": 1}') == {"id": 1, "consulted": ["before_ordinary", "preferences"]}
        assert await farm.answer('{"stop": 1}') == {"id": 1, "stopped": True}
        await farm.close()

    asyncio.run(scenario())


@pytest.mark.parametrize(
    ("line", "identifier", "message"),
    [
        ("nonsense", None, "no JSON"),
        ("[]", None, "start, consulted, stop"),
        ('{"stop": 9}', 9, "9 is not running"),
        ('{"consulted": 9}', 9, "9 is not recorded"),
        ('{"start": 9, "fault": "wait-ignord"}', 9, "did you mean wait-ignored?"),
        ('{"start": 9, "null_server": "nil"}', 9, "there is no null server nil"),
        (
            '{"start": 9, "profile": "maximal"}',
            9,
            "there is no profile maximal; there are wright, ietf, sparse, minimal",
        ),
    ],
)
def test_the_farm_answers_what_it_cannot_do(line: str, identifier: object, message: str) -> None:
    answer = asyncio.run(Farm().answer(line))
    assert answer["id"] == identifier
    assert message in answer["error"]


def ask_null_server(name: str, *lines: str) -> bytes:
    """Send requests to a null server and return all that comes back until it closes or the client does."""

    async def scenario() -> bytes:
        running = await NULL_SERVERS[name].start()
        host = Host(int(running.url.rpartition(":")[2]))
        try:
            return await asked(await host.connect(), lines)
        finally:
            await host.leave()
            await running.close()

    return asyncio.run(scenario())


async def asked(client: Client, lines: tuple[str, ...]) -> bytes:
    for line in lines:
        client.send(line, "Host: here")
    client.writer.write_eof()
    try:
        return await client.reader.read()
    except ConnectionError:
        return b""


@pytest.mark.parametrize("name", ["closes-at-once", "silent"])
def test_some_null_servers_say_nothing(name: str) -> None:
    assert ask_null_server(name, REQUEST) == b""


def test_one_null_server_echoes() -> None:
    assert ask_null_server("echoes", REQUEST) == b"GET /x HTTP/1.1\r\nHost: here\r\n\r\n"


@pytest.mark.parametrize("status", [200, 204, 404, 500])
def test_the_others_always_say_the_same(status: int) -> None:
    octets = ask_null_server(f"constant-{status}", REQUEST, "HEAD / HTTP/1.1", REQUEST)
    assert octets.count(f"HTTP/1.1 {status} ".encode()) == 3
    assert (b"Content-Length: 0" in octets) == (status != 204)
