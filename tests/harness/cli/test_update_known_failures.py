"""`--update-known-failures`: what people wrote stays, what holds goes, what fails comes, and the file is never half."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path

import pytest
from cli_peers import midflight, serving

from midflight.cli.reference import bundled_server
from midflight.known_failures import load
from midflight.known_failures_update import Found, read, update
from midflight.places import reference_target

TODAY = datetime.date(2027, 1, 31)
FILE = """\
# What we know to be broken.
# Ask before you add to it.

# until the rewrite
- case: progress/a
  reason: not implemented yet   # by us
  link: https://example.com/1

# somebody looks into it
- case: progress/b
  reason: a known bug
  expires: 2027-01-30
- {case: progress/c, reason: flow}

- case: "progress/d[get]"
  reason: last
"""


def found(failing: dict[str, str] | None = None, holding: str = "", gone: str = "") -> Found:
    return Found(failing or {}, frozenset(holding.split()), frozenset(gone.split()))


def updated(folder: Path, text: str, what: Found) -> tuple[str, list[str]]:
    """Return the text of the file afterwards, and what is told."""
    path = folder / "known.yaml"
    path.write_text(text, "utf-8")
    change = update(path, load(path), what, TODAY)
    assert [child.name for child in folder.iterdir()] == ["known.yaml"]
    return path.read_text("utf-8"), [line.replace(f"{folder}/", "") for line in change.lines()]


def test_entries_that_still_fail_or_were_not_played_stay_as_they_are(tmp_path: Path) -> None:
    text, told = updated(tmp_path, FILE, found({"progress/a": "x"}))
    assert text == FILE
    assert told == ["known.yaml: nothing to change"]


def test_an_entry_that_holds_goes_with_its_comments(tmp_path: Path) -> None:
    text, told = updated(tmp_path, FILE, found(holding="progress/a progress/c"))
    assert text == FILE.replace(FILE[FILE.index("# until") : FILE.index("# somebody")], "\n").replace(
        "- {case: progress/c, reason: flow}\n", ""
    )
    assert told == ["known.yaml: 0 added, 2 dropped", "  - progress/a: it holds", "  - progress/c: it holds"]


def test_the_comments_that_open_the_file_stay(tmp_path: Path) -> None:
    text, _ = updated(tmp_path, "# ours\n- {case: s/a, reason: x}\n- {case: s/b, reason: y}\n", found(holding="s/a"))
    assert text == "# ours\n- {case: s/b, reason: y}\n"


def test_a_case_that_is_gone_goes(tmp_path: Path) -> None:
    text, told = updated(tmp_path, FILE, found(gone="progress/d[get]"))
    assert "progress/d" not in text
    assert told[1:] == ["  - progress/d[get]: there is no such case"]


def test_new_failures_come_with_what_was_seen(tmp_path: Path) -> None:
    seen = 'expected "x": # {}\n  got \x1b[2J ' + "y" * 500
    text, told = updated(tmp_path, FILE, found({"progress/e[get]": seen, "progress/f": "a: b"}))
    assert text.startswith(FILE)
    entries = load(tmp_path / "known.yaml").entries
    assert list(entries)[-2:] == ["progress/e[get]", "progress/f"]
    assert entries["progress/e[get]"].reason.startswith('expected "x": # {} got \x1b[2J yyy')
    assert len(entries["progress/e[get]"].reason) == 201
    assert "\x1b" not in text
    assert told[0] == "known.yaml: 2 added, 0 dropped"


def test_an_entry_beyond_its_date_stays_and_is_told(tmp_path: Path) -> None:
    text, told = updated(tmp_path, FILE, found({"progress/b": "x"}))
    assert text == FILE
    assert told[1:] == ["  ! progress/b: still fails beyond its date: set another one, or repair it"]


def test_the_last_entry_leaves_a_list_that_can_be_read(tmp_path: Path) -> None:
    text, _ = updated(tmp_path, "# ours\n\n- {case: s/a, reason: x}\n", found(holding="s/a"))
    assert text == "# ours\n\n[]\n"
    text, _ = updated(tmp_path, text, found({"s/b": "seen"}))
    assert text == '# ours\n\n- case: s/b\n  reason: "seen"\n'.replace('"seen"', "seen")


ODD = {
    "flow": "[{case: s/a, reason: x, expires: 2027-05-01}, {case: s/b, reason: 'y: z'}] # mine\n",
    "a dash alone": "-\n  case: s/a\n  reason: x\n-\n  case: s/b\n  reason: 'y: z'\n",
    "an anchor": "- {case: s/a, reason: &why 'y: z'}\n- {case: s/b, reason: *why}\n",
    "no end of line": "- {case: s/a, reason: x}\n- {case: s/b, reason: 'y: z'}",
}


@pytest.mark.parametrize("text", ODD.values(), ids=ODD)
def test_files_that_lines_do_not_follow_lose_no_entry(text: str, tmp_path: Path) -> None:
    updated(tmp_path, text, found({"s/c": "seen"}, holding="s/a"))
    entries = load(tmp_path / "known.yaml").entries
    assert {case: entry.reason for case, entry in entries.items()} == {"s/b": "y: z", "s/c": "seen"}


def test_a_file_that_is_not_there_is_made(tmp_path: Path) -> None:
    path = tmp_path / "known.yaml"
    change = update(path, read(path, may_be_missing=True), found({"s/a": "seen"}), TODAY)
    assert list(load(path).entries) == ["s/a"]
    assert next(iter(change.lines())) == f"{path}: 1 added, 0 dropped"


def test_a_link_stays_a_link_and_permissions_stay(tmp_path: Path) -> None:
    (tmp_path / "real.yaml").write_text("- {case: s/a, reason: x}\n", "utf-8")
    (tmp_path / "real.yaml").chmod(0o640)
    link = tmp_path / "known.yaml"
    link.symlink_to("real.yaml")
    update(link, load(link), found({"s/b": "seen"}), TODAY)
    assert link.is_symlink()
    assert list(load(tmp_path / "real.yaml").entries) == ["s/a", "s/b"]
    assert (tmp_path / "real.yaml").stat().st_mode & 0o777 == 0o640


@pytest.fixture(scope="module")
def broken() -> Iterator[str]:
    """A server with one fault."""
    with bundled_server(["--fault", FAULT]) as url:
        yield url


FAULT = "location-only-in-second-102"
FAILS = "progress/the-first-102-names-the-status-document"
HOLDS = "progress/the-first-102-comes-on-receipt-of-the-request"


def run(url: str, folder: Path, *arguments: str) -> tuple[int, str, str]:
    only = ("--target", str(reference_target()), "--case", FAILS, "--case", HOLDS)
    return midflight("run", url, *only, "--known-failures", "k.yaml", *arguments, folder=folder)


def test_a_run_writes_the_list_and_the_next_one_is_green(broken: str, tmp_path: Path) -> None:
    (tmp_path / "k.yaml").write_text(f"# ours\n\n- {{case: {HOLDS}, reason: x}}\n- {{case: x/y, reason: z}}\n", "utf-8")
    assert run(broken, tmp_path, "--strict")[0] == 1
    status, out, err = run(broken, tmp_path, "--strict", "--update-known-failures")
    assert (status, err) == (0, "")
    assert f"k.yaml: 1 added, 2 dropped\n  + {FAILS}: " in out
    assert f"  - {HOLDS}: it holds\n  - x/y: there is no such case\n" in out
    assert (tmp_path / "k.yaml").read_text("utf-8").startswith(f"# ours\n\n- case: {FAILS}\n  reason: ")
    assert run(broken, tmp_path, "--strict")[0] == 0


def test_suites_that_were_not_read_keep_their_entries(broken: str, tmp_path: Path) -> None:
    text = "- {case: other/x, reason: z}\n"
    (tmp_path / "k.yaml").write_text(text, "utf-8")
    status, out, _ = run(broken, tmp_path, "--suite", "progress", "--update-known-failures")
    assert status == 0
    assert (tmp_path / "k.yaml").read_text("utf-8").startswith(text)
    assert "dropped" not in out.replace("0 dropped", "")


def test_an_expired_entry_keeps_the_run_red(broken: str, tmp_path: Path) -> None:
    text = f"- {{case: {FAILS}, reason: z, expires: 2020-01-01}}\n"
    (tmp_path / "k.yaml").write_text(text, "utf-8")
    status, out, _ = run(broken, tmp_path, "--strict", "--update-known-failures")
    assert (status, (tmp_path / "k.yaml").read_text("utf-8")) == (1, text)
    assert "still fails beyond its date" in out


def test_there_is_nothing_to_update_without_a_file(broken: str, tmp_path: Path) -> None:
    assert midflight("run", broken, "--update-known-failures", folder=tmp_path)[0] == 4


def test_a_target_that_is_not_there_leaves_the_file_alone(tmp_path: Path) -> None:
    with serving(lambda path: True) as (address, _):
        pass
    (tmp_path / "k.yaml").write_text("- {case: x/y, reason: z}\n", "utf-8")
    assert run(f"http://{address}", tmp_path, "--update-known-failures")[0] == 4
    assert (tmp_path / "k.yaml").read_text("utf-8") == "- {case: x/y, reason: z}\n"


def test_a_list_that_is_not_there_is_no_empty_list(tmp_path: Path) -> None:
    status, _, err = run("http://127.0.0.1:1", tmp_path)
    assert status == 4
    assert "--known-failures k.yaml: there is no such file; with --update-known-failures it is made" in err
