"""`midflight completion SHELL`: a script made from the tables of the argument parsers, and the words of the suites.

The script asks nobody: pressing TAB starts no Python. It knows the cases of the suites it was printed with.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping

from midflight.cli import completion_scripts as scripts
from midflight.cli.cases import every_case
from midflight.cli.main import parser
from midflight.cli.parsing import Choice
from midflight.errors import ExitStatus
from midflight.language.vocabulary import CLAIMS
from midflight.player.selection import names
from midflight.report_formats import NAMES
from midflight_reference.configuration import PROFILES
from midflight_reference.faults import FAULTS

# What an option or a positional argument takes, where its metavar does not say it.
_WORDS_OF: Mapping[str, str] = {
    "--suite": "suites",
    "--case": "cases",
    "case": "cases",
    "--requirement": "requirements",
    "--claim": "claims",
    "--revision": "revisions",
    "--fault": "faults",
    "--profile": "profiles",
    "--report-format": "formats",
}
_OF_METAVAR: Mapping[str, str] = {
    **dict.fromkeys(("FILE", "PATH", "RESULTS", "OLD", "NEW", "OUT"), scripts.FILES),
    **dict.fromkeys(("DIR", "FOLDER"), scripts.FOLDERS),
}
_RENDER = {"bash": scripts.bash, "zsh": scripts.zsh, "fish": scripts.fish}


def run(options: argparse.Namespace) -> int:
    """Print the script."""
    commands = tuple(commands_of(parser()))
    print(_RENDER[options.shell](commands, word_lists(commands)), end="")
    return ExitStatus.CONFORMANT


def commands_of(root: argparse.ArgumentParser, path: tuple[str, ...] = (), text: str = "") -> Iterator[scripts.Command]:
    """Yield a parser and those of its commands, as plain values."""
    inner: dict[str, tuple[argparse.ArgumentParser, str]] = {}
    options: list[scripts.Option] = []
    takes: list[str] = []
    for action in root._actions:
        if isinstance(action, argparse._SubParsersAction):
            texts = {choice.dest: choice.help or "" for choice in action._choices_actions}
            inner = {name: (parser, texts.get(name, "")) for name, parser in action.choices.items()}
        elif action.option_strings:
            value = None if action.nargs == 0 else _taken(action, action.option_strings[-1])
            options.append(scripts.Option(tuple(action.option_strings), value, _plain(action)))
        else:
            takes.append(_taken(action, action.dest))
    yield scripts.Command(path, text, tuple(options), tuple(inner), next((kind for kind in takes if kind), ""))
    for name, (parser_, text_) in inner.items():
        yield from commands_of(parser_, (*path, name), text_)


def _taken(action: argparse.Action, name: str) -> str:
    if words := action.type.words if isinstance(action.type, Choice) else action.choices:
        return scripts.LITERALLY + " ".join(words)
    return _WORDS_OF.get(name) or _OF_METAVAR.get(str(action.metavar), "")


def _plain(action: argparse.Action) -> str:
    """Return the help of an option as one line."""
    text = (action.help or "").partition(" (")[0]
    return " ".join(text.split())


def word_lists(commands: tuple[scripts.Command, ...]) -> dict[str, tuple[str, ...]]:
    """Return the words of each list that some command takes."""
    cases = every_case()
    rules = {rule.id for case in cases for rule in case.suite.requirements.values()}
    lists = {
        "suites": {case.suite.name for case in cases},
        "cases": {case.id for case in cases} | {name for case in cases for name in names(case)[1:2]} | rules,
        "requirements": rules,
        "claims": set(CLAIMS),
        "revisions": {name for case in cases for name in case.suite.specification.revisions},
        "faults": set(FAULTS),
        "formats": set(NAMES),
        "profiles": set(PROFILES),
    }
    used = {option.takes for command in commands for option in command.options} | {one.takes for one in commands}
    return {name: tuple(sorted(words)) for name, words in lists.items() if name in used}
