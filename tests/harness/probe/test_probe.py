"""`midflight probe`: what it sends, what it writes, and that no server can lead it astray."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest
import trustme
from probe_peers import Peer, Visit, peer, saying

from midflight.cli import main
from midflight.cli.reference import bundled_server
from midflight.language import yaml_source
from midflight.language.vocabulary import AT_WRITABLE
from midflight.places import reference_target
from midflight.target import Target, load_target

EMPTY = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
SAFE = {"GET", "HEAD", "OPTIONS"}


def probe(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """Return exit status and both outputs."""
    status = main(["probe", "--patience", "0.15", *arguments])
    said = capsys.readouterr()
    return status, said.out, said.err


def target_of(path: Path) -> Target:
    """Return what was written, as `midflight run` reads it."""
    return load_target(path)


@pytest.fixture(scope="module")
def reference() -> Iterator[str]:
    with bundled_server() as url:
        yield url


def test_without_leave_nothing_but_safe_methods_is_sent(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    with peer(saying(EMPTY)) as server:
        arguments = (server.url, "--prefix", "/files/", "--long-op", "POST /capture", "-o", str(tmp_path / "t.yaml"))
        assert probe(capsys, *arguments)[0] == 0
    methods = {line.split(" ")[0] for line in server.requests}
    targets = {line.split(" ")[1] for line in server.requests}
    assert methods == SAFE
    assert targets == {"/", "*", "/capture"}
    assert target_of(tmp_path / "t.yaml").claims == []


def test_a_safe_operation_is_looked_at_without_leave(capsys: pytest.CaptureFixture[str]) -> None:
    with peer(saying(EMPTY)) as server:
        assert probe(capsys, server.url, "--long-op", "GET /slow")[0] == 0
    assert "GET /slow HTTP/1.1" in server.requests
    assert {line.split(" ")[0] for line in server.requests} == SAFE


def test_with_leave_everything_that_changes_something_stays_below_the_prefix(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with peer(saying(EMPTY)) as server:
        assert probe(capsys, f"{server.url}/base", "--write", "--prefix", "/files/")[0] == 0
    changing = [line.split(" ") for line in server.requests if line.split(" ")[0] not in SAFE]
    assert {method for method, _, _ in changing} == {"PUT", "PATCH", "DELETE"}
    assert all(target.startswith("/base/files/midflight-probe-") for _, target, _ in changing)
    made = {target for method, target, _ in changing if method in {"PUT", "PATCH"}}
    assert made <= {target for method, target, _ in changing if method == "DELETE"}


def test_the_reference_server_is_recognized(reference: str, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "t.yaml"
    operation = "/capture?lasting=0.6&step=0.2"
    arguments = (
        "--write",
        "--long-op",
        operation,
        "--prefix",
        "/files/",
        "--header",
        "Authorization: Bearer owner-token",
    )
    status, out, _ = probe(capsys, reference, *arguments, "-o", str(path))
    assert status == 0
    target = target_of(path)
    assert {"long-op", "status-doc", "writable", "put"} <= set(target.claims)
    assert target.long_op is not None
    assert target.long_op.uri == operation
    assert target.long_op.method == "POST"
    assert target.writable is not None
    assert target.writable.uri == "/files/$fresh"
    assert "owner-token" not in path.read_text("utf-8") + out
    assert "Progress: 0/" in out


def test_what_it_writes_can_be_run_as_it_is(reference: str, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "t.yaml"
    arguments = ("--write", "--long-op", "/capture?lasting=0.6&step=0.2", "-o", str(path))
    assert probe(capsys, reference, *arguments)[0] == 0
    case = "the-first-102-names-the-status-document"
    assert main(["run", "--target", str(path), "--case", case, "--report", str(tmp_path / "report")]) == 0
    assert "1 pass" in capsys.readouterr().out


def test_a_file_that_is_there_is_kept(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "t.yaml"
    path.write_text("mine", "utf-8")
    with peer(saying(EMPTY)) as server:
        status, _, err = probe(capsys, server.url, "-o", str(path))
        assert (status, server.requests) == (4, [])
        assert err == f"{path}: is there already; name another file, or overwrite it with --force\n"
        assert path.read_text("utf-8") == "mine"
        assert probe(capsys, server.url, "-o", str(path), "--force")[0] == 0
    assert target_of(path).url == server.url
    assert [found.name for found in tmp_path.iterdir()] == ["t.yaml"]


def closing(visit: Visit) -> None:
    """Close at once."""


def silent(visit: Visit) -> None:
    visit.until_over()


def garbage(visit: Visit) -> None:
    visit.send("SSH-2.0-OpenSSH_9.2\r\n")
    visit.until_closed()


def endless_head(visit: Visit) -> None:
    visit.request()
    visit.send("HTTP/1.1 200 OK\r\n")
    for number in range(10_000):
        visit.send(f"X-{number}: {'x' * 100}\r\n")


@pytest.mark.parametrize("answer", [closing, silent, garbage, endless_head], ids=lambda answer: answer.__name__)
def test_what_is_no_http_server_is_told_and_nothing_is_written(
    answer: object, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    with peer(answer) as server:  # type: ignore[arg-type]
        status, out, err = probe(capsys, server.url, "-o", str(tmp_path / "t.yaml"))
    assert status == 4
    assert err == f"{server.url}: no HTTP response came: is this the right port?\n"
    assert "GET /" in out
    assert list(tmp_path.iterdir()) == []


def flooding(visit: Visit) -> None:
    visit.request()
    while True:
        visit.send("HTTP/1.1 102 Processing\r\n\r\n")


def test_a_server_that_sends_nothing_but_interim_responses(capsys: pytest.CaptureFixture[str]) -> None:
    with peer(flooding) as server:
        status, out, err = probe(capsys, server.url)
    assert status == 4
    assert "× 102" in out
    assert err == (
        f"{server.url}: only interim (1xx) responses came, and no final one: is the server still at work?"
        " Try more --patience\n"
    )


def test_a_server_without_a_name_gets_none(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    with peer(saying(EMPTY)) as server:
        assert probe(capsys, server.url, "-o", str(tmp_path / "t.yaml"))[0] == 0
    assert target_of(tmp_path / "t.yaml").name == ""


def test_nobody_is_there(capsys: pytest.CaptureFixture[str]) -> None:
    with peer(closing) as server:
        pass
    assert probe(capsys, server.url) == (4, "", f"{server.url}: connection refused: is the server running?\n")


def test_redirects_are_told_and_not_followed(capsys: pytest.CaptureFixture[str]) -> None:
    with peer(saying(EMPTY)) as other:
        redirect = f"HTTP/1.1 302 Found\r\nLocation: {other.url}/trap\r\nContent-Length: 0\r\n\r\n"
        with peer(saying(redirect)) as server:
            status, out, _ = probe(capsys, server.url, "--write", "--prefix", "/f/", "--long-op", "/op")
    assert status == 0
    assert other.requests == []
    assert f"302 Found, Location: {other.url}/trap" in out


@pytest.mark.parametrize("reference_to", ["{other}/trap", "//127.0.0.1:1/trap", "http://[", "ftp://x/", "\x1b[2J"])
def test_status_documents_elsewhere_are_not_asked_for(
    reference_to: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    with peer(saying(EMPTY)) as other:
        location = reference_to.format(other=other.url)
        interim = f"HTTP/1.1 102 Processing\r\nLocation: {location}\r\n\r\n"
        with peer(saying(interim + EMPTY)) as server:
            status, out, _ = probe(capsys, server.url, "--write", "--long-op", "/op", "-o", str(tmp_path / "t.yaml"))
    assert status == 0
    assert other.requests == []
    assert "not followed" in out
    assert "\x1b" not in out
    assert target_of(tmp_path / "t.yaml").claims == ["long-op"]


def test_a_slow_answer_is_bounded(capsys: pytest.CaptureFixture[str]) -> None:
    def drip(visit: Visit) -> None:
        request = visit.request()
        while request and not visit.peer.over.wait(0.05):
            visit.send("HTTP/1.1 102 Processing\r\n\r\n")

    def once_then_drip(visit: Visit) -> None:
        drip(visit) if visit.peer.requests else saying(EMPTY)(visit)

    with peer(once_then_drip) as server:
        status, out, _ = probe(capsys, server.url)
    assert status == 0
    assert "not over in time" in out


def test_long_content_is_bounded(capsys: pytest.CaptureFixture[str]) -> None:
    def flood(visit: Visit) -> None:
        visit.request()
        visit.send("HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n")
        for _ in range(64):
            visit.send("x" * 65536)

    with peer(flood) as server:
        status, out, _ = probe(capsys, server.url)
    assert status == 0
    assert "not whole: more than 1048576 octets of content" in out


HOSTILE = "a: b\u00e9 # \x1b[31m '\" {} $x %0A"


def test_hostile_values_stand_quoted_or_spelled_out(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "t.yaml"
    response = (
        f"HTTP/1.1 102 Processing\r\nProgress: {HOSTILE}\r\nStatus-URI: {HOSTILE}\r\n\r\n"
        f"HTTP/1.1 200 {HOSTILE}\r\nServer: {HOSTILE}\r\nContent-Type: {HOSTILE}\r\nContent-Length: 0\r\n\r\n"
    )
    with peer(saying(response)) as server:
        status, out, _ = probe(capsys, server.url, "--write", "--long-op", "/a$b", "--prefix", "/f/", "-o", str(path))
    assert status == 0
    text = path.read_text("utf-8")
    assert "\x1b" not in text + out
    target = target_of(path)
    assert target.url == server.url
    assert target.long_op is not None
    assert target.long_op.uri == "/a$$b"
    assert yaml_source.read(path).data["name"].startswith("a: b")


@pytest.mark.parametrize("status", [400, 401, 404, 405, 415, 501])
def test_an_operation_that_is_refused_is_not_claimed(
    status: int, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = tmp_path / "t.yaml"
    with peer(saying(f"HTTP/1.1 {status} No\r\nContent-Length: 0\r\n\r\n")) as server:
        assert probe(capsys, server.url, "--write", "--long-op", "/x", "-o", str(path))[0] == 0
    assert target_of(path).claims == []
    assert f"# POST /x: {status} No" in path.read_text("utf-8")


def test_an_operation_that_is_over_at_once_is_a_fast_one(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "t.yaml"
    with peer(saying(EMPTY)) as server:
        assert probe(capsys, server.url, "--write", "--long-op", "PUT /x", "-o", str(path))[0] == 0
    target = target_of(path)
    assert target.claims == ["fast-op"]
    assert target.fast_op is not None
    assert (target.fast_op.method, target.fast_op.uri) == ("PUT", "/x")


def test_https_is_trusted_as_in_a_run(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    ca = trustme.CA()
    ca.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    ca.issue_cert("127.0.0.1").configure_cert(context)
    with peer(saying(EMPTY), context) as server:
        url = server.url.replace("http:", "https:")
        status, _, err = probe(capsys, url, "--patience", "5")
        assert (status, "certificate not trusted" in err) == (4, True)
        assert probe(capsys, url, "--patience", "5", "--cacert", str(tmp_path / "ca.pem"))[0] == 0
        assert probe(capsys, url, "--patience", "5", "--insecure")[0] == 0


WRONG = {
    "no url": (["x"], "the target 'x' is not an http or https URL such as http://127.0.0.1:8080"),
    "nowhere to write": (
        ["U", "--write"],
        "--write needs to know where: give --prefix /PATH/, --long-op 'METHOD /PATH',",
    ),
    "no prefix": (["U", "--prefix", "files"], "--prefix files: should be a path that begins and ends with /"),
    "no path": (["U", "--long-op", "capture"], "--long-op 'capture': should be a path, or a method and a path"),
    "no method": (["U", "--long-op", "PO(ST /x"], "--long-op 'PO(ST /x': should be a path, or a method and a path"),
    "two requests": (["U", "--long-op", "/x\r\nGET"], "--long-op '/x\r\nGET': should be a path"),
    "no field": (["U", "--header", "x"], "--header 'x': should be 'Name: value'"),
    "no folder": (["U", "-o", "."], ".: is a folder; name a file"),
    "no certificates": (["https://127.0.0.1:1", "--cacert", "no.pem"], "no.pem: cannot be used as CA certificates"),
}


@pytest.mark.parametrize(("arguments", "message"), WRONG.values(), ids=WRONG)
def test_wrong_arguments(arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]) -> None:
    with peer(saying(EMPTY)) as server:
        status = main(["probe", *(server.url if word == "U" else word for word in arguments)])
    said = capsys.readouterr()
    assert (status, said.out) == (4, "")
    assert said.err.startswith(message)
    assert server.requests == []


NOT_LOOKED_FOR = {"persist", "max-size"}


@pytest.mark.parametrize("profile", ["", "ietf", "minimal", "sparse"])
def test_the_profiles_of_the_reference_server_are_told_apart(
    profile: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = tmp_path / "t.yaml"
    with bundled_server(["--profile", profile or "wright"]) as url:
        assert probe(capsys, url, "--patience", "5", "--write", "--prefix", "/files/", "-o", str(path))[0] == 0
    found, declared = target_of(path), load_target(reference_target(profile))
    looked_for = (AT_WRITABLE | {"writable"}) - NOT_LOOKED_FOR
    assert set(found.claims) & looked_for == set(declared.claims) & looked_for
    assert found.revisions.get("byte-range-patch", "wright") == declared.revisions.get("byte-range-patch", "wright")
    assert found.knobs.get("partial_status") == declared.knobs.get("partial_status")


def _types(server: Peer) -> set[str]:
    return {field.partition(": ")[2] for field in server.fields if field.startswith("Content-Type")}


def test_forms_of_writing_are_claimed_only_where_they_take_effect(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """A server that says yes to everything and does nothing."""
    with peer(saying(EMPTY)) as server:
        assert probe(capsys, server.url, "--write", "--prefix", "/f/", "-o", str(tmp_path / "t.yaml"))[0] == 0
    assert target_of(tmp_path / "t.yaml").claims == []
    assert {"message/byterange", "application/byteranges"} <= _types(server)
