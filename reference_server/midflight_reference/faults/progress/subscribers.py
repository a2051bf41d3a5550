"""Faults in following an operation at its status document (2.2 "Status Document Request")."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from midflight_reference.decisions import Decisions
from midflight_reference.faults.fault import Faults, because
from midflight_reference.messages import Request
from midflight_reference.operations import Watcher
from midflight_reference.prefer import Preferences

FAULTS = Faults()


@FAULTS.add("get-ignores-processing", "PG-021", because("whoever follows is answered at once", "PG-072"))
class GetIgnoresProcessing(Decisions):
    """GET with processing answers at once with the present state."""

    def follows_operation(self, method: str, preferences: Preferences) -> bool:
        return method == "HEAD" and preferences.processing


@FAULTS.add(
    "plain-get-waits-for-the-end",
    "PG-022",
    because("a plain GET is not answered while the operation runs", "PG-042"),
)
class PlainGetWaitsForTheEnd(Decisions):
    """GET without processing is answered only when the operation has ended."""

    def follows_operation(self, method: str, preferences: Preferences) -> bool:
        return method == "GET" or preferences.processing


@FAULTS.add("head-ignores-processing", "PG-024")
class HeadIgnoresProcessing(Decisions):
    """HEAD with processing answers at once with the present state."""

    def follows_operation(self, method: str, preferences: Preferences) -> bool:
        return method == "GET" and preferences.processing


@FAULTS.add("content-after-head", "PG-024")
class ContentAfterHead(Decisions):
    """The content follows the response to HEAD."""

    def content_after_head(self, content: bytes) -> bytes:
        return content


@FAULTS.add("subscribers-get-202-after-the-wait", "PG-023")
class SubscribersGet202AfterTheWait(Decisions):
    """GET on the status document with respond-async is answered 202 after the wait."""

    def subscriber_waits(self, preferences: Preferences) -> float | None:
        return float(preferences.wait or 0) if preferences.respond_async else None


@FAULTS.add("progress-without-102s", "PG-072", because("there are no 102s", "PG-011", "PG-021", "PG-014"))
class ProgressWithout102s(Decisions):
    """Polled status documents have Progress, but subscribers get no 102."""

    def reports_to_subscriber(self) -> bool:
        return False


@FAULTS.add(
    "completion-missed-by-late-subscribers",
    "PG-025",
    because("the document is read with processing after the end", "PG-035", "PG-060"),
)
class CompletionMissedByLateSubscribers(Decisions):
    """A subscriber that comes after the end waits for it for ever."""

    def notices_past_completion(self) -> bool:
        return False


@FAULTS.add("new-subscriber-takes-the-stream-over", "PG-026")
class NewSubscriberTakesTheStreamOver(Decisions):
    """Whoever followed an operation hears nothing more of it when another one subscribes."""

    def watchers_after_joining(self, watchers: Sequence[Watcher], newcomer: Watcher) -> list[Watcher]:
        return [newcomer]


@FAULTS.add("ordinary-get-waits", "PG-092", because("includes the ordinary resource", "PG-113"))
class OrdinaryGetWaits(Decisions):
    """GET with processing on an ordinary resource waits for an operation that does not exist."""

    async def before_ordinary(self, request: Request, preferences: Preferences) -> None:
        if preferences.processing:
            await asyncio.Event().wait()


@FAULTS.add("get-waits-for-a-change", "PG-113")
class GetWaitsForAChange(Decisions):
    """GET with processing on a file waits until the file is written."""

    async def before_file(self, preferences: Preferences, changes: Watcher) -> None:
        if preferences.processing:
            await changes.woken(None)
