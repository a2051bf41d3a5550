"""For tests of the reports that need a browser."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from benchmarks.chromium import launched
from playwright.sync_api import Browser


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser for all tests of a file: as long as it runs, no other asyncio loop can run in this thread."""
    with launched() as started:
        yield started
