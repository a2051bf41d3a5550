"""Faults in Status-URI."""

from __future__ import annotations

from collections.abc import Sequence

from midflight_reference.decisions import Decisions
from midflight_reference.faults.fault import Faults
from midflight_reference.messages import reason
from midflight_reference.operations import Pair, Run

FAULTS = Faults()


@FAULTS.add("status-uri-only-at-the-end", "PG-041")
class StatusUriOnlyAtTheEnd(Decisions):
    """Status-URI is collected for the final response and missing in 102s."""

    def status_uri_pairs_of_interim(self, pairs: Sequence[Pair]) -> Sequence[Pair]:
        return ()


@FAULTS.add("status-uri-with-reason-phrase", "PG-080")
class StatusUriWithReasonPhrase(Decisions):
    """The pair has a reason phrase: 201 Created </x>."""

    def status_pair(self, pair: Pair) -> str:
        return f"{pair.status} {reason(pair.status)} <{pair.reference}>"


@FAULTS.add("status-uri-without-brackets", "PG-080")
class StatusUriWithoutBrackets(Decisions):
    """The reference of a pair has no angle brackets."""

    def status_pair(self, pair: Pair) -> str:
        return f"{pair.status} {pair.reference}"


@FAULTS.add("failing-item-reported-as-200", "PG-083")
class FailingItemReportedAs200(Decisions):
    """A sub-operation that failed is reported as successful."""

    def status_of_item(self, pair: Pair) -> int:
        return 200 if pair.status >= 400 else pair.status


@FAULTS.add("items-have-the-uri-of-the-parent", "PG-084")
class ItemsHaveTheUriOfTheParent(Decisions):
    """Each pair has the URI of the initial request."""

    def reference_of_item(self, run: Run, pair: Pair) -> str:
        return run.target


@FAULTS.add("status-uri-repeats-the-status-of-the-get", "PG-086")
class StatusUriRepeatsTheStatusOfTheGet(Decisions):
    """In the status document of a successful operation the pair says 200 instead of 201."""

    def status_of_operation(self, run: Run) -> int:
        honest = super().status_of_operation(run)
        return 200 if honest < 400 else honest
