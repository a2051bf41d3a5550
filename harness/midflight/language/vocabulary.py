"""The words that cases and target files share: claims, knobs, endpoints."""

from __future__ import annotations

_CLAIMS = """
writable put patch-message patch-multipart patch-binary content-offset open-range set-size sparse segmented
partial-status persist etag max-size resumable ack big-response long-op fast-op failing-op status-doc suboperations
localized remark-input users gateway client-patch client-segmented client-resume client-progress
"""
CLAIMS = frozenset(_CLAIMS.split())

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
    "draft": "wright",
}

BUILT_IN = frozenset({"fresh", "sent", "incomplete", *KNOBS})
