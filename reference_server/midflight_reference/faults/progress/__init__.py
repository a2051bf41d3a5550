"""Faults against draft-wright-http-progress, by topic."""

from midflight_reference.faults.fault import Fault
from midflight_reference.faults.progress import (
    documents,
    final,
    initial,
    interim,
    numbers,
    preferences,
    remarks,
    status_uri,
    subscribers,
)

TOPICS = (initial, preferences, interim, final, numbers, remarks, status_uri, subscribers, documents)
FAULTS: tuple[Fault, ...] = tuple(fault for topic in TOPICS for fault in topic.FAULTS)
