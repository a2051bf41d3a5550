"""The words that cases and target files share: claims, knobs, endpoints."""

from __future__ import annotations

_AT_WRITABLE = """
put patch-message patch-multipart patch-binary content-offset open-range set-size sparse segmented
partial-status persist etag max-size
"""
_OTHERS = """
writable resumable ack big-response long-op fast-op failing-op status-doc suboperations
localized remark-input users gateway client-patch client-segmented client-resume client-progress
"""
AT_WRITABLE = frozenset(_AT_WRITABLE.split())  # what is done at the endpoint `writable`
ALSO_AT_RESUMABLE = frozenset({"patch-message", "partial-status"})  # where the content of a request is continued
CLAIMS = AT_WRITABLE | frozenset(_OTHERS.split())

# Each endpoint, and the one that serves when a target names none of its own.
ENDPOINTS: dict[str, str | None] = {
    "long-op": None,
    "fast-op": None,
    "failing-op": None,
    "suboperations": "long-op",
    "localized": "long-op",
    "remark-input": None,
    "writable": None,
    "resumable": None,
    "big-response": "resumable",
    "executions": None,
    "ordinary": None,
}

# Those behind which nothing takes its time.
NO_OPERATION = frozenset({"writable", "executions", "ordinary"})

# Those of which only a variant that says so takes its time.
BRIEF = frozenset({"resumable", "big-response"})

# Each knob and its default; without one the value is unknown until the target file gives it.
KNOBS = {
    "partial_status": "299",
    "strict_numbers": "no",
    "step_count": "",
    "step_seconds": "",
    "idle_step_seconds": "30",
    "keepalive_seconds": "20",
    "save_seconds": "",
    "status_retention_seconds": "",
    "ack_interval": "",
    "max_size": "",
    "remark_input": "",
}

# What can be asked of content under a name: `$content.length`.
CONTENT_PARTS = ("length", "sha-256")

BUILT_IN = frozenset({"fresh", "sent", "incomplete", *KNOBS})
# What a target file may use: a new name at every use, and the name of the case, by which a counter can tell its
# requests from those of others.
OF_TARGET = frozenset({"fresh", "case"})
# The operations whose executions cases count.
COUNTED = ("long-op", "resumable")
