"""Commands, options and words to the completion scripts of three shells. Pure: texts in, a text out."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

FILES = "(files)"
FOLDERS = "(folders)"
LITERALLY = "="  # the words themselves follow

Lists = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Option:
    """One option. `takes` is None where it has no value; else FILES, FOLDERS, LITERALLY with words, the name of a list,
    or an empty text where nothing can be offered."""

    flags: tuple[str, ...]
    takes: str | None
    text: str


@dataclass(frozen=True, slots=True)
class Command:
    """One command; the path of midflight itself is empty."""

    path: tuple[str, ...]
    text: str
    options: tuple[Option, ...]
    commands: tuple[str, ...]
    takes: str  # what stands without an option: as of an Option


def bash(commands: Sequence[Command], lists: Lists) -> str:
    """Return the script for bash 4 or newer."""
    return "\n".join(
        [
            "# Completion of midflight for bash. Written by: midflight completion bash",
            *_lists(lists),
            "_midflight() {",
            "  local current=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} path= word takes= offered=",
            '  for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do',
            f'    case "$path $word" in {_patterns(commands)}) path="$path $word" ;; esac',
            "  done",
            '  case "$path" in',
            *(f"    {line}" for command in commands for line in _bash_arm(command)),
            "  esac",
            "  COMPREPLY=()",
            '  [[ $current == -* && $takes != "-" ]] && takes=$offered',
            "  [[ $takes == - ]] && takes=",
            '  case "$takes" in',
            *_bash_paths(FILES, "-f"),
            *_bash_paths(FOLDERS, "-d"),
            '    *) mapfile -t COMPREPLY < <(compgen -W "$takes" -- "$current") ;;',
            "  esac",
            "}",
            "complete -F _midflight midflight",
            "",
        ]
    )


def _bash_paths(kind: str, flag: str) -> Iterator[str]:
    yield f"    '{kind}')"
    yield "      compopt -o filenames 2>/dev/null"
    yield f'      mapfile -t COMPREPLY < <(compgen {flag} -- "$current") ;;'


def _bash_arm(command: Command) -> Iterator[str]:
    """Yield the lines that say what may come in a command: the value of the option before, or its own words."""
    flags = " ".join(flag for option in command.options for flag in option.flags)
    own = " ".join(command.commands) if command.commands else None
    yield f"{shlex.quote(_path(command))})"
    yield f"  offered={shlex.quote(flags)} takes={shlex.quote(own) if own is not None else _shell(command.takes)}"
    if valued := [option for option in command.options if option.takes is not None]:
        yield '  case "$before" in'
        for option in valued:
            # A dash: the option takes a value, and there is nothing to offer.
            yield f"    {'|'.join(option.flags)}) takes={_shell(option.takes or '') if option.takes else '-'} ;;"
        yield "  esac"
    yield "  ;;"


def zsh(commands: Sequence[Command], lists: Lists) -> str:
    """Return the script for zsh; it works as a file _midflight in fpath, and sourced behind compinit."""
    return "\n".join(
        [
            "#compdef midflight",
            "# Completion of midflight for zsh. Written by: midflight completion zsh",
            *_lists(lists),
            "_midflight() {",
            "  local before=${words[CURRENT-1]} place= word takes= offered=",
            '  for word in "${(@)words[2,CURRENT-1]}"; do',
            f'    case "$place $word" in {_patterns(commands)}) place="$place $word" ;; esac',
            "  done",
            '  case "$place" in',
            *(f"    {line}" for command in commands for line in _bash_arm(command)),
            "  esac",
            '  [[ ${words[CURRENT]} == -* && $takes != "-" ]] && takes=$offered',
            "  [[ $takes == - ]] && takes=",
            '  case "$takes" in',
            f"    '{FILES}') _files ;;",
            f"    '{FOLDERS}') _files -/ ;;",
            "    *) compadd -- ${=takes} ;;",
            "  esac",
            "}",
            'if [[ ${funcstack[1]} == _midflight ]]; then _midflight "$@"; else compdef _midflight midflight; fi',
            "",
        ]
    )


def fish(commands: Sequence[Command], lists: Lists) -> str:
    """Return the script for fish 3 or newer."""
    lines = ["# Completion of midflight for fish. Written by: midflight completion fish", "complete -c midflight -f"]
    lines += [f"set -g _midflight_{name} {' '.join(map(_fish_quoted, words))}" for name, words in lists.items()]
    texts = {command.path: command.text for command in commands}
    for command in commands:
        where = f"-n {_fish_quoted(_fish_condition(command))}"
        for name in command.commands:
            text = _fish_quoted(texts[(*command.path, name)])
            lines.append(f"complete -c midflight {where} -a {name} -d {text}")
        if command.takes:
            lines.append(f"complete -c midflight {where} {_fish_value(command.takes)}".rstrip())
        lines += [f"complete -c midflight {where} {_fish_option(option)}" for option in command.options]
    return "\n".join([*lines, ""])


def _fish_condition(command: Command) -> str:
    seen = [f"__fish_seen_subcommand_from {name}" for name in command.path]
    if not command.commands:
        return "; and ".join(seen)
    below = f"not __fish_seen_subcommand_from {' '.join(command.commands)}"
    return "; and ".join([*seen, below])


def _fish_option(option: Option) -> str:
    flags = [f"-l {flag[2:]}" if flag.startswith("--") else f"-s {flag[1:]}" for flag in option.flags]
    value = "" if option.takes is None else f" -x {_fish_value(option.takes)}".rstrip()
    if option.takes in (FILES, FOLDERS):
        value = f" -r {_fish_value(option.takes)}"
    return f"{' '.join(flags)}{value} -d {_fish_quoted(option.text)}"


def _fish_value(takes: str) -> str:
    if takes == FILES:
        return "-F"
    if takes == FOLDERS:
        return "-a '(__fish_complete_directories)'"
    if takes.startswith(LITERALLY):
        return f"-a {_fish_quoted(takes.removeprefix(LITERALLY))}"
    return f"-a '$_midflight_{takes}'" if takes else ""


def _fish_quoted(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def _lists(lists: Lists) -> Iterator[str]:
    for name, words in lists.items():
        yield f"_midflight_{name}={shlex.quote(' '.join(words))}"


def _shell(takes: str) -> str:
    """Return what may come as the value of a shell's variable."""
    if takes.startswith(LITERALLY):
        return shlex.quote(takes.removeprefix(LITERALLY))
    return shlex.quote(takes) if takes in (FILES, FOLDERS, "") else f"$_midflight_{takes}"


def _path(command: Command) -> str:
    return "".join(f" {name}" for name in command.path)


def _patterns(commands: Sequence[Command]) -> str:
    return "|".join(shlex.quote(_path(command)) for command in commands if command.path)
