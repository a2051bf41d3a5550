"""Chromium for those who look at a page: found, started so that it asks no network, and ended."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, sync_playwright

_NAMES = ("chromium", "chromium-browser", "google-chrome")
_OPTIONS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync", "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1"),
)


class NoChromiumError(Exception):
    """Says how to get one."""


def path() -> str:
    """Return the path of Chromium: that of the environment variable CHROMIUM, or what is installed."""
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, _NAMES)), None)
    if not found:
        raise NoChromiumError("no Chromium: apt-get install chromium, or name one in the environment variable CHROMIUM")
    return found


@contextmanager
def launched() -> Iterator[Browser]:
    """Start Chromium, and end it together with the block."""
    executable = path()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=list(_OPTIONS))
        try:
            yield browser
        finally:
            browser.close()
