"""Faults against draft-wright-http-resume-request, by topic."""

from midflight_reference.faults.fault import Fault
from midflight_reference.faults.resumable_requests import (
    closing,
    continuation,
    interruption,
    outcome,
    places,
    response_messages,
)

TOPICS = (places, interruption, continuation, outcome, response_messages, closing)
FAULTS: tuple[Fault, ...] = tuple(fault for topic in TOPICS for fault in topic.FAULTS)
