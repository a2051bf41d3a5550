"""`midflight probe URL`: looks at a server, prints what it saw, and writes a first target file."""

from __future__ import annotations

import argparse
import asyncio
import sys
from pathlib import Path

from midflight.errors import ExitStatus, UsageError
from midflight.files import Written, check, write_all
from midflight.grammar import GRAMMARS
from midflight.plugin.settings import header_field
from midflight.probe import Asker, Notes, Plan, look, target_file
from midflight.target.address import url_problem
from midflight.wire import Security, WireError
from midflight_reports.visible import visible

_METHOD = "POST"  # what starts an operation, unless another one is named
_WIDTH = 36
_NO_RESPONSE = "no HTTP response came: is this the right port?"
_ONLY_INTERIM = "only interim (1xx) responses came, and no final one: is the server still at work? Try more --patience"


def run(options: argparse.Namespace) -> int:
    """Look, print, and write the target file."""
    asker, plan = _asker(options), _plan(options)
    output = Path(options.output) if options.output else None
    if output:
        check(output, options.force)
    notes = Notes()
    try:
        asyncio.run(look(asker, plan, notes))
    finally:
        _show(asker.url, notes)
    if not notes.answered:
        raise UsageError(f"{asker.url}: {_ONLY_INTERIM if notes.interim else _NO_RESPONSE}")
    if output is None:
        print("with -o FILE it becomes a target file")
        return ExitStatus.CONFORMANT
    write_all([Written(output, target_file(asker.url, notes, plan.base))], options.force)
    print(f"wrote {output}: claims {', '.join(notes.claims) or 'nothing yet'}; look it through")
    print(f"next: midflight run {asker.url} --target {output}")
    return ExitStatus.CONFORMANT


def _asker(options: argparse.Namespace) -> Asker:
    if problem := url_problem(options.url):
        raise UsageError(f"the target {problem}")
    if not options.patience > 0:
        raise UsageError(f"--patience {options.patience:g}: should be above 0")
    security = Security(ca=Path(options.cacert) if options.cacert else None, insecure=options.insecure)
    if options.url.startswith("https:"):
        try:
            security.context()
        except WireError as error:
            raise UsageError(str(error)) from None
    fields = [header_field(text) for text in options.header]
    return Asker(options.url, security, fields, options.patience, options.write)


def _plan(options: argparse.Namespace) -> Plan:
    if options.write and not (options.prefix or options.long_op):
        raise UsageError("--write needs to know where: give --prefix /PATH/, --long-op 'METHOD /PATH', or both")
    method, path = _request(options.long_op) if options.long_op else ("", "")
    prefix = options.prefix or ""
    if prefix and not (prefix.endswith("/") and _is_path(prefix)):
        raise UsageError(f"--prefix {prefix}: should be a path that begins and ends with /, such as /files/")
    return Plan.of(options.url, prefix, method, path)


def _request(text: str) -> tuple[str, str]:
    method, _, path = text.strip().rpartition(" ")
    method = method.strip() or _METHOD
    if not _is_path(path) or GRAMMARS["token"].problem(method):
        raise UsageError(f"--long-op '{text}': should be a path, or a method and a path, such as 'POST /capture'")
    return method, path


def _is_path(text: str) -> bool:
    return (
        text.startswith("/") and not text.startswith("//") and text.isascii() and text.isprintable() and " " not in text
    )


def _show(url: str, notes: Notes) -> None:
    """Print what was seen; what a server sent cannot drive the terminal."""
    lines = [(seen.tried, visible(seen.seen).replace("\n", " ")) for seen in notes.observations]
    if not lines:
        return
    if not sys.stdout.isatty():
        print("\n".join([url, *(f"  {visible(tried):<{_WIDTH}}  {seen}" for tried, seen in lines)]))
        return
    from rich.console import Console
    from rich.text import Text

    console = Console(file=sys.stdout)
    console.print(Text(url, "bold"))
    for tried, seen in lines:
        label = Text(f"  {visible(tried):<{_WIDTH}}  ", "bold" if tried else "dim")
        console.print(label + Text(seen, "" if tried else "dim"), soft_wrap=True)
