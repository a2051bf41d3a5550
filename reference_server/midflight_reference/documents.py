"""What a status document says: its text, its representations, and the fields of a response about it."""

from __future__ import annotations

import html
import json
from collections.abc import Callable, Mapping

from midflight_reference.following import item_pairs, progress_fields, status_uri_fields
from midflight_reference.messages import Fields, Request
from midflight_reference.operations import Pair, Report, Run
from midflight_reference.state import State
from midflight_reference.telling import Channel, Telling


def state(run: Run) -> str:
    """Return the result of a run, or how far it is, as plain text."""
    if run.outcome is not None:
        return f"{run.outcome.sentence}\n"
    return unfinished(run)


def unfinished(run: Run) -> str:
    """Return how far a run is."""
    report = run.reports[-1]
    total = "" if report.expected is None else f" of {report.expected}"
    return f"Running: {report.done}{total} steps are done.\n"


def as_json(sentence: str) -> str:
    """Return the sentence as a JSON document."""
    return json.dumps({"status": sentence.rstrip("\n")}) + "\n"


def as_html(sentence: str) -> str:
    """Return the sentence as an HTML document."""
    body = html.escape(sentence.rstrip("\n"))
    return f'<!DOCTYPE html>\n<html lang="en"><title>Status</title><p>{body}</p></html>\n'


WRITTEN: Mapping[str, Callable[[str], str]] = {"text/plain": str, "application/json": as_json, "text/html": as_html}
CONTENT_TYPES = {
    "text/plain": "text/plain; charset=utf-8",
    "application/json": "application/json",
    "text/html": "text/html; charset=utf-8",
}


def final_report(run: Run) -> Report:
    """Return the state reached at the end: everything, unless the operation failed on the way."""
    return run.reports[-1] if run.plan.fails else Report(run.plan.steps, run.plan.steps)


def told(instance: State, request: Request, run: Run, channel: Channel, report: Report, initial: bool) -> Fields:
    """Return the Progress field of a final response."""
    telling = Telling(run, report, channel, accept_language=request.value("accept-language"), initial=initial)
    return progress_fields(instance.decisions, telling)


def outcome_fields(instance: State, run: Run) -> Fields:
    """Return Status-URI with the status of the operation, then those of its sub-operations."""
    decisions = instance.decisions
    operation = Pair(decisions.status_of_operation(run), run.target)
    return status_uri_fields(decisions, [operation, *item_pairs(decisions, run, run.pairs)])
