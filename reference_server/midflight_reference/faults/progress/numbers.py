"""Faults in the fractions of Progress."""

from __future__ import annotations

from midflight_reference.decisions import Decisions
from midflight_reference.faults.fault import Faults, because
from midflight_reference.operations import Total
from midflight_reference.telling import Channel, Telling

FAULTS = Faults()


def polled(telling: Telling) -> bool:
    """Say whether this answers a plain request on the status document of a running operation."""
    return telling.channel is Channel.POLL and not telling.initial


@FAULTS.add("numerator-falls-back", "PG-058")
class NumeratorFallsBack(Decisions):
    """The last 102 to the initial request counts a step less than two before it."""

    def numerator(self, telling: Telling) -> int:
        honest = super().numerator(telling)
        falls = telling.channel is Channel.INITIAL and telling.last_interim and telling.run.plan.ordinary
        return max(0, honest - 2) if falls else honest


@FAULTS.add("102s-tell-no-news", "PG-041")
class InterimTellsNoNews(Decisions):
    """102s to the initial request repeat 0/n until the end."""

    def numerator(self, telling: Telling) -> int:
        return 0 if telling.channel is Channel.INITIAL else super().numerator(telling)


@FAULTS.add("polled-progress-lags-behind", "PG-060")
class PolledProgressLagsBehind(Decisions):
    """A plain GET on the status document counts from zero until the operation has ended."""

    def numerator(self, telling: Telling) -> int:
        return 0 if polled(telling) else super().numerator(telling)


@FAULTS.add(
    "subscribers-count-from-zero", "PG-038", because("the numerator starts again on another connection", "PG-060")
)
class SubscribersCountFromZero(Decisions):
    """Each subscriber is told the steps since it subscribed."""

    def numerator(self, telling: Telling) -> int:
        honest = super().numerator(telling)
        return honest - telling.joined_at if telling.channel is Channel.SUBSCRIBER else honest


@FAULTS.add("one-based-numerator", "PG-064")
class OneBasedNumerator(Decisions):
    """102s give the number of the current step, counted from one."""

    def numerator(self, telling: Telling) -> int:
        return telling.report.done + (telling.report.done < telling.run.plan.steps)


@FAULTS.add("denominator-too-small", "PG-059")
class DenominatorTooSmall(Decisions):
    """Work that turned up late is not in the denominator: 2/1."""

    def denominator(self, telling: Telling) -> int | None:
        honest = super().denominator(telling)
        small = telling.channel is not Channel.FINAL and telling.run.plan.ordinary
        return max(0, telling.run.plan.steps - 2) if small else honest


@FAULTS.add("denominator-disappears", "PG-061")
class DenominatorDisappears(Decisions):
    """The 102 before the last step has no denominator: 2/."""

    def denominator(self, telling: Telling) -> int | None:
        return None if telling.last_interim else super().denominator(telling)


@FAULTS.add("denominator-shrinks", "PG-061")
class DenominatorShrinks(Decisions):
    """The denominator of the 102 before the last step is one less than before."""

    def denominator(self, telling: Telling) -> int | None:
        honest = super().denominator(telling)
        return honest - 1 if telling.last_interim and telling.run.plan.ordinary and honest else honest


@FAULTS.add("unknown-total-is-zero", "PG-062")
class UnknownTotalIsZero(Decisions):
    """An unknown denominator is sent as 0: 7/0."""

    def denominator(self, telling: Telling) -> int | None:
        honest = super().denominator(telling)
        return 0 if honest is None else honest


@FAULTS.add("growing-total-lags-behind", "PG-063")
class GrowingTotalLagsBehind(Decisions):
    """Work that turns up is counted only after it is done: 2/1."""

    def denominator(self, telling: Telling) -> int | None:
        if telling.run.plan.total is Total.GROWING and telling.channel is not Channel.FINAL:
            return max(0, telling.report.done - 1)
        return super().denominator(telling)


@FAULTS.add("numerator-left-out", "PG-051")
class NumeratorLeftOut(Decisions):
    """As long as nothing is known the numerator is empty: /."""

    def fraction(self, numerator: int, denominator: int | None) -> str:
        return "/" if not numerator and denominator is None else super().fraction(numerator, denominator)


@FAULTS.add("fraction-with-decimals", "PG-051")
class FractionWithDecimals(Decisions):
    """When the total is unknown, half steps are counted: 1.5/."""

    def fraction(self, numerator: int, denominator: int | None) -> str:
        honest = super().fraction(numerator, denominator)
        return honest.replace("/", ".5/") if denominator is None else honest


@FAULTS.add("nested-fraction-above-its-total", "PG-070")
class NestedFractionAboveItsTotal(Decisions):
    """The fraction of a sub-operation passes its total: 150/100."""

    def nested_fraction(self, done: int, total: int) -> str:
        return super().nested_fraction(done + total if done else done, total)


@FAULTS.add("nested-fraction-without-numerator", "PG-070")
class NestedFractionWithoutNumerator(Decisions):
    """The fraction of a sub-operation that has just begun has no numerator: /100."""

    def nested_fraction(self, done: int, total: int) -> str:
        return super().nested_fraction(done, total) if done else f"/{total}"


@FAULTS.add("progress-in-per-cent", "PG-050")
class ProgressInPerCent(Decisions):
    """Polled documents give a percentage: 33%."""

    def progress_value(self, telling: Telling) -> str:
        steps = telling.run.plan.steps
        return f"{100 * telling.report.done // steps}%" if polled(telling) else super().progress_value(telling)


@FAULTS.add("progress-spelled-out", "PG-050")
class ProgressSpelledOut(Decisions):
    """Polled documents spell Progress out: 1 of 3."""

    def progress_value(self, telling: Telling) -> str:
        steps = telling.run.plan.steps
        return f"{telling.report.done} of {steps}" if polled(telling) else super().progress_value(telling)


@FAULTS.add("several-progress-lines", "PG-074")
class SeveralProgressLines(Decisions):
    """After the first step each 102 has two Progress lines."""

    def progress_lines(self, telling: Telling) -> list[str]:
        line = self.progress_value(telling)
        return [line, line] if telling.report.done >= 1 and telling.channel is not Channel.FINAL else [line]
