"""Decisions about the transaction preference: what is honoured, and how that is told."""

from __future__ import annotations

from midflight_reference.decisions.settings import Settings
from midflight_reference.messages import Fields
from midflight_reference.prefer import Transaction, parsed


class TransactionDecisions(Settings):
    """Prefer: transaction (patch-byterange, "Preserving Incomplete Uploads with Prefer: transaction")."""

    def transaction(self, lines: list[str]) -> Transaction | None:
        """BR-170, BR-171, BR-175: atomic or persist, as token or quoted; anything else is not known here."""
        value = parsed(lines).get("transaction")
        return next((known for known in Transaction if known.value == value), None)

    def honoured(self, transaction: Transaction | None, method: str, exists: bool) -> Transaction | None:
        """BR-171, BR-174, BR-185: by PUT and PATCH; a PUT over what exists is never half done."""
        if transaction is Transaction.PERSIST and (not self.configuration.persist or (method == "PUT" and exists)):
            return None
        return transaction

    def preference_applied(self, transaction: Transaction | None) -> str | None:
        """BR-172: the preference that was honoured, by its name and value. None: no field."""
        return None if transaction is None else f"transaction={transaction.value}"

    def tells_early(self, transaction: Transaction | None, still_arriving: bool) -> bool:
        """BR-173: it is worth knowing while the content is on its way."""
        return transaction is not None and still_arriving

    def early_fields(self, transaction: Transaction | None) -> Fields:
        """BR-173: Preference-Applied, and nothing that describes a content."""
        applied = self.preference_applied(transaction)
        return [] if applied is None else [("Preference-Applied", applied)]
