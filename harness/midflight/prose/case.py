"""One case, told: its rule, what it needs, its set-up, what is judged, and what a mismatch comes to."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from midflight.language.suite import LoadedCase
from midflight.player.masking import Mask
from midflight.player.selection import needs, revision_of, why_not_applicable
from midflight.prose import expectations as words
from midflight.prose.placeholders import Placeholders, Sketch, calculated
from midflight.prose.steps import Teller
from midflight.target import Target
from midflight_reports.visible import visible

_WIDTH = 110
_MARGIN = 12
_COMES_TO = {
    "fail": "a mismatch fails, and turns a run red",
    "warn": "a mismatch is a warning; with --strict it fails",
    "info": "a mismatch is only information",
}
_STANDS_FOR = "$name stands for a value that is saved while the case plays."
_INVARIANTS = {
    "never-decreases": "never decreases",
    "constant": "stays the same",
    "distinct": "is never the same twice",
    "unguessable": "cannot be guessed",
}


def told(loaded: LoadedCase, target: Target) -> Iterator[str]:
    """Yield the lines that tell a case, its requests as they would go to `target`, without its secrets."""
    mask = Mask(target)
    for line in _told(loaded, target):
        yield visible(mask.text(line)).replace("\n", "\\n")


def _told(loaded: LoadedCase, target: Target) -> Iterator[str]:
    case = loaded.case
    yield f"{loaded.id}: {loaded.title}"
    yield ""
    yield from _rule(loaded, target)
    yield from _needs(loaded, target)
    yield from _labelled("Verdict", _COMES_TO[loaded.requirement.for_knobs(target.knobs).when_broken])
    yield from _labelled("Source", f"{loaded.suite.name}/{loaded.source}")
    if loaded.values:
        said = ", ".join(f"${name} is {words.short(value)}" for name, value in loaded.values.items())
        yield from _labelled("With", said)
    if case.alone:
        yield from _labelled("Alone", "no other case plays at the same time")
    fixtures = [loaded.suite.fixtures[name].exchanges for name in loaded.uses.fixtures]
    scope = Placeholders(target, loaded.values, loaded.folder, calculated([case.given, case.exchanges, *fixtures]))
    teller = Teller(loaded.suite, Sketch(target, scope))
    if case.given:
        yield from ("", "First, or the case is untestable", "")
        yield from teller.steps(case.given, scope)
    yield from ("", "Judged", "")
    yield from teller.steps(case.exchanges, scope)
    if case.throughout:
        yield ""
        for path, invariant in case.throughout.items():
            yield f"Throughout, {path} {_INVARIANTS.get(invariant, invariant)}."
    yield from ("", f"The requests are those to {target.name or target.url}; {_STANDS_FOR}")


def _rule(loaded: LoadedCase, target: Target) -> Iterator[str]:
    revision = revision_of(loaded.suite, target)
    rule = loaded.requirement.in_revision(revision)
    document = loaded.suite.specification.document(revision)
    revisions = f", only in {' and '.join(rule.revisions)}" if rule.revisions else ""
    yield from _labelled("Rule", f"{rule.id}, {rule.level}, section {rule.section}{revisions}")
    yield from _labelled("", rule.statement)
    yield from _labelled("Reading", rule.reading)
    yield from _labelled("Text", rule.link or document.link)


def _needs(loaded: LoadedCase, target: Target) -> Iterator[str]:
    yield from _labelled("Needs", ", ".join(sorted(needs(loaded))) or "nothing that a target has to claim")
    yield from _labelled("Not where", ", ".join(f"{claim} is claimed" for claim in loaded.case.unless))
    if reason := why_not_applicable(loaded, target):
        yield from _labelled("Here", f"not applicable: {reason}")


def _labelled(label: str, text: str) -> Iterator[str]:
    lines = textwrap.wrap(" ".join(text.split()), _WIDTH - _MARGIN, break_long_words=False, break_on_hyphens=False)
    for number, line in enumerate(lines):
        yield f"{'' if number else label:<{_MARGIN}}{line}"
