"""Exchanges made up as values, and the judge's answer to expectations written as in a case."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from midflight.evidence import Content, Ending, Exchange, Head
from midflight.judge.context import Context
from midflight.judge.final import judge_final
from midflight.judge.findings import Findings
from midflight.judge.interim import judge_interim
from midflight.judge.throughout import judge_throughout
from midflight.language import encode, yaml_source
from midflight.language.exchange import Final, Interim
from midflight.language.values import UnknownValueError

BASE = "http://a/dir/page"


def head(status: int, *fields: str, at: float = 1.0, entry: int = 0) -> Head:
    """`head(200, "X: y")`."""
    pairs = tuple((name, value.strip()) for name, _, value in (line.partition(":") for line in fields))
    return Head(status, pairs, at, entry=entry)


def content(octets: bytes, kept: int | None = None) -> Content:
    return Content(len(octets), hashlib.sha256(octets).hexdigest(), octets[:kept])


def exchange(
    *heads: Head,
    body: bytes | Content = b"",
    ending: Ending = Ending.COMPLETE,
    number: int = 1,
    begin: float = 0.0,
    uri: str = BASE,
    name: str = "",
) -> Exchange:
    """An exchange of these heads, sent from `begin` on; a last one with a final status is the final response."""
    final = heads[-1] if heads and heads[-1].status >= 200 else None
    return Exchange(
        connection=number,
        method="GET",
        uri=uri,
        started_at=begin,
        sent_at=begin,
        content_sent=0,
        interim=tuple(heads[:-1] if final else heads),
        final=final,
        content=body if isinstance(body, Content) else content(body),
        ended_at=heads[-1].at if heads else begin,
        ending=ending,
        name=name,
    )


def context(volatile: Sequence[str] = (), slack: float = 0.0, **values: Any) -> Context:
    def look_up(name: str) -> Any:
        if name not in values:
            raise UnknownValueError(name)
        return values[name]

    return Context(
        look_up=look_up,
        encode=lambda value, say: encode.encode(value, say, Path()),
        base=BASE,
        step=0.5,
        lasting=3.0,
        slack=slack,
        volatile=tuple(volatile),
    )


def _read(model: Any, text: str) -> Any:
    return TypeAdapter(model).validate_python(yaml_source.parse(text, "made.yaml").data)


def final(text: str, seen: Exchange, **known: Any) -> Findings:
    """Judge the final response: `final("{status: 200}", exchange(head(200)))`, with values or `within` a context."""
    return judge_final(_read(Final, text) if text else None, seen, known.pop("within", None) or context(**known))


def interim(text: str, seen: Exchange, **known: Any) -> Findings:
    return judge_interim(_read(Interim, text), seen, known.pop("within", None) or context(**known))


def throughout(path: str, invariant: Any, *seen: Exchange, optional: Sequence[str] = ()) -> Findings:
    return judge_throughout({path: invariant}, seen, optional)


def said(findings: Findings) -> list[str]:
    """Return each finding as `kind: expected / got`."""
    return [f"{item.kind.value}: {item.expected} / {item.got}" for item in findings.items]


__all__ = ["content", "context", "exchange", "final", "head", "interim", "said", "throughout"]
