"""Faults against draft-wright-http-resume-request, by topic."""

from midflight_reference.faults.fault import Fault
from midflight_reference.faults.resumable_requests import (
    access,
    acknowledgements,
    closing,
    continuation,
    interruption,
    outcome,
    places,
    preferences,
    response_messages,
    together,
    uploads,
)

TOPICS = (
    *(places, interruption, continuation, outcome, response_messages, closing),
    *(uploads, preferences, acknowledgements, access, together),
)
FAULTS: tuple[Fault, ...] = tuple(fault for topic in TOPICS for fault in topic.FAULTS)
