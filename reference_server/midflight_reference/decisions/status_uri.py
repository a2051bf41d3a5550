"""Decisions about Status-URI: which pairs a response has, and how they are written."""

from __future__ import annotations

from collections.abc import Sequence

from midflight_reference.operations import Pair, Run


class StatusURIDecisions:
    """The Status-URI field (progress, "The Status-URI header")."""

    def status_uri_pairs_of_interim(self, pairs: Sequence[Pair]) -> Sequence[Pair]:
        """PG-041: a sub-operation that has ended is news, and is reported in the next 102."""
        return pairs

    def status_of_item(self, pair: Pair) -> int:
        """PG-083: each item has the status that its own operation had."""
        return pair.status

    def reference_of_item(self, run: Run, pair: Pair) -> str:
        """PG-084: the URI is that of the resource operated on."""
        return pair.reference

    def status_of_operation(self, run: Run) -> int:
        """PG-086, 2.4: in the status document the pair has the status of the operation, not that of the GET."""
        return run.outcome.status if run.outcome else 500

    def status_pair(self, pair: Pair) -> str:
        """PG-080: three digits and the reference in angle brackets."""
        return f"{pair.status} <{pair.reference}>"
