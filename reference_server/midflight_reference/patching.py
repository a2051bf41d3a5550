"""PATCH on a file: which format, under which conditions, and what becomes of a patch that is broken off."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import replace

from midflight_reference import conditions
from midflight_reference.byte_ranges.binary import BinaryDocument
from midflight_reference.byte_ranges.document import Document
from midflight_reference.byte_ranges.message import MessageDocument
from midflight_reference.byte_ranges.multipart import MultipartDocument
from midflight_reference.byte_ranges.reception import Reception
from midflight_reference.byte_ranges.values import Format, Part, refusal
from midflight_reference.decisions import Decisions
from midflight_reference.media_types import media_type
from midflight_reference.messages import Fields, RefusedError, Request, Response, text
from midflight_reference.prefer import Transaction
from midflight_reference.reading import validators
from midflight_reference.state import State
from midflight_reference.store.resource import Resource
from midflight_reference.writing import Exchange

# A patch may write the same octets more than once, but not for ever: so many times the size of the largest file.
LONGEST_IN_SIZES = 2
EARLY_HINTS = 103
CLOSE = ("Connection", "close")


def accept_patch(decisions: Decisions) -> tuple[str, str]:
    """Return the field that names the formats (RFC 5789, section 3.1)."""
    return "Accept-Patch", ", ".join(format.value for format in decisions.formats())


def format_of(decisions: Decisions, request: Request) -> Format | None:
    """Return the format of a patch, None if it is not known."""
    return decisions.format_of(media_type(request.value("content-type") or "")[0])


def is_to_be_stored(state: State, exchange: Exchange) -> bool:
    """Say whether a PATCH is taken for a PUT. No conformant server does."""
    return format_of(state.decisions, exchange.request) is None and state.decisions.stores_unknown_patch()


async def response(state: State, exchange: Exchange) -> Response:
    """Receive a patch, carry it out, and answer."""
    request, decisions = exchange.request, state.decisions
    format = format_of(decisions, request)
    if format is None:
        return text(415, "This is no patch that is known here.", accept_patch(decisions))
    before = state.store.get(request.path)
    if refused := conditions.refused(decisions, request, before, format):
        return refused
    if before is None and not decisions.creates_by_patch():
        return text(404, "There is no such file.")
    document = document_of(decisions, format, request)
    wanted = decisions.transaction(request.values("prefer"))
    transaction = decisions.honoured(wanted, request.method, before is not None)
    applied = await announced(state, exchange, transaction)

    def check(now: Resource | None) -> None:
        if (
            reception.result is None
            and decisions.checks_conditions_again()
            and (late := conditions.refused(decisions, request, now, format))
        ):
            raise RefusedError(late)

    reception = Reception(state.store, decisions, request, format, transaction, check)
    try:
        resource = await received(decisions, exchange, document, reception)
    except RefusedError as error:
        raise RefusedError(replace(error.response, fields=[*error.response.fields, *applied])) from None
    finally:
        reception.close()
    return answer(decisions, reception, before is None, resource)


async def announced(state: State, exchange: Exchange, transaction: Transaction | None) -> Fields:
    """Return the field that says which preference is honoured, after telling it early if the content is on its way."""
    decisions = state.decisions
    if transaction is not None and decisions.tells_early(transaction, exchange.incoming.still_arriving):
        await exchange.early(EARLY_HINTS, decisions.early_fields(transaction))
    return applied_fields(decisions, transaction)


def applied_fields(decisions: Decisions, transaction: Transaction | None) -> Fields:
    """Return Preference-Applied, or nothing."""
    applied = decisions.preference_applied(transaction)
    return [] if applied is None else [("Preference-Applied", applied)]


def document_of(decisions: Decisions, format: Format, request: Request) -> Document:
    """Return what understands the format."""
    if format is Format.BINARY:
        return BinaryDocument(decisions)
    if format is Format.MESSAGE:
        return MessageDocument(decisions)
    boundary = decisions.boundary_of(media_type(request.value("content-type") or "")[1])
    if boundary is None:
        raise refusal("The media type of the patch has no boundary (RFC 2046, section 5.1.1).")
    return MultipartDocument(decisions, boundary)


async def received(
    decisions: Decisions, exchange: Exchange, document: Document, reception: Reception
) -> Resource | None:
    """Take the patch as it comes; return the resource as it is at the end, None if there is none."""
    begun = beginning(decisions, exchange, document, reception)
    longest = LONGEST_IN_SIZES * decisions.configuration.max_size
    try:
        while octets := await exchange.incoming.read():
            if exchange.incoming.read_octets > longest:
                raise refusal(f"A patch has at most {longest} octets.", 413)
            await taken(decisions, reception, reception.take(document.feed(octets), begun))
            if decisions.commits_as_it_arrives(reception.transaction):
                await reception.save(part_ended=False)
        await taken(decisions, reception, reception.take(document.finish(), begun))
        return await completed(decisions, reception)
    except RefusedError:
        await reception.refused()
        raise
    except (OSError, asyncio.CancelledError):
        await reception.interrupted()
        raise


async def taken(decisions: Decisions, reception: Reception, ended: Iterable[Part]) -> None:
    """Take events; where parts count as soon as they end, carry them out."""
    for _ in ended:
        if decisions.commits_each_part(reception.transaction):
            await reception.commit()
        elif decisions.commits_as_it_arrives(reception.transaction):
            await reception.save(part_ended=True)


async def completed(decisions: Decisions, reception: Reception) -> Resource | None:
    """Carry out what was received."""
    if not reception.parts and not decisions.accepts_without_parts(reception.format):
        raise refusal("The patch has no part.")
    await reception.commit()
    return reception.result


def beginning(
    decisions: Decisions, exchange: Exchange, document: Document, reception: Reception
) -> Callable[[Part], None]:
    """Return what is done when a part begins, before its body is read."""

    def begun(part: Part) -> None:
        if isinstance(document, MultipartDocument):
            document.skip(decisions.octets_not_searched(part))
        own = decisions.transaction(decisions.preferences_of_part(part.fields))
        reception.transaction = own or reception.transaction
        conditional = replace(exchange.request, fields=decisions.conditions_of_part(part.fields))
        if refused := conditions.refused(decisions, conditional, reception.before, part.format):
            raise RefusedError(refused)

    return begun


def answer(decisions: Decisions, reception: Reception, created: bool, resource: Resource | None) -> Response:
    """Return the response to a patch that was carried out."""
    status = decisions.status_of_stored(created, resource is not None and resource.incomplete)
    closing = any(decisions.closes_for_part(part.fields) for part in reception.parts)
    fields = [*applied_fields(decisions, reception.transaction), *(validators(resource) if resource else [])]
    return Response(status, [*fields, CLOSE] if closing else fields)
