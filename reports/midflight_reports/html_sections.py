"""Pages of the HTML report on request: which rule has which cases, and which fault is caught by which of them.

Each is a pure function from plain data to a `Section`; `html.to_html` puts them behind the cases.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

from markupsafe import Markup

from midflight_reports.conclusion import counted
from midflight_reports.errors import ResultsError
from midflight_reports.html_cases import anchors
from midflight_reports.html_page import Section, environment
from midflight_reports.model import RequirementResult, Results
from midflight_reports.verdicts import Verdict

_ADVICE = "give the file of midflight validate --json"
_VERDICTS = frozenset(get_args(Verdict))


@dataclass(frozen=True, slots=True)
class Fault:
    """A violation: the rule it breaks, those that it cannot help breaking, the cases that show it, and all played."""

    name: str
    requirement: str
    also: Mapping[str, str]  # rule: reason
    caught_by: Sequence[str]
    cases: Mapping[str, str]  # case: verdict


@dataclass(frozen=True, slots=True)
class FaultMatrix:
    """What `midflight validate --json` writes."""

    conformant: Mapping[str, str]
    faults: Sequence[Fault]
    null_servers: Mapping[str, Mapping[str, str]]


def coverage(results: Results) -> Section:
    """Return the page of every requirement, the excluded ones with their reasons, and its cases."""
    names = anchors(results.cases)
    of_case = {case.id: names[id(case)] for case in results.cases}
    suites: dict[str, list[RequirementResult]] = {}
    for rule in results.requirements:
        suites.setdefault(rule.suite, []).append(rule)
    told = {suite: _covered(rules) for suite, rules in suites.items()}
    content = environment().get_template("coverage.html").render(suites=suites, told=told, anchors=of_case)
    return Section("coverage", "Requirement coverage", Markup(content))


def _covered(rules: Sequence[RequirementResult]) -> str:
    cases = sum(len(rule.cases) for rule in rules)
    played = sum(bool(rule.cases) for rule in rules)
    excluded = sum(rule.excluded is not None for rule in rules)
    left = len(rules) - played - excluded
    return (
        f"{played} of {counted(len(rules), 'rule')} judged, by {counted(cases, 'case')};"
        f" without a case, for the reason given: {excluded}; not selected: {left}."
    )


def fault_matrix(matrix: FaultMatrix) -> Section:
    """Return the page of every fault, what caught it and what else it touched."""
    caught = sum(bool(fault.caught_by) for fault in matrix.faults)
    content = (
        environment()
        .get_template("matrix.html")
        .render(
            matrix=matrix,
            sentence=f"Caught by a case of the rule it breaks: {caught} of {counted(len(matrix.faults), 'fault')}.",
            also={fault.name: _also(fault) for fault in matrix.faults},
            others={fault.name: _others(fault) for fault in matrix.faults},
            green={server: _green(cases) for server, cases in matrix.null_servers.items()},
            counted=counted,
        )
    )
    return Section("faults", "Fault matrix", Markup(content))


def _also(fault: Fault) -> dict[str, list[str]]:
    """Return the rules that it breaks for each reason."""
    found: dict[str, list[str]] = {}
    for rule, reason in fault.also.items():
        found.setdefault(reason, []).append(rule)
    return found


def _others(fault: Fault) -> str:
    numbers = Counter(verdict for case, verdict in fault.cases.items() if case not in fault.caught_by)
    return ", ".join(f"{number} {verdict}" for verdict, number in numbers.most_common()) or "none"


def _green(cases: Mapping[str, str]) -> int:
    return sum(verdict in ("pass", "info") for verdict in cases.values())


def load_matrix(path: Path) -> FaultMatrix:
    """Read the file that `midflight validate --json` wrote. Raises ResultsError."""
    try:
        document = json.loads(path.read_text("utf-8"))
    except OSError as error:
        raise ResultsError(str(path), f"cannot be read ({error.strerror})", _ADVICE) from error
    except (ValueError, RecursionError):
        raise ResultsError(str(path), "is no JSON document", _ADVICE) from None
    try:
        return _matrix(document)
    except (KeyError, TypeError, ValueError, AttributeError):
        raise ResultsError(str(path), "holds no fault matrix", _ADVICE) from None


def _matrix(document: Any) -> FaultMatrix:
    return FaultMatrix(
        _verdicts(document["conformant"]),
        [
            Fault(
                _text(fault["name"]),
                _text(fault["requirement"]),
                {_text(rule): _text(reason) for rule, reason in fault["also"].items()},
                [_text(case) for case in fault["caught_by"]],
                _verdicts(fault["cases"]),
            )
            for fault in document["faults"]
        ],
        {_text(server): _verdicts(cases) for server, cases in document["null_servers"].items()},
    )


def _verdicts(cases: Any) -> dict[str, str]:
    return {_text(case): _one_of_ours(verdict) for case, verdict in cases.items()}


def _one_of_ours(verdict: object) -> str:
    if verdict not in _VERDICTS:
        raise ValueError(verdict)
    return str(verdict)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value
