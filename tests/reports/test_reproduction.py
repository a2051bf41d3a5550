"""The stand-alone script: run for real against a small server, it sends the recorded octets and nothing else."""

from __future__ import annotations

import ast
import socket
import ssl
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser

import pytest
import trustme
from sample import FAILING, HOSTILE, PASSING, TRANSCRIPT, hostile, results

from midflight_reports import CaseResult, Elided, Entry, Results
from midflight_reports.html import to_html
from midflight_reports.reproduction import MOST, recorded, script

SECONDS = 30  # the most that a script may take
CLOSED, RESET, HALF = "closed by the harness", "reset by the harness", "closed for sending by the harness"
GET = b"GET /status/8f1c HTTP/1.1\r\nHost: example\r\n\r\n"
START = b"POST /start HTTP/1.1\r\nHost: example\r\nContent-Length: 0\r\n\r\n"
ACCEPTED = (
    b"HTTP/1.1 102 Processing\r\nLocation: /status/8f1c\r\n\r\nHTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n"
)
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
PUT = b"PUT /a HTTP/1.1\r\nHost: example\r\nContent-Length: 100\r\n\r\n"


@dataclass
class Seen:
    """What one connection received, and how it ended."""

    octets: bytes = b""
    ending: str = ""


@dataclass
class Server:
    """Answers by rote: on each connection, once all of the first octets are there, the second ones are sent."""

    rote: Sequence[Sequence[tuple[bytes, bytes]]]
    seen: list[Seen] = field(default_factory=list)
    port: int = 0
    threads: list[threading.Thread] = field(default_factory=list)
    tls: ssl.SSLContext | None = None

    def serve(self, listener: socket.socket) -> None:
        for rote in self.rote:
            connection, _ = listener.accept()
            connection.settimeout(SECONDS)
            if self.tls:
                connection = self.tls.wrap_socket(connection, server_side=True)
            self.seen.append(Seen())
            thread = threading.Thread(target=self.talk, args=(connection, rote, self.seen[-1]))
            self.threads.append(thread)
            thread.start()

    def talk(self, connection: socket.socket, rote: Sequence[tuple[bytes, bytes]], seen: Seen) -> None:
        left = list(rote)
        with connection:
            try:
                while octets := connection.recv(65536):
                    seen.octets += octets
                    while left and seen.octets.endswith(left[0][0]):
                        connection.sendall(left.pop(0)[1])
                seen.ending = "closed"
                while left:  # half-closed: the answer is still due
                    connection.sendall(left.pop(0)[1])
            except ConnectionResetError:
                seen.ending = "reset"


@contextmanager
def serving(*rote: Sequence[tuple[bytes, bytes]], tls: ssl.SSLContext | None = None) -> Iterator[Server]:
    """Serve as many connections as there are rows; at the end, wait until each is over."""
    server = Server(rote, tls=tls)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(SECONDS)
        server.port = listener.getsockname()[1]
        accepting = threading.Thread(target=server.serve, args=(listener,))
        accepting.start()
        yield server
        accepting.join()
        for thread in server.threads:
            thread.join()


def play(text: str, *arguments: str) -> str:
    """Run a script with nothing but Python; return what it printed."""
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-", *arguments], input=text, capture_output=True, text=True, timeout=SECONDS
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def case(*entries: Entry) -> CaseResult:
    return replace(FAILING, transcript=entries, decisive=())


def run_of(one: CaseResult, port: int = 8080) -> Results:
    run = results(one)
    return replace(run, target=replace(run.target, url=f"http://127.0.0.1:{port}"))


def made(*entries: Entry, port: int = 8080) -> str:
    return script(run_of(case(*entries), port), case(*entries))


class Scripts(HTMLParser):
    """Collects the texts of all `pre` below a `details` of class script."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.within = self.reading = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.within |= tag == "details" and ("class", "script") in attrs
        if self.within and tag == "pre":
            self.reading = True
            self.texts.append("")

    def handle_endtag(self, tag: str) -> None:
        self.reading &= tag != "pre"
        self.within &= tag != "details"

    def handle_data(self, data: str) -> None:
        if self.reading:
            self.texts[-1] += data


def test_the_script_of_the_page_sends_the_recorded_octets() -> None:
    content = bytes(range(256)) * 20
    long = b"PUT /b HTTP/1.1\r\nHost: example\r\nContent-Length: 5120\r\n\r\n" + content
    entries = (
        Entry(0.50, 1, "sent", START),
        Entry(0.51, 1, "received", ACCEPTED),
        Entry(0.52, 2, "sent", GET),
        Entry(0.53, 2, "received", OK),
        Entry(0.54, 2, "event", note=CLOSED),
        Entry(0.55, 3, "sent", PUT),
        Entry(0.60, 3, "sent", b"half of the \xff content\r\n"),
        Entry(0.61, 3, "event", note=RESET),
        Entry(0.62, 4, "sent", long),
        Entry(0.63, 4, "event", note=HALF),
        Entry(0.64, 4, "received", OK),
        Entry(0.65, 4, "event", note="closed by the peer"),
        Entry(0.66, 1, "event", note=CLOSED),
    )
    with serving([(START, ACCEPTED)], [(GET, OK)], [], [(b"never", OK)]) as server:
        (text,) = Scripts(to_html(run_of(case(*entries), server.port))).texts
        printed = play(text)
    assert [seen.octets for seen in server.seen] == [START, GET, PUT + b"half of the \xff content\r\n", long]
    assert [seen.ending for seen in server.seen] == ["closed", "closed", "reset", "closed"]
    for wanted in (
        "1 > POST /start",
        "1 < HTTP/1.1 102 Processing",
        "3 > half of the \\xff content",
        "4 < HTTP/1.1 200 OK",
    ):
        assert wanted in printed


def test_an_exchange_that_was_cut_is_cut_before_its_answer() -> None:
    interim = b"HTTP/1.1 102 Processing\r\n\r\n"
    entries = (
        Entry(0.0, 1, "sent", START),
        Entry(0.01, 1, "received", interim),
        Entry(0.02, 1, "event", note=CLOSED),
    )
    assert [step.what for step in recorded(entries)[0]] == ["connect", "send", "cut"]
    with serving([(START, interim)]) as server:
        printed = play(made(*entries, port=server.port))
    assert server.seen[0] == Seen(START, "closed")
    assert "1 < HTTP/1.1 102 Processing" in printed and "1 * cut" in printed


def test_what_the_server_names_anew_is_asked_for() -> None:
    entries = (
        Entry(0.0, 1, "sent", START),
        Entry(0.01, 1, "received", ACCEPTED),
        Entry(0.02, 2, "sent", GET),
        Entry(0.03, 2, "received", OK),
        Entry(0.04, 2, "event", note=CLOSED),
        Entry(0.05, 1, "event", note=CLOSED),
    )
    anew = GET.replace(b"8f1c", b"77aa")
    absolute = ACCEPTED.replace(b"/status/8f1c", b"http://127.0.0.1/status/77aa")
    with serving([(START, absolute)], [(anew, OK)]) as server:
        text = made(*entries, port=server.port)
        play(text)
    assert [seen.octets for seen in server.seen] == [START, anew]
    assert "ask for what the answer of this run names" in text


def test_masked_secrets_are_named_and_can_be_put_in() -> None:
    masked = GET.replace(b"Host: example", b"Host: example\r\nAuthorization: ******\r\nCookie: ***")
    entries = (Entry(0.0, 1, "sent", masked), Entry(0.1, 1, "received", OK), Entry(0.2, 1, "event", note=CLOSED))
    with serving([(masked, OK)], [(b"\r\n\r\n", OK)]) as server:
        text = made(*entries, port=server.port)
        play(text)
        play(text.replace("    b'Authorization: ******',", "    b'Authorization: Bearer a',"))
    assert "Secrets are masked" in text
    assert [seen.octets for seen in server.seen] == [masked, masked.replace(b"******", b"Bearer a")]
    assert "Secrets are masked" not in made(*TRANSCRIPT)


def test_octets_that_were_left_out_are_filled_up_and_named() -> None:
    head = b"PUT /a HTTP/1.1\r\nHost: example\r\nContent-Length: 1000\r\n\r\n"
    length = len(head) + 1000
    entries = (
        Entry(0.0, 1, "sent", head + b"a" * 100),
        Entry(0.1, 1, "sent", b"z" * 100, Elided(length, "ab"), "800 octets left out before these"),
        Entry(0.2, 1, "received", OK),
        Entry(0.3, 1, "event", note=CLOSED),
    )
    with serving([(b"z" * 100, OK)]) as server:
        text = made(*entries, port=server.port)
        play(text)
    assert server.seen[0].octets == head + b"a" * 100 + b"." * 800 + b"z" * 100
    assert "800 octets are not in the recording" in text


def test_another_server_can_be_named() -> None:
    with serving([(GET, OK)]) as server:
        play(made(Entry(0.0, 1, "sent", GET), Entry(0.1, 1, "event", note=RESET), port=1), f"127.0.0.1:{server.port}")
    assert server.seen[0].octets == GET


def test_a_target_that_was_not_verified_is_not_verified_here() -> None:
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("127.0.0.1").configure_cert(tls)
    one = case(Entry(0.0, 1, "sent", GET), Entry(0.1, 1, "received", OK), Entry(0.2, 1, "event", note=CLOSED))
    with serving([(GET, OK)], tls=tls) as server:
        run = run_of(one)
        arguments = ("--insecure",)
        target = replace(run.target, url=f"https://127.0.0.1:{server.port}", arguments=arguments)
        printed = play(script(replace(run, target=target), one))
    assert server.seen[0].octets == GET
    assert "1 < HTTP/1.1 200 OK" in printed
    assert "VERIFY = True" in made(*TRANSCRIPT)


def shape(text: str) -> list[str]:
    return [type(node).__name__ for node in ast.parse(text).body]


def test_a_target_cannot_put_code_into_the_script() -> None:
    tame = made(*TRANSCRIPT)
    attack = 'x\'"""\\\n\r\u2028import os\nos.abort()  # ' + HOSTILE
    sent = Entry(0.0, 1, "sent", f"GET /{attack} HTTP/1.1\r\nAuthorization: ***\r\n\r\n".encode("utf-8", "replace"))
    bad = replace(case(sent, *TRANSCRIPT), id=attack, title=attack, reason=attack)
    for url in ("http://127.0.0.1:1", f"http://{attack}", f"http://[{attack}", "http://a:99999"):
        run = replace(run_of(bad), target=replace(hostile().target, url=url))
        text = script(run, bad)
        assert shape(text) == shape(tame)
        assert text.isascii()


def test_what_cannot_be_reproduced_has_no_script() -> None:
    assert made() == ""
    assert made(Entry(0.0, 1, "event", note="nothing was sent")) == ""
    noise = b"".join(index.to_bytes(4, "big") for index in range(MOST))
    assert made(Entry(0.0, 1, "sent", noise)) == ""


@pytest.mark.parametrize(("verdict", "scripts"), [("fail", 1), ("warn", 1), ("untestable", 1), ("pass", 0)])
def test_what_asks_for_attention_has_a_script(verdict: str, scripts: int) -> None:
    one = replace(PASSING, verdict=verdict)
    assert len(Scripts(to_html(results(one))).texts) == scripts


def test_the_player_needs_only_the_standard_library() -> None:
    modules = {
        alias.name for node in ast.parse(made(*TRANSCRIPT)).body if isinstance(node, ast.Import) for alias in node.names
    }
    assert modules <= set(sys.stdlib_module_names)


def refused(port: int, *arguments: str) -> str:
    """Run a script that cannot begin; return what it says."""
    done = subprocess.run(
        [sys.executable, "-", *arguments],
        input=made(Entry(0.0, 1, "sent", GET), port=port),
        capture_output=True,
        text=True,
        check=False,
        timeout=SECONDS,
    )
    assert (done.returncode, done.stdout) == (1, "")
    return done.stderr


def test_a_server_that_does_not_listen_is_told_in_one_line() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    said = refused(port)
    assert said.startswith(f"127.0.0.1:{port}: no connection (") and "is the server running?" in said
    assert said.count("\n") == 1


@pytest.mark.parametrize("server", ["127.0.0.1", "http://127.0.0.1/", ":80", "127.0.0.1:99999"])
def test_a_server_that_is_misspelt_is_told_in_one_line(server: str) -> None:
    assert refused(1, server) == f"{server}: give the server as HOST:PORT, such as 127.0.0.1:8080\n"
