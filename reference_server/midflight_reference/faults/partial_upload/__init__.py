"""Faults against draft-wright-http-partial-upload, by topic."""

from midflight_reference.faults.fault import Fault
from midflight_reference.faults.partial_upload import documents, segments, status

TOPICS = (documents, segments, status)
FAULTS: tuple[Fault, ...] = tuple(fault for topic in TOPICS for fault in topic.FAULTS)
