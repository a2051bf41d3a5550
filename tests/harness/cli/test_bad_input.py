"""What a person is told who gave something unusable: the message to the letter, the exit status, no traceback."""

from __future__ import annotations

import ssl
from pathlib import Path

import pytest
import trustme
from cli_peers import midflight, serving

from midflight.cli import main
from midflight.language.suite import suite_folders
from midflight.places import suites_folder

SUITES = ", ".join(folder.name for folder in suite_folders(suites_folder()))
UNUSABLE, NOTHING = 4, 5
EMPTY = "is empty: is a variable of the shell not set? Leave it out, or say what is meant\n"

# Arguments, exit status, stderr: refused before anything is started.
ARGUMENTS = [
    (["run", "--suite", "progres"], UNUSABLE, "--suite progres: there is no such suite; did you mean 'progress'?\n"),
    (["validate", "--suite", "x"], UNUSABLE, f"--suite x: there is no such suite; known: {SUITES}\n"),
    (["list", "--suite", "x"], UNUSABLE, f"--suite x: there is no such suite; known: {SUITES}\n"),
    (
        ["list", "--case", "progress/names-cannot-ad-fields"],
        NOTHING,
        "no case is selected\n--case progress/names-cannot-ad-fields: no case has this name;"
        " did you mean 'progress/names-cannot-add-fields'?\n",
    ),
    (
        ["validate", "--fault", "comment-not-close"],
        UNUSABLE,
        "--fault comment-not-close: there is no such fault; did you mean 'comment-not-closed'?\n",
    ),
    (
        ["serve", "--fault", "nope"],
        UNUSABLE,
        "midflight_reference: there is no fault nope; --list-faults names them all\n",
    ),
    (["run", "--nope"], UNUSABLE, "midflight: unrecognized arguments: --nope\nusage: midflight --help\n"),
    (
        ["run", "--level", "x"],
        UNUSABLE,
        "midflight: argument --level: 'x' is not one of them; known: may, must, should\nusage: midflight run --help\n",
    ),
    (
        ["run", "--level", "mus"],
        UNUSABLE,
        "midflight: argument --level: 'mus' is not one of them; did you mean 'must'?\nusage: midflight run --help\n",
    ),
    (
        ["run", "--concurrency", "x"],
        UNUSABLE,
        "midflight: argument --concurrency: invalid int value: 'x'\nusage: midflight run --help\n",
    ),
    (
        ["run", "--report", "file"],
        UNUSABLE,
        "--report file: cannot be written (File exists); choose another folder\n",
    ),
    (
        ["run", "--report", "file/below"],
        UNUSABLE,
        "--report file/below: cannot be written (Not a directory); choose another folder\n",
    ),
    (["run", ""], UNUSABLE, f"the argument behind run {EMPTY}"),
    (["run", "--target", ""], UNUSABLE, f"the argument behind --target {EMPTY}"),
    (["run", "--target="], UNUSABLE, f"--target= {EMPTY}"),
    (["list", "--target", ""], UNUSABLE, f"the argument behind --target {EMPTY}"),
    (["check", ""], UNUSABLE, f"the argument behind check {EMPTY}"),
    (
        ["probe", "http://127.0.0.1:1/x y"],
        UNUSABLE,
        "the target 'http://127.0.0.1:1/x y' holds a blank: write %20\n",
    ),
    (
        ["init", "http://127.0.0.1:1/\r\nX: y"],
        UNUSABLE,
        "the target 'http://127.0.0.1:1/\\r\\nX: y' holds '\\r', which is no text\n",
    ),
    (["check", "none.yaml"], UNUSABLE, "none.yaml:1:1: cannot be read: No such file or directory\n"),
]


@pytest.mark.parametrize(("arguments", "status", "message"), ARGUMENTS, ids=[" ".join(row[0]) for row in ARGUMENTS])
def test_arguments(
    arguments: list[str],
    status: int,
    message: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.chdir(tmp_path)
    try:
        found = main(arguments)
    except SystemExit as end:
        found = int(str(end.code))
    assert (found, capsys.readouterr().err) == (status, message)


# Target files that `run` and `list` refuse, and what they say of them.
TARGETS = {
    "": "target.yaml:1:1: is empty: it should hold at least one entry",
    "url: http://a\nurl: http://b": "target.yaml:2:1: 'url' stands here twice; keep one of them",
    "schema: 2\nurl: http://a": (
        "target.yaml:1:9: is written for schema 2; this midflight reads schema 1: use a newer midflight"
    ),
    "url: [a]": "target.yaml:1:6: 'url' should be a text, not a list",
    "claims: {a: b}": "target.yaml:1:9: 'claims' should be a list, not a mapping",
    "claims: [long-opp]": "target.yaml:1:10: 'long-opp' is no claim; did you mean 'long-op'?",
    "- url": "target.yaml:1:1: should be a mapping: url, name, claims, …",
    "shema: 2": "target.yaml:1:1: 'shema' has no meaning here; did you mean 'schema'?",
    "a: [": "target.yaml:2:1: is not YAML: while parsing a flow node did not find expected node content",
    "url: \xff": "target.yaml:1:1: is not UTF-8 text (octet 5): save it as UTF-8",
    "name: x": "target.yaml:1:1: gives no url, and none was given on the command line",
}


@pytest.mark.parametrize("text", TARGETS)
def test_target_files(
    text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "target.yaml").write_text(text, "latin-1")
    monkeypatch.chdir(tmp_path)
    if text != "name: x":
        assert main(["list", "--target", "target.yaml"]) == UNUSABLE
        assert capsys.readouterr().err == f"{TARGETS[text]}\n"


def refused(folder: Path, *arguments: str) -> str:
    """Return what a run is refused with, all of stderr but pytest's own word for it."""
    status, out, err = midflight("run", *arguments, folder=folder)
    assert (status, out) == (UNUSABLE, "")
    return err.removeprefix("ERROR: ").rstrip("\n")


def test_a_run_says_the_same_of_a_target_file(tmp_path: Path) -> None:
    (tmp_path / "target.yaml").write_text("claims: [long-opp]", "utf-8")
    assert refused(tmp_path, "--target", "target.yaml") == TARGETS["claims: [long-opp]"]
    (tmp_path / "target.yaml").write_text("name: x", "utf-8")
    assert refused(tmp_path, "--target", "target.yaml") == TARGETS["name: x"]


def test_values_of_options(tmp_path: Path) -> None:
    assert refused(tmp_path, "--concurrency", "0") == "--concurrency 0: should be above 0"
    assert refused(tmp_path, "http://127.0.0.1:1", "--seed", str(2**53)) == (
        "--seed 9007199254740992: should have at most 15 digits"
    )
    assert refused(tmp_path, "ftp://x") == (
        "the target 'ftp://x' is not an http or https URL such as http://127.0.0.1:8080"
    )


def test_a_target_that_is_not_there(tmp_path: Path) -> None:
    assert refused(tmp_path, "http://127.0.0.1:1") == "http://127.0.0.1:1: connection refused: is the server running?"
    message = refused(tmp_path, "http://nowhere.invalid")
    assert message.startswith("http://nowhere.invalid: cannot resolve 'nowhere.invalid' (")
    assert message.endswith("): is the name right?")


def test_the_wrong_scheme_and_a_certificate_that_nobody_trusts(tmp_path: Path) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("127.0.0.1").configure_cert(context)
    with serving(lambda _: True, context) as (address, _):
        assert refused(tmp_path, f"http://{address}") == (
            f"http://{address}: answers in TLS: does it speak https, not http?"
        )
        message = refused(tmp_path, f"https://{address}")
        assert message.startswith(f"https://{address}: certificate not trusted (")
        assert message.endswith("): name its CA with --cacert, or use --insecure")
    with serving(lambda _: True) as (address, _):
        assert refused(tmp_path, f"https://{address}") == (
            f"https://{address}: no TLS there: does it speak http, not https?"
        )


def test_an_unknown_case(tmp_path: Path) -> None:
    with serving(lambda _: True) as (address, _):
        status, out, err = midflight("run", f"http://{address}", "--case", "comments-are-balance", folder=tmp_path)
    assert (status, out) == (NOTHING, "")
    assert err == "no case was played: none matches 'comments-are-balance'; did you mean 'comments-are-balanced'?\n"


def test_a_target_that_claims_nothing_is_no_success(tmp_path: Path) -> None:
    (tmp_path / "target.yaml").write_text("claims: []\n", "utf-8")
    (tmp_path / "other.yaml").write_text("claims: [put, writable]\nwritable: {uri: /$fresh}\n", "utf-8")
    with serving(lambda _: True) as (address, _):
        for target in ((), ("--target", "target.yaml")):
            status, _, err = midflight("run", f"http://{address}", *target, "--case", "PG-004", folder=tmp_path)
            assert status == NOTHING
            assert err == (
                "the target claims nothing, so nothing was tested: name what it claims in a target file;"
                " midflight probe URL -o FILE writes one\n"
            )
        other = ("--target", "other.yaml", "--case", "PG-004")  # it claims something, though not this
        assert midflight("run", f"http://{address}", *other, folder=tmp_path)[0] == 0
