"""Keeping requests: finding them by their places, removing what has expired, within bounds."""

from __future__ import annotations

import time
from collections.abc import Iterable

from midflight_reference.execution import tally_of
from midflight_reference.messages import RefusedError, text
from midflight_reference.resumption.values import Kept, Stage
from midflight_reference.state import State


def found(state: State, path: str, user: str | None, method: str) -> Kept | None:
    """Return the request that has this place, None if there is none for this user."""
    kept = state.store.kept(path)
    if kept is not None and is_expired(state, kept):
        forget(state, kept)
        kept = None
    if kept is None or not state.decisions.may_follow_up(user, kept.user, method):
        return None
    return kept


def make_room(state: State) -> None:
    """Remove what has expired, or at least what is of no use; refuse (503) a further request if that is not enough."""
    requests = state.store.requests
    for kept in requests.expired(time.time()):
        if is_expired(state, kept):
            forget(state, kept)
    if requests.count() < state.decisions.most_kept() and not state.store.crowded:
        return
    for kept in requests.oldest_ended():
        forget(state, kept)
    if requests.count() >= state.decisions.most_kept():
        raise RefusedError(text(503, "Too many requests are kept.", ("Retry-After", "10")))


def is_expired(state: State, kept: Kept) -> bool:
    """Say whether nothing happened for too long; while its operation runs a request does not expire."""
    resource = state.store.get(kept.places.upload)
    if kept.stage is Stage.OPEN and resource is not None and resource.finished:
        return False
    return state.decisions.is_expired(time.time() - kept.touched, kept.keeps)


def forget(state: State, kept: Kept) -> None:
    """Remove a request with all that belongs to it. What is left when the process dies meanwhile is removed later."""
    if kept.stage is Stage.OPEN and state.decisions.executes_expired():
        state.store.requests.count_execution(tally_of(kept.request.query))
    places = kept.places
    remove(state, (places.upload, places.message, places.result))
    state.store.requests.remove(kept)
    state.writers.forget(places.upload)


def remove(state: State, paths: Iterable[str]) -> None:
    """Remove resources, those that there are."""
    for path in paths:
        resource = state.store.get(path)
        if resource is not None:
            state.store.remove(resource)
