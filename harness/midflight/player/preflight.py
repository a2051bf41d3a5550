"""Before the cases: is the target there, how far away is it, and does it serve what it claims?"""

from __future__ import annotations

import asyncio
import statistics
from collections.abc import Iterable, Mapping
from functools import lru_cache
from importlib import resources
from pathlib import Path

from pydantic import TypeAdapter

from midflight.content import ContentError
from midflight.errors import UsageError
from midflight.evidence import Exchange, Recorder
from midflight.language import yaml_source
from midflight.language.case import Fixture
from midflight.language.values import BadReferenceError, UnknownValueError
from midflight.player.case import Environment
from midflight.player.compose import Composer, ForeignOriginError
from midflight.player.ledger import SetUp, SetUpFailedError
from midflight.player.scope import Scope
from midflight.player.steps import Steps
from midflight.target import NotOfferedError
from midflight.wire import Connection, ConnectionLost, Origin, Security, WireError, connect, head

_PROBES = 3
_FIRST_ANSWER = 2.0  # seconds
_STRETCH = 4  # round trips by which upper bounds of times stretch
_LEAST_SLACK, _MOST_SLACK = 0.05, 2.0  # seconds


async def measure_slack(environment: Environment) -> float:
    """Return the seconds by which upper bounds stretch for this target. Raises UsageError if it cannot be reached."""
    times = []
    origin = Origin.of(environment.target.url)
    for number in range(_PROBES):
        recorder = Recorder()
        connection = await _connect(environment, recorder, number)
        times.append(recorder.now())
        if number == 0 and origin.scheme == "http":
            await _speaks_http(environment, connection)
        await connection.close()
    return min(max(_STRETCH * statistics.median(times), _LEAST_SLACK), _MOST_SLACK)


async def _connect(environment: Environment, recorder: Recorder, number: int) -> Connection:
    target = environment.target
    origin = Origin.of(target.url)
    try:
        return await connect(
            origin,
            recorder,
            number,
            security=environment.security,
            limits=environment.limits,
            timeout=target.patience,
        )
    except WireError as error:
        raise UsageError(str(error)) from None


async def _speaks_http(environment: Environment, connection: Connection) -> None:
    """Send one request; only a target that speaks TLS instead means that there is nothing to test here."""
    target = environment.target
    reading = connection.expect("OPTIONS", target.url, lambda: 0)
    host = [("Host", Origin.of(target.url).netloc), ("Content-Length", "0")]
    try:
        async with asyncio.timeout(_FIRST_ANSWER):
            await connection.send(head("OPTIONS", "*", "1.1", host))
            while not reading.done and reading.final is None:
                await reading.changed()
    except (TimeoutError, ConnectionLost):
        pass
    if reading.final is None and reading.ending is not None and await _speaks_tls(environment):
        raise UsageError(f"{target.url}: answers in TLS: does it speak https, not http?")


async def _speaks_tls(environment: Environment) -> bool:
    """Try a handshake: a server that wants one answers plain requests with an alert, or not at all."""
    origin = Origin.of(environment.target.url)
    secure = Origin("https", origin.host, origin.port)
    try:
        connection = await connect(
            secure, Recorder(), 0, security=Security(insecure=True), limits=environment.limits, timeout=_FIRST_ANSWER
        )
    except WireError:
        return False
    await connection.close()
    return True


@lru_cache(maxsize=1)
def _exchanges() -> Mapping[str, Fixture]:
    text = (resources.files("midflight.target") / "preflight.yaml").read_text("utf-8")
    return TypeAdapter(dict[str, Fixture]).validate_python(yaml_source.parse(text, "preflight.yaml").data)


async def failing_claims(environment: Environment, claims: Iterable[str]) -> tuple[dict[str, str], float]:
    """Return each claim that is not served, with the reason, and the seconds for which operations may still run."""
    known = [claim for claim in sorted(claims) if claim in _exchanges()]
    found = await asyncio.gather(*(_try(environment, claim) for claim in known))
    failing = {claim: reason for claim, (reason, _) in zip(known, found, strict=True) if reason}
    return failing, max((left for _, left in found), default=0.0)


async def _try(environment: Environment, claim: str) -> tuple[str, float]:
    scope = Scope(environment.target, {}, Path(), claim)
    steps = Steps(environment, Composer(environment.target), _exchanges(), scope, Recorder(), _no_control)
    try:
        return await _reason(steps, claim), steps.left_running
    finally:
        await steps.close()


async def _reason(steps: Steps, claim: str) -> str:
    try:
        await steps.play(_exchanges()[claim].exchanges, SetUp(claim))
    except SetUpFailedError as error:
        first = error.items[0]
        return f"the target claims {claim}, but does not serve it: expected {first.expected}; got {first.got}"
    except (WireError, ForeignOriginError, NotOfferedError) as error:
        return f"the target claims {claim}, but does not serve it: {error}"
    except (UnknownValueError, BadReferenceError, ContentError, ValueError) as error:
        return f"the target claims {claim}, but cannot be asked for it: {error}"
    return ""


async def _no_control(*_: object) -> Exchange:
    raise NotImplementedError("no preflight exchange has a control")
