"""What a server offers, so that one program can stand for servers that follow different documents, or less of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Configuration:
    """The optional features of the store and of resumable requests. Lengths are in octets, times in seconds."""

    multipart: bool = True  # multipart/byteranges as a patch
    binary: bool = True  # application/byteranges as a patch
    open_range: bool = True  # Content-Range without last-pos (wright)
    content_offset: bool = False  # the Content-Offset field (ietf)
    set_size: bool = True  # the unsatisfied-range form sets the size
    sparse: bool = False  # writes beyond the end, with zeros between
    segmented: bool = True  # a resource is incomplete until its announced length is reached
    persist: bool = True  # Prefer: transaction=persist
    etag: bool = True  # strong entity tags
    partial_status: int = 299  # the status of what is incomplete (partial-upload: 2__)
    max_size: int = 128 * MIB
    keeps_content: bool = True  # GET on a request content, besides HEAD
    keeps_response_content: bool = True  # a response message has its content
    answers_continuation: bool = True  # what completes a request is answered with the response to it, else with 204
    pending_status: int = 404  # of a response message that does not exist yet
    save_seconds: float = 3600.0  # how long interrupted requests and responses are kept
    idle_seconds: float = 60.0  # of silence within the content of a request, then it is given up
    ack_interval: int = 16 * 1024  # so many octets are between two acknowledgements, at least


PROFILES: Mapping[str, Configuration] = {
    "wright": Configuration(),
    "ietf": Configuration(open_range=False, content_offset=True),
    "sparse": Configuration(sparse=True),
    "minimal": Configuration(
        multipart=False, binary=False, open_range=False, set_size=False, segmented=False, persist=False, etag=False
    ),
    "spare": Configuration(
        keeps_content=False,
        keeps_response_content=False,
        answers_continuation=False,
        pending_status=409,
        idle_seconds=1.5,
        partial_status=200,
        segmented=False,
        persist=False,
    ),
}
DEFAULT_PROFILE = "wright"
