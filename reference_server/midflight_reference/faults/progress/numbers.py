"""Faults in the fractions of Progress."""

from __future__ import annotations

from midflight_reference.decisions import Decisions
from midflight_reference.faults.fault import Faults, because
from midflight_reference.operations import Total
from midflight_reference.telling import Channel, Telling

FAULTS = Faults()


@FAULTS.add("numerator-falls-back", "PG-058", because("states the same across connections", "PG-060"))
class NumeratorFallsBack(Decisions):
    """The last 102 to the initial request counts a step less than two before it."""

    def numerator(self, telling: Telling) -> int:
        honest = super().numerator(telling)
        falls = telling.channel is Channel.INITIAL and telling.last_interim
        return max(0, honest - 2) if falls else honest


@FAULTS.add("polled-progress-lags-behind", "PG-060", because("is judged against polled values too", "PG-058"))
class PolledProgressLagsBehind(Decisions):
    """A plain GET on the status document counts from zero until the operation has ended."""

    def numerator(self, telling: Telling) -> int:
        return 0 if telling.channel is Channel.POLL and not telling.initial else super().numerator(telling)


@FAULTS.add(
    "subscribers-count-from-zero",
    "PG-038",
    because("the numerator starts again on another connection", "PG-058", "PG-060"),
)
class SubscribersCountFromZero(Decisions):
    """Each subscriber is told the steps since it subscribed."""

    def numerator(self, telling: Telling) -> int:
        honest = super().numerator(telling)
        return honest - telling.joined_at if telling.channel is Channel.SUBSCRIBER else honest


@FAULTS.add("one-based-numerator", "PG-064", because("the first 102 has 0/n", "PG-036"))
class OneBasedNumerator(Decisions):
    """102s give the number of the current step, counted from one."""

    def numerator(self, telling: Telling) -> int:
        return telling.report.done + (telling.report.done < telling.run.plan.steps)


@FAULTS.add(
    "denominator-too-small", "PG-059", because("the denominator is not the one of the example", "PG-036", "PG-064")
)
class DenominatorTooSmall(Decisions):
    """Work that turned up late is not in the denominator: 2/1."""

    def denominator(self, telling: Telling) -> int | None:
        honest = super().denominator(telling)
        small = telling.channel is not Channel.FINAL and honest is not None
        return max(0, telling.run.plan.steps - 2) if small else honest


@FAULTS.add("denominator-disappears", "PG-061", because("the denominator is not constant", "PG-036"))
class DenominatorDisappears(Decisions):
    """The 102 before the last step has no denominator: 2/."""

    def denominator(self, telling: Telling) -> int | None:
        return None if telling.last_interim else super().denominator(telling)


@FAULTS.add("denominator-shrinks", "PG-061", because("the denominator is not constant", "PG-036"))
class DenominatorShrinks(Decisions):
    """The denominator of the 102 before the last step is one less than before."""

    def denominator(self, telling: Telling) -> int | None:
        honest = super().denominator(telling)
        return honest - 1 if telling.last_interim and honest else honest


@FAULTS.add("unknown-total-is-zero", "PG-062", because("0 is below the numerator", "PG-059"))
class UnknownTotalIsZero(Decisions):
    """An unknown denominator is sent as 0: 7/0."""

    def denominator(self, telling: Telling) -> int | None:
        honest = super().denominator(telling)
        return 0 if honest is None else honest


@FAULTS.add(
    "growing-total-lags-behind", "PG-063", because("the denominator is below the numerator", "PG-059", "PG-061")
)
class GrowingTotalLagsBehind(Decisions):
    """Work that turns up is counted only after it is done: 2/1."""

    def denominator(self, telling: Telling) -> int | None:
        if telling.run.plan.total is Total.GROWING and telling.channel is not Channel.FINAL:
            return max(0, telling.report.done - 1)
        return super().denominator(telling)


@FAULTS.add("numerator-left-out", "PG-051", because("the value breaks the grammar", "PG-050"))
class NumeratorLeftOut(Decisions):
    """As long as nothing is done the numerator is empty: /3."""

    def fraction(self, numerator: int, denominator: int | None) -> str:
        return super().fraction(numerator, denominator) if numerator else f"/{denominator or ''}"


@FAULTS.add("fraction-with-decimals", "PG-051", because("the value breaks the grammar", "PG-050"))
class FractionWithDecimals(Decisions):
    """Half of a step is counted: 1.5/3."""

    def fraction(self, numerator: int, denominator: int | None) -> str:
        honest = super().fraction(numerator, denominator)
        return honest.replace("/", ".5/") if numerator == 1 else honest


@FAULTS.add("nested-fraction-above-its-total", "PG-070", because("is about every fraction", "PG-059"))
class NestedFractionAboveItsTotal(Decisions):
    """The fraction of a sub-operation passes its total: 150/100."""

    def nested_fraction(self, done: int, total: int) -> str:
        return super().nested_fraction(done + total if done else done, total)


@FAULTS.add("nested-fraction-without-numerator", "PG-070", because("the value breaks the grammar", "PG-050", "PG-051"))
class NestedFractionWithoutNumerator(Decisions):
    """The fraction of a sub-operation that has just begun has no numerator: /100."""

    def nested_fraction(self, done: int, total: int) -> str:
        return super().nested_fraction(done, total) if done else f"/{total}"


@FAULTS.add("progress-in-per-cent", "PG-050", because("the value has no fraction", "PG-051", "PG-052"))
class ProgressInPerCent(Decisions):
    """After the first step the value is a percentage: 33%."""

    def progress_value(self, telling: Telling) -> str:
        steps = telling.run.plan.steps
        return f"{100 * telling.report.done // steps}%" if telling.report.done == 1 else super().progress_value(telling)


@FAULTS.add("progress-spelled-out", "PG-050", because("the value has no fraction", "PG-051", "PG-052"))
class ProgressSpelledOut(Decisions):
    """After the first step the value is prose: 1 of 3."""

    def progress_value(self, telling: Telling) -> str:
        steps = telling.run.plan.steps
        return f"{telling.report.done} of {steps}" if telling.report.done == 1 else super().progress_value(telling)


@FAULTS.add("several-progress-lines", "PG-074", because("the value breaks the grammar", "PG-050"))
class SeveralProgressLines(Decisions):
    """After the first step each 102 has two Progress lines."""

    def progress_lines(self, telling: Telling) -> list[str]:
        line = self.progress_value(telling)
        return [line, line] if telling.report.done >= 1 and telling.channel is not Channel.FINAL else [line]
