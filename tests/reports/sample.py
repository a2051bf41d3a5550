"""A run as it could have been: every verdict, a shared root cause, and a target that attacks its readers."""

from __future__ import annotations

import hashlib
from dataclasses import replace

from midflight_reports import CaseResult, Elided, Entry, RequirementResult, Results, Target, Tool, count, worst

LINK = "https://datatracker.ietf.org/doc/html/draft-wright-http-progress"
HOSTILE = (
    "\"'><script>alert(1)</script><img src=x onerror=alert(1)></pre></details>{{ 7*7 }}&\x00\x1b[2J\x85\u202e\ud800]]>"
)
HOSTILE_HEAD = (
    b'HTTP/1.1 200 <script>alert(2)</script>\r\nX-Bad: "><svg onload=alert(3)>\x1b]0;gone\x07\x00\xff\r\n'
    b"Content-Type: text/html; x=</pre></li></ol></details>\r\n\r\n<script src=//evil.example/></script>\n"
)
BINARY = b"HTTP/1.1 200 OK\r\nContent-Type: application/byteranges\r\n\r\n" + bytes(range(256)) * 8

REQUEST = b"POST /capture?seconds=3 HTTP/1.1\r\nHost: 127.0.0.1:8080\r\nPrefer: processing\r\nContent-Length: 0\r\n\r\n"
INTERIM = b'HTTP/1.1 102 Processing\r\nLocation: /status/8f1c\r\nProgress: 0/3 "Angel\xc3\xa9"\r\n\r\n'
BARE_INTERIM = b"HTTP/1.1 102 Processing\r\n\r\n"
FINAL = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\ndone\n"
TRANSCRIPT = (
    Entry(0.000412, 1, "sent", REQUEST),
    Entry(0.002031, 1, "received", INTERIM),
    Entry(3.004218, 1, "received", FINAL),
    Entry(3.004502, 1, "event", note="closed by the harness"),
)

PASSING = CaseResult(
    id="progress/the-first-102-comes-at-once",
    suite="progress",
    title="the first 102 comes at once",
    source="suites/progress/interim.yaml:12",
    requirement="PG-003",
    level="SHOULD",
    verdict="pass",
    revision="wright",
    duration=3.0051,
    transcript=TRANSCRIPT,
)
FAILING = replace(
    PASSING,
    id="progress/the-numerator-never-decreases",
    title="the numerator never decreases",
    source="suites/progress/values.yaml:40",
    requirement="PG-060",
    level="MUST NOT",
    verdict="fail",
    expected="Progress.numerator never decreases",
    got="2, then 1",
    decisive=(0, 1),
)
DEFINED = replace(
    PASSING,
    id="progress/two-operations-have-two-documents",
    title="two operations have two status documents",
    requirement="PG-001",
    level="DEFINED",
    verdict="fail",
    expected="two different Location values",
    got="/status twice",
)
WARNING = replace(
    PASSING,
    id="progress/first-102-names-the-status-document",
    title="the first 102 names the status document",
    requirement="PG-004",
    verdict="warn",
    expected="Location in the first 102",
    got="no Location",
    decisive=(1,),
    transcript=(Entry(0.0, 1, "sent", REQUEST), Entry(0.25, 1, "received", BARE_INTERIM)),
)
OBSERVING = replace(
    PASSING, id="progress/a-103-may-come", requirement="PG-010", level="MAY", verdict="info", observed="none"
)
UNCLAIMED = replace(
    PASSING,
    id="progress/labels-follow-accept-language",
    requirement="PG-072",
    verdict="not-applicable",
    reason="the target does not claim localized",
    transcript=(),
)
UNTESTABLE = tuple(
    replace(
        PASSING,
        id=f"progress/status-document-{name}",
        requirement=requirement,
        level="MUST",
        verdict="untestable",
        reason="no status document to ask",
        root_cause="status-doc is claimed, but GET /status/8f1c was answered 404",
        transcript=TRANSCRIPT[:2],
    )
    for name, requirement in (
        ("is-found", "PG-020"),
        ("is-immediate", "PG-022"),
        ("ends", "PG-025"),
        ("lasts", "PG-030"),
    )
)
KNOWN = replace(FAILING, id="progress/a-known-one", requirement="PG-061", known_failure="fixed in the next release")
HOSTILE_CASE = replace(
    FAILING,
    id=f"hostile/{HOSTILE}",
    suite="hostile",
    title=HOSTILE,
    source=HOSTILE,
    requirement=HOSTILE,
    level="MUST",
    reason=HOSTILE,
    expected=HOSTILE,
    got=HOSTILE,
    observed=HOSTILE,
    root_cause=HOSTILE,
    revision=HOSTILE,
    decisive=(0, 2, 3),
    transcript=(
        Entry(0.0, 1, "sent", REQUEST),
        Entry(0.5, 1, "received", HOSTILE_HEAD),
        Entry(0.6, 1, "received", BINARY, Elided(1_000_000, hashlib.sha256(BINARY).hexdigest()), HOSTILE),
        Entry(0.7, 1, "event", note=HOSTILE),
    ),
)
BROKEN_HARNESS = replace(
    PASSING, id="hostile/the-harness-fell", suite="hostile", verdict="error", reason="no free port"
)

CASES = (PASSING, FAILING, DEFINED, WARNING, OBSERVING, UNCLAIMED, *UNTESTABLE, KNOWN, HOSTILE_CASE, BROKEN_HARNESS)


def results(*cases: CaseResult) -> Results:
    """Return a run of these cases, with a requirement for each rule that they name."""
    return Results(
        tool=Tool("midflight", "0.1.0", "sha256:4f2a"),
        seed=7,
        target=Target(
            "Example server 1.2",
            "http://127.0.0.1:8080",
            ("long-op", "status-doc"),
            {"partial_status": 299, "strict_numbers": "yes"},
            {"byte-range-patch": "wright"},
        ),
        started="2026-03-01T12:00:00Z",
        duration=5.25,
        cases=cases,
        requirements=tuple(_requirements(cases)),
        summary=count(case.verdict for case in cases),
    )


def hostile() -> Results:
    """Return the whole sample, of a target whose very name is an attack."""
    run = results(*CASES)
    rules = (replace(rule, link="javascript:alert(4)", section=HOSTILE, statement=HOSTILE) for rule in run.requirements)
    target = Target(HOSTILE, f"http://127.0.0.1/{HOSTILE}", (HOSTILE,), {HOSTILE: HOSTILE}, {HOSTILE: HOSTILE})
    return replace(run, target=target, requirements=tuple(rules))


def _requirements(cases: tuple[CaseResult, ...]) -> list[RequirementResult]:
    found: dict[tuple[str, str], list[CaseResult]] = {}
    for case in cases:
        found.setdefault((case.suite, case.requirement), []).append(case)
    rules = [
        RequirementResult(
            id=requirement,
            suite=suite,
            title=of[0].title,
            level=of[0].level,
            section="2.1 Initial Request",
            link=f"{LINK}#section-2.1",
            statement=f"What {of[0].title} asks for.",
            verdict=worst(case.verdict for case in of),
            cases=tuple(case.id for case in of),
        )
        for (suite, requirement), of in found.items()
    ]
    rules.append(
        RequirementResult(
            id="PG-100",
            suite="progress",
            title="clients cope with many interim responses",
            level="MUST",
            section="5 Security Considerations",
            link=f"{LINK}#section-5",
            statement="A client copes with any number of interim responses.",
            verdict="not-applicable",
            excluded="client suite",
        )
    )
    return rules
