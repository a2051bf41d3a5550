"""Does the target serve several connections at once? No rule says that it must, but some cases cannot do without.

A request is begun on one connection and left there; meanwhile another connection asks. Only a target that answers the
second as soon as the first is gone is taken for one that serves one connection at a time.
"""

from __future__ import annotations

import asyncio

from midflight.evidence import Recorder
from midflight.player.case import Environment
from midflight.wire import Connection, ConnectionLost, Origin, WireError, connect, head

_PATIENCE = 1.5  # seconds, beyond the slack of the target
_BEGUN = b"OPTIONS * HTTP/1.1\r\n"


async def serves_one_at_a_time(environment: Environment) -> bool:
    """Say whether the target leaves a second connection waiting until the first one has ended."""
    try:
        first, second = await _connection(environment, 0), await _connection(environment, 1)
    except WireError:
        return False
    try:
        return await _waits_for(first, second, environment)
    except ConnectionLost:
        return False
    finally:
        await first.close()
        await second.close()


async def _connection(environment: Environment, number: int) -> Connection:
    return await connect(
        Origin.of(environment.target.url),
        Recorder(),
        number,
        security=environment.security,
        limits=environment.limits,
        timeout=environment.target.patience,
    )


async def _waits_for(first: Connection, second: Connection, environment: Environment) -> bool:
    await first.send(_BEGUN)
    reading = second.expect("OPTIONS", environment.target.url, lambda: 0)
    await second.send(head("OPTIONS", "*", "1.1", [("Host", Origin.of(environment.target.url).netloc)]))

    async def answered() -> bool:
        try:
            async with asyncio.timeout(_PATIENCE + environment.slack):
                while not reading.done and reading.final is None:
                    await reading.changed()
        except TimeoutError:
            return False
        return reading.final is not None

    if await answered() or reading.done:
        return False
    await first.close()
    return await answered()
