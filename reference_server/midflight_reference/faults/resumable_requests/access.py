"""Faults in keeping requests apart (resume-request, section 4.1)."""

from __future__ import annotations

import time

from midflight_reference.decisions import Decisions
from midflight_reference.faults.fault import Faults
from midflight_reference.resumption.values import Places

FAULTS = Faults()


@FAULTS.add("places-are-numbered", "RR-080")
class PlacesAreNumbered(Decisions):
    """The places of each request have the next number."""

    def new_places(self, serial: int) -> Places:
        return Places(f"/uploads/{serial}", f"/responses/{serial}", f"/results/{serial}")


@FAULTS.add("messages-have-a-time", "RR-080")
class MessagesHaveATime(Decisions):
    """The place of a response is the time of its request."""

    def new_places(self, serial: int) -> Places:
        places = super().new_places(serial)
        return Places(places.upload, f"/responses/{time.time_ns()}", places.result)


@FAULTS.add("anybody-may-go-on", "RR-081")
class AnybodyMayGoOn(Decisions):
    """Whoever knows a place may do with it what the owner may."""

    def may_follow_up(self, user: str | None, owner: str | None, method: str) -> bool:
        return True


@FAULTS.add("anybody-may-complete", "RR-081")
class AnybodyMayComplete(Decisions):
    """Users are looked at for reading; a PATCH is taken from anybody."""

    def may_follow_up(self, user: str | None, owner: str | None, method: str) -> bool:
        return method == "PATCH" or super().may_follow_up(user, owner, method)


@FAULTS.add("only-users-are-strangers", "RR-081")
class OnlyUsersAreStrangers(Decisions):
    """Who names no user is not checked."""

    def may_follow_up(self, user: str | None, owner: str | None, method: str) -> bool:
        return user is None or super().may_follow_up(user, owner, method)


@FAULTS.add("caches-may-keep-it-all", "RR-083")
class CachesMayKeepItAll(Decisions):
    """No response about a kept request has Cache-Control."""

    def cache_control_of_follow_up(self) -> str | None:
        return None
