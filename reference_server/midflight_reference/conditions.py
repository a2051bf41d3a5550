"""Conditional requests (RFC 9110, section 13): evaluated in the order of section 13.2.2."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from midflight_reference.byte_ranges.values import Format
from midflight_reference.decisions import Decisions
from midflight_reference.messages import Request, Response, text
from midflight_reference.store.resource import Resource

MEMBER = re.compile(r'\*|(?:W/)?"[^"]*"')


def refused(
    decisions: Decisions, request: Request, resource: Resource | None, format: Format | None = None
) -> Response | None:
    """Return 412 or 304 where a condition does not hold, None where all do. `resource` is None where there is none."""
    if not decisions.evaluates_conditions(request.method, format):
        return None
    if_match, if_none_match = members(request, "if-match"), members(request, "if-none-match")
    reading = request.method in ("GET", "HEAD")
    if if_match and not decisions.if_match_holds(if_match, resource):
        return failed()
    if resource and decisions.heeds_if_unmodified_since(bool(if_match)):
        date = seconds(request.value("if-unmodified-since"))
        if date is not None and resource.modified > date:
            return failed()
    if if_none_match and not decisions.if_none_match_holds(if_none_match, resource):
        return not_modified(resource) if reading and resource else failed()
    if resource and reading and not if_none_match:
        date = seconds(request.value("if-modified-since"))
        if date is not None and resource.modified <= date:
            return not_modified(resource)
    return None


def range_is_current(decisions: Decisions, request: Request, resource: Resource) -> bool:
    """Say whether Range counts: without If-Range, or if that names the present state (RFC 9110, 13.1.5)."""
    value = request.value("if-range")
    if value is None:
        return True
    if value.startswith('"'):
        return decisions.if_match_holds([value], resource)
    return seconds(value) == resource.modified


def members(request: Request, name: str) -> list[str]:
    """Return the entity tags, or the asterisk, of a field."""
    return MEMBER.findall(request.value(name) or "")


def seconds(date: str | None) -> int | None:
    """Return an HTTP date in seconds since 1970, None for anything else."""
    try:
        parsed = parsedate_to_datetime(date or "")
    except (ValueError, OverflowError):
        return None
    return int((parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)).timestamp())


def date_of(resource: Resource) -> str:
    """Return the value of Last-Modified."""
    return datetime.fromtimestamp(resource.modified, UTC).strftime("%a, %d %b %Y %H:%M:%S GMT")


def failed() -> Response:
    """Return 412."""
    return text(412, "A condition of the request does not hold.")


def not_modified(resource: Resource) -> Response:
    """Return 304, which has no content."""
    return Response(304, [("ETag", resource.entity_tag)] if resource.entity_tag else [])
