"""Proactive negotiation (RFC 9110, section 12): which representation and which language a request prefers."""

from __future__ import annotations

from collections.abc import Sequence


def weighted(field: str) -> list[tuple[str, float]]:
    """Return the members of an Accept or Accept-Language field with their weights, names in lower case."""
    members = []
    for member in field.split(","):
        name, *parameters = (part.strip() for part in member.split(";"))
        if name:
            members.append((name.lower(), weight(parameters)))
    return members


def weight(parameters: Sequence[str]) -> float:
    """Return the weight among parameters; 1 without any, and for what is no number."""
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "q":
            try:
                return min(max(float(value), 0.0), 1.0)
            except ValueError:
                return 1.0
    return 1.0


def best_media_type(accept: str | None, offered: Sequence[str]) -> str | None:
    """Return the offered media type that `accept` prefers, None when it wants none of them."""
    if accept is None or not accept.strip():
        return offered[0]
    ranges = weighted(accept)
    quality = {media_type: media_type_weight(media_type, ranges) for media_type in offered}
    best = max(offered, key=lambda media_type: quality[media_type])
    return best if quality[best] > 0 else None


def media_type_weight(media_type: str, ranges: Sequence[tuple[str, float]]) -> float:
    """Return the weight of the most specific range that matches (RFC 9110, section 12.5.1)."""
    weights = dict(reversed(ranges))
    for name in (media_type, f"{media_type.partition('/')[0]}/*", "*/*"):
        if name in weights:
            return weights[name]
    return 0.0


def best_language(accept_language: str | None, offered: Sequence[str]) -> str:
    """Return the offered language found by lookup (RFC 4647, section 3.4), else the first offered."""
    ranges = sorted(weighted(accept_language or ""), key=lambda member: -member[1])
    for wanted, quality in ranges:
        for language in offered:
            if quality > 0 and wanted.split("-")[0] == language:
                return language
    return offered[0]
