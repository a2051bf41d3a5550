"""Faults against Prefer: transaction (patch-byterange, "Preserving Incomplete Uploads with Prefer: transaction")."""

from __future__ import annotations

from midflight_reference.decisions import Decisions
from midflight_reference.faults.fault import Faults, because
from midflight_reference.messages import Fields, RefusedError, text
from midflight_reference.prefer import Transaction

FAULTS = Faults()


@FAULTS.add("atomic-is-written-in-place", "BR-170", because("the parts before an interruption stay", "BR-087"))
class AtomicIsWrittenInPlace(Decisions):
    """With transaction=atomic every octet counts as soon as it arrives."""

    def commits_as_it_arrives(self, transaction: Transaction | None) -> bool:
        return transaction is not None


@FAULTS.add("atomic-keeps-what-arrived", "BR-170")
class AtomicKeepsWhatArrived(Decisions):
    """With transaction=atomic an interrupted request leaves what arrived of it."""

    def keeps_interrupted(self, transaction: Transaction | None) -> bool:
        return transaction is not None


@FAULTS.add("persist-keeps-nothing", "BR-171")
class PersistKeepsNothing(Decisions):
    """What arrived of an interrupted request is thrown away, although transaction=persist was asked for."""

    def commits_as_it_arrives(self, transaction: Transaction | None) -> bool:
        return False

    def keeps_interrupted(self, transaction: Transaction | None) -> bool:
        return False

    def keeps_interrupted_put(self, transaction: Transaction | None, exists: bool) -> bool:
        return False

    def tells_early(self, transaction: Transaction | None, still_arriving: bool) -> bool:
        return False


@FAULTS.add("honours-in-silence", "BR-172")
class HonoursInSilence(Decisions):
    """The preference is honoured without Preference-Applied."""

    def preference_applied(self, transaction: Transaction | None) -> str | None:
        return None


@FAULTS.add("every-preference-applied-is-persist", "BR-172")
class EveryPreferenceAppliedIsPersist(Decisions):
    """Preference-Applied says transaction=persist, whatever was asked for and done."""

    def preference_applied(self, transaction: Transaction | None) -> str | None:
        return None if transaction is None else "transaction=persist"


@FAULTS.add("early-hint-names-another-value", "BR-173")
class EarlyHintNamesAnotherValue(Decisions):
    """The 103 says transaction=atomic of a request that is persisted."""

    def early_fields(self, transaction: Transaction | None) -> Fields:
        return [("Preference-Applied", "transaction=atomic")]


@FAULTS.add("early-hint-describes-content", "BR-173")
class EarlyHintDescribesContent(Decisions):
    """The 103 has a Content-Length, as if content followed."""

    def early_fields(self, transaction: Transaction | None) -> Fields:
        return [*super().early_fields(transaction), ("Content-Length", "0")]


@FAULTS.add(
    "early-hint-promises-too-much",
    "BR-173",
    because("what was promised early is what persist asks for", "BR-171"),
)
class EarlyHintPromisesTooMuch(Decisions):
    """The 103 says transaction=persist, and what arrived is thrown away all the same."""

    def commits_as_it_arrives(self, transaction: Transaction | None) -> bool:
        return False

    def keeps_interrupted(self, transaction: Transaction | None) -> bool:
        return False


@FAULTS.add(
    "put-with-a-transaction-is-refused",
    "BR-174",
    because("a PUT that is refused is not kept", "BR-171"),
)
class PutWithATransactionIsRefused(Decisions):
    """PUT with a transaction preference is answered 400."""

    def honoured(self, transaction: Transaction | None, method: str, exists: bool) -> Transaction | None:
        if transaction is not None and method == "PUT":
            raise RefusedError(text(400, "Transactions are for PATCH."))
        return super().honoured(transaction, method, exists)


@FAULTS.add("unknown-transaction-is-refused", "BR-175")
class UnknownTransactionIsRefused(Decisions):
    """A transaction preference other than atomic and persist is answered 400."""

    def transaction(self, lines: list[str]) -> Transaction | None:
        known = super().transaction(lines)
        if known is None and any("transaction" in line for line in lines):
            raise RefusedError(text(400, "There is no such transaction."))
        return known


@FAULTS.add("quoted-transaction-is-unknown", "BR-175")
class QuotedTransactionIsUnknown(Decisions):
    """The value is compared together with its quotation marks."""

    def transaction(self, lines: list[str]) -> Transaction | None:
        return None if any('"' in line for line in lines) else super().transaction(lines)


@FAULTS.add("longer-transaction-is-known", "BR-175")
class LongerTransactionIsKnown(Decisions):
    """A value that only begins like persist is taken for it."""

    def transaction(self, lines: list[str]) -> Transaction | None:
        return (
            Transaction.PERSIST if any("transaction=persist" in line for line in lines) else super().transaction(lines)
        )


@FAULTS.add("interrupted-patch-is-kept", "BR-176", because("the parts that arrived are kept as well", "BR-087"))
class InterruptedPatchIsKept(Decisions):
    """Without a preference an interrupted patch leaves what arrived of it."""

    def keeps_interrupted(self, transaction: Transaction | None) -> bool:
        return transaction is not Transaction.ATOMIC


@FAULTS.add(
    "interrupted-patch-is-filled-up",
    "BR-176",
    because(
        "zeros stand for the octets that did not come",
        "BR-070",
        "BR-087",
        "BR-154",
        "BR-171",
        "BR-173",
        "BR-217",
        "PU-017",
        "BR-172",
        "PU-037",
    ),
)
class InterruptedPatchIsFilledUp(Decisions):
    """An interrupted patch is carried out with zeros for what did not come."""

    def keeps_interrupted(self, transaction: Transaction | None) -> bool:
        return transaction is not Transaction.ATOMIC

    def padding_of_interrupted(self, missing: int) -> bytes:
        return bytes(missing)
