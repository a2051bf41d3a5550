"""Options of a run to values: the target with what the command line adds, and what to play."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from midflight.errors import UsageError
from midflight.known_failures import NONE, KnownFailures
from midflight.known_failures_update import read as read_known_failures
from midflight.language.scalars import yes_or_no
from midflight.language.suite import LoadedCase
from midflight.player.selection import selected
from midflight.target import Target, load_target, target_for_url
from midflight.wire import Security

LARGEST_SEED = 2**53 - 1  # beyond it, readers of results.json see another number


@dataclass(frozen=True)
class Settings:
    """What a person asked for."""

    target: Target
    security: Security
    suites: Sequence[str] = ()
    cases: Sequence[str] = ()
    level: str | None = None
    strict: bool = False
    known_failures: KnownFailures = NONE
    update_known_failures: Path | None = None  # the file to bring up to date
    concurrency: int = 32
    repeat: int = 1
    seed: int = field(default_factory=lambda: secrets.randbelow(2**32))
    deadline: float = 120.0

    def selects(self, loaded: LoadedCase) -> bool:
        """Say whether a case is to be played."""
        return selected(loaded, self.suites, self.cases, self.level)


def settings(option: Mapping[str, object]) -> Settings:
    """Return the settings for options by name (without their prefix). Raises UsageError."""
    target = _target(option)
    concurrency, repeat, deadline = option["concurrency"], option["repeat"], option["deadline"]
    for name, number in (("concurrency", concurrency), ("repeat", repeat), ("deadline", deadline)):
        if not isinstance(number, int | float) or not number > 0:
            raise UsageError(f"--{name} {number}: should be above 0")
    seed = option.get("seed")
    if seed is not None and abs(int(str(seed))) > LARGEST_SEED:
        raise UsageError(f"--seed {seed}: should have at most 15 digits")
    known = Path(str(option["known_failures"])) if option.get("known_failures") else None
    update = bool(option.get("update_known_failures"))
    if update and known is None:
        raise UsageError("--update-known-failures: says nothing without --known-failures FILE")
    return Settings(
        target=target,
        security=_security(target, option),
        suites=_texts(option.get("suite")),
        cases=_texts(option.get("case")),
        level=str(option["level"]) if option.get("level") else None,
        strict=bool(option.get("strict")),
        known_failures=read_known_failures(known, may_be_missing=update) if known else NONE,
        update_known_failures=known if update else None,
        concurrency=int(str(concurrency)),
        repeat=int(str(repeat)),
        seed=int(str(seed)) if seed is not None else secrets.randbelow(2**32),
        deadline=float(str(deadline)),
    )


def _texts(value: object) -> tuple[str, ...]:
    return tuple(str(item) for item in value) if isinstance(value, list | tuple) else ()


def _target(option: Mapping[str, object]) -> Target:
    url = str(option["url"]) if option.get("url") else None
    file = option.get("target")
    if file:
        target = load_target(Path(str(file)), url)
    elif url:
        target = target_for_url(url)
    else:
        raise UsageError("no target: give a URL, or a target file with --target")
    added = dict(header_field(text) for text in _texts(option.get("header")))
    return target.model_copy(update={"headers": {**target.headers, **added}}) if added else target


def rerun_arguments(option: Mapping[str, object]) -> tuple[str, ...] | None:
    """Return the arguments of `midflight run` that reach the target again."""
    given = [str(option["url"])] if option.get("url") else []
    if option.get("target"):
        given += ["--target", _as_text(str(option["target"]))]
    return tuple(given) or None


def _as_text(path: str) -> str:
    """Return a path with the octets that the locale did not know as the UTF-8 that they most likely are."""
    return os.fsencode(path).decode("utf-8", "surrogateescape")


def header_field(text: str) -> tuple[str, str]:
    """Return name and value of a field given as 'Name: value'. Raises UsageError."""
    name, colon, value = text.partition(":")
    if not colon or not name.strip() or any(character in text for character in "\r\n"):
        raise UsageError(f"--header '{text}': should be 'Name: value'")
    return name.strip(), value.strip()


def _security(target: Target, option: Mapping[str, object]) -> Security:
    tls = target.tls
    ca = option.get("cacert") or tls.ca
    return Security(
        ca=Path(str(ca)) if ca else None,
        insecure=bool(option.get("insecure")) or yes_or_no(tls.insecure),
        certificate=Path(tls.certificate) if tls.certificate else None,
        key=Path(tls.key) if tls.key else None,
        server_name=tls.server_name,
    )
