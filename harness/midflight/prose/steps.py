"""The steps of a case as an indented list: each request with its octets, then what is asked of the answers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from midflight.language.case import (
    Branch,
    ExchangeStep,
    FixtureUse,
    Pause,
    Pipelined,
    Repeat,
    Step,
    Together,
)
from midflight.language.exchange import Cut, Final, Given, Interim, Request
from midflight.language.scalars import numbers
from midflight.language.suite import Suite
from midflight.player.scope import Scope
from midflight.prose import expectations as words
from midflight.prose.octets import octets
from midflight.prose.placeholders import NotShownError, Sketch

_INDENT = "   "
_BRANCH_SAYS = {"interim", "final", "afterwards", "verdict", "observed", "exchanges"}
_HOW: dict[str, str] = {"reset": "reset", "close": "closed", "half-close": "closed for sending"}


class Teller:
    """Tells the steps of one case."""

    def __init__(self, suite: Suite, sketch: Sketch) -> None:
        self._suite = suite
        self._sketch = sketch

    def steps(self, steps: Sequence[Step], scope: Scope) -> Iterator[str]:
        """Yield the lines of steps, numbered."""
        for number, step in enumerate(steps, 1):
            mark = f"{number}. " if len(steps) > 1 else "-  "
            for index, line in enumerate(self._step(step, scope)):
                yield f"{_INDENT if index else mark.ljust(len(_INDENT))}{line}".rstrip()

    def _step(self, step: Step, scope: Scope) -> Iterator[str]:
        match step:
            case ExchangeStep():
                yield from self._exchange(step, scope)
            case FixtureUse():
                yield from self._fixture(step, scope)
            case Repeat():
                yield from self._repeat(step, scope)
            case Pause():
                yield f"nothing for {step.pause}"
            case Together():
                yield "at the same time:"
                yield from self._inner(step.together, scope)
            case Pipelined():
                yield "written at once, on one connection:"
                yield from self._inner(step.pipelined, scope)
            case _:
                yield words.as_written(step)

    def _inner(self, steps: Sequence[Step], scope: Scope) -> Iterator[str]:
        for line in self.steps(steps, scope):
            yield f"{_INDENT}{line}"

    def _repeat(self, step: Repeat, scope: Scope) -> Iterator[str]:
        if isinstance(step.repeat, str):
            yield f"{step.repeat} times:"
        else:
            ((name, counted),) = step.repeat.items()
            first = str(numbers(scope.text(counted)).start)
            yield f"for each ${name} in {counted}, here {first}:"
            scope = scope.with_parameters({}, {name: first})
        yield from self._inner(step.exchanges, scope)

    def _fixture(self, use: FixtureUse, scope: Scope) -> Iterator[str]:
        fixture = self._suite.fixtures[use.fixture]
        inner = scope.with_parameters(fixture.parameters, use.parameters)
        told = ", ".join(f"{name}: {words.plainly(inner.meant(f'${name}'))}" for name in fixture.parameters)
        saves = f", which saves {', '.join(f'${name}' for name in fixture.saves)}" if fixture.saves else ""
        yield f"{use.fixture.replace('_', ' ')}{f' ({told})' if told else ''}{saves}:"
        yield from self._inner(fixture.exchanges, inner)

    def _exchange(self, step: ExchangeStep, scope: Scope) -> Iterator[str]:
        if step.needs or step.unless:
            yield _only_where(step)
        yield from self._request(step, scope)
        if step.given:
            yield from _asked("must hold, else untestable: ", step.given)
        if step.final is not None or step.interim is not None or step.afterwards is not None:
            yield from _asked("expected: ", step)
        elif not step.one_of and not step.request.cut:
            yield "expected: a final response below 500"
        if step.meanwhile:
            then = ":" if step.meanwhile.exchanges else ", the case goes on"
            yield f"meanwhile, {words.event(step.meanwhile.after)}{then}"
            yield from self._inner(step.meanwhile.exchanges, scope)
        for number, branch in enumerate(step.one_of, 1):
            yield from self._branch(branch, "either: " if number == 1 else "or else: ", scope)

    def _request(self, step: ExchangeStep, scope: Scope) -> Iterator[str]:
        request = step.request
        on = f" on the connection '{step.connection}'" if step.connection else ""
        yield f"{f'({step.name}) ' if step.name else ''}send{on}:"
        try:
            prepared = self._sketch.request(request, scope)
        except NotShownError as error:
            yield f"{_INDENT}(made of values that only the target gives: {error})"
            yield f"{_INDENT}{words.as_written(request)}"
        else:
            for line in octets(prepared):
                yield f"{_INDENT}| {line}".rstrip()
            for name, value in self._sketch.scope.stood_in.items():
                if value:
                    yield f"{_INDENT}({value} stands for ${name})"
        yield from _manner(step, request)

    def _branch(self, branch: Branch, begin: str, scope: Scope) -> Iterator[str]:
        asked = list(_asked(begin, branch)) or [f"{begin}anything else"]
        ends = f" → {branch.verdict}" if branch.verdict else ""
        observed = f" ({branch.observed})" if branch.observed else ""
        asked[-1] += ends + observed
        yield from asked
        for name in sorted(branch.model_fields_set - _BRANCH_SAYS):
            yield f"{name}: {words.as_written(getattr(branch, name))}"
        if branch.exchanges:
            yield "and then:"
            yield from self._inner(branch.exchanges, scope)


def _only_where(step: ExchangeStep) -> str:
    claims = [f"{claim} is claimed" for claim in step.needs] + [f"{claim} is not claimed" for claim in step.unless]
    return f"only where {' and '.join(claims)}:"


def _manner(step: ExchangeStep, request: Request) -> Iterator[str]:
    """Yield how a request is sent."""
    if step.after:
        yield f"not before: {words.event(step.after)}"
    if request.as_ != "owner":
        yield f"as {'another user' if request.as_ == 'other' else 'nobody: without credentials'}"
    if request.hold == "none":
        yield "the content does not wait for a 100"
    elif request.hold is not None:
        yield f"the content is held: {words.event(request.hold)}"
    if request.pace:
        yield f"the content goes out in portions of {request.pace.octets} octets, one every {request.pace.every}"
    if request.cut:
        yield _cut(request.cut)
    if request.save:
        yield f"its URI is saved as ${request.save}"
    if step.retry:
        yield f"repeated every {step.retry.every} until it fits, for {step.retry.within} at most"
    if step.control:
        values = ", ".join(f"{name}: {words.plainly(value)}" for name, value in step.control.items())
        yield f"before it, as a control, the same with {values}: it must be answered 2xx"
    for model, said in ((step, _STEP_SAYS), (request, _REQUEST_SAYS)):
        for name in sorted(model.model_fields_set - said):
            yield f"{name}: {words.as_written(getattr(model, name))}"


def _cut(cut: Cut) -> str:
    when = words.event(cut.after)
    if cut.by == "stall":
        return f"nothing more is sent {when}; the connection stays until the target ends it"
    return f"the connection is {_HOW[cut.by]} {when}" if cut.by in _HOW else f"it is broken off by {cut.by} {when}"


_STEP_SAYS = {
    *("request", "interim", "final", "afterwards", "given", "one_of", "meanwhile", "control", "retry"),
    *("connection", "name", "after", "needs", "unless"),
}
_REQUEST_SAYS = {
    *("use", "with_", "method", "uri", "raw", "version", "headers", "body", "as_", "hold", "pace", "cut", "save"),
    "deliberately",
}


def _asked(begin: str, asked: ExchangeStep | Branch | Given) -> Iterator[str]:
    """Yield what is asked of the answers to one request."""
    wanted_interim: Interim | None = asked.interim
    wanted_final: Final | None = asked.final
    lines = list(words.interim(wanted_interim)) if wanted_interim is not None else []
    lines += [words.final(wanted_final)] if wanted_final is not None else []
    if not isinstance(asked, Given) and asked.afterwards is not None:
        lines.append(words.afterwards(asked.afterwards))
    for number, line in enumerate(lines):
        yield f"{' ' * len(begin) if number else begin}{line}"
