"""Carrying out operations: the plans that can be asked for, and what they do step by step."""

from __future__ import annotations

import asyncio
import math
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from midflight_reference.messages import RefusedError, text
from midflight_reference.operations import ITEMS_OF_A_BATCH, Outcome, Pair, Plan, Report, Run, Total

Query = Mapping[str, str]
# What a remark may quote of a name: a field line stays far below every client's limit.
LONGEST_NAME = 256
MOST_RESULTS = 10_000
LONGEST_RESULT = 16 * 1024 * 1024  # octets of a response that is made to order


@dataclass(slots=True)
class Results:
    """The resources that operations created, and how many operations were carried out."""

    photos: dict[str, bytes] = field(default_factory=dict)
    executions: int = 0
    tallies: dict[str, int] = field(default_factory=dict)

    def create(self, content: str) -> str:
        """Create a resource and return its path; the oldest one makes room when there are too many."""
        path = unused_photo()
        self.photos[path] = f"{content}\n".encode()
        while len(self.photos) > MOST_RESULTS:
            del self.photos[next(iter(self.photos))]
        return path

    def count_execution(self, query: Query) -> None:
        """Count one more operation, also under the tally that its request names."""
        self.executions += 1
        if tally := tally_of(query):
            self.tallies[tally] = self.tallies.pop(tally, 0) + 1
        while len(self.tallies) > MOST_RESULTS:
            del self.tallies[next(iter(self.tallies))]

    def executed(self, tally: str) -> int:
        """Return how many operations were carried out, under one tally or, without its name, altogether."""
        return self.tallies.get(tally, 0) if tally else self.executions


def tally_of(query: Query) -> str:
    """Return the name under which a request is counted, so that one observer sees the count of its own requests."""
    return query.get("tally", "")[:LONGEST_NAME]


def unused_photo() -> str:
    """Return a path under which nothing was or will be created by chance."""
    return f"/photos/{secrets.token_urlsafe(16)}"


def number(query: Query, name: str, default: float, lowest: float, highest: float, unit: str = "seconds") -> float:
    """Return a number of seconds, or of another unit, from the query; what is out of bounds is refused."""
    spelled = query.get(name, "")
    try:
        value = float(spelled) if spelled else default
    except ValueError:
        value = math.nan
    if lowest <= value <= highest:
        return value
    raise RefusedError(text(400, f"{name} has to be a number of {unit} from {lowest:g} to {highest:g}"))


def choice(query: Query, name: str, default: str, *others: str) -> str:
    """Return one of the words that the query may have; others are refused."""
    value = query.get(name) or default
    if value in (default, *others):
        return value
    raise RefusedError(text(400, f"{name} has to be one of: {', '.join((default, *others))}"))


def stepwise(name: str, query: Query) -> Plan:
    """Return a plan with the steps that the query asks for."""
    lasting = number(query, "lasting", 1.5, 0.2, 30)
    steps = max(1, round(lasting / number(query, "step", 0.5, 0.02, 10)))
    silent = number(query, "silent", 0, 0, 30)
    total = Total(choice(query, "steps", Total.KNOWN.value, Total.GROWING.value, Total.UNKNOWN.value))
    return Plan(name, steps, lasting / steps, silent, total, fails=name == "fail", localized=name == "localized")


def batch(query: Query) -> Plan:
    """Return a plan with sub-operations, one of which may fail."""
    plan = stepwise("batch", query)
    failing = 1 if choice(query, "failing", "none", "one") == "one" else None
    return Plan("batch", plan.steps, plan.step_seconds, items=ITEMS_OF_A_BATCH, failing_item=failing)


def remark(query: Query) -> Plan:
    """Return a plan that quotes the name of an item."""
    plan = stepwise("remark", query)
    return Plan("remark", plan.steps, plan.step_seconds, quotes=query.get("item", "")[:LONGEST_NAME])


PLANS: Mapping[str, Callable[[Query], Plan]] = {
    "/capture": lambda query: stepwise("capture", query),
    "/quick": lambda query: Plan("quick", steps=1),
    "/fail": lambda query: stepwise("fail", query),
    "/batch": batch,
    "/localized": lambda query: stepwise("localized", query),
    "/remark": remark,
}


def begin(run: Run, results: Results) -> None:
    """Start a run: at once and completely if it takes no time, else in the background."""
    run.tell(Report(0, run.plan.denominator(0), nested(run.plan, 0)))
    if run.plan.step_seconds > 0:
        run.task = asyncio.create_task(carry_out(run, results))
    else:
        run.finish(outcome(run, results), run.started)


async def carry_out(run: Run, results: Results) -> None:
    """Do the steps, each at its time, and report each but the last, which ends the operation."""
    loop = asyncio.get_running_loop()
    for step in range(1, run.plan.steps + 1):
        await asyncio.sleep(run.started + run.plan.due(step) - loop.time())
        if step < run.plan.steps or run.plan.items:
            pairs = ended_items(run, step, results)
            run.tell(Report(step, run.plan.denominator(step), nested(run.plan, step), pairs))
    run.finish(outcome(run, results), loop.time())


def nested(plan: Plan, step: int) -> tuple[int, int] | None:
    """Return how many per cent of the current item are done; None without a current item."""
    if not plan.items or step == plan.steps:
        return None
    return 100 * plan.items * step // plan.steps % 100, 100


def ended_items(run: Run, step: int, results: Results) -> tuple[Pair, ...]:
    """Carry out the sub-operations that end with this step."""
    plan = run.plan
    ended = range(plan.items * (step - 1) // plan.steps, plan.items * step // plan.steps)
    return tuple(
        Pair(507, unused_photo()) if item == plan.failing_item else Pair(201, results.create(f"Item {item + 1}"))
        for item in ended
    )


def outcome(run: Run, results: Results) -> Outcome:
    """Return how the operation ends, creating what it creates."""
    if run.plan.fails:
        return Outcome(409, "The photograph failed: the shutter is stuck.")
    if run.plan.items:
        good = sum(pair.status < 300 for pair in run.pairs)
        return Outcome(200, f"The batch is done: {good} of {run.plan.items} items were created.")
    if run.plan.product is not None:
        return Outcome(run.plan.product.status, "The content was taken.", run.plan.product.created, run.plan.product)
    created = results.create("A photograph")
    return Outcome(201, f"The photograph is done: {created}", created)
