"""The pytest plugin: `pytest --midflight-target FILE folder` plays the cases of a folder.

This module holds the options alone, because every pytest run on a machine with midflight imports it; the rest is
imported when a target is given.
"""

from __future__ import annotations

import pytest

_GROUP = "midflight"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Declare the options."""
    group = parser.getgroup(_GROUP, "HTTP conformance cases (midflight)")
    add = group.addoption
    add("--midflight-target", metavar="FILE", help="play the YAML cases found against the target this file describes")
    add("--midflight-url", metavar="URL", help="the URL of the target; wins over the one in the target file")
    add("--midflight-suite", metavar="NAME", action="append", default=[], help="only this suite (may be repeated)")
    add("--midflight-case", metavar="GLOB", action="append", default=[], help="only cases whose id matches")
    add("--midflight-level", choices=("must", "should", "may"), help="only rules of this level or above")
    add("--midflight-strict", action="store_true", help="a SHOULD that is not followed fails")
    add("--midflight-known-failures", metavar="FILE", help="cases that are expected to fail")
    add("--midflight-update-known-failures", action="store_true", help="rewrite that file to what this run found")
    add("--midflight-report", metavar="DIR", help="write results.json, index.html and junit.xml here")
    add("--midflight-report-format", metavar="NAMES", action="append", default=[], help="what to write there instead")
    add("--midflight-concurrency", metavar="N", type=int, default=32, help="cases in flight at once (default 32)")
    add("--midflight-repeat", metavar="N", type=int, default=1, help="play each case N times; the worst verdict counts")
    add("--midflight-seed", metavar="N", type=int, help="the seed of what is drawn by chance")
    add("--midflight-deadline", metavar="SECONDS", type=float, default=120.0, help="the most that one case may take")
    add("--midflight-header", metavar="FIELD", action="append", default=[], help="'Name: value' for every request")
    add("--midflight-cacert", metavar="FILE", help="trust the certificates of this file")
    add("--midflight-insecure", action="store_true", help="trust any certificate")


def pytest_configure(config: pytest.Config) -> None:
    """Take part only where a target is given."""
    if config.getoption("midflight_target") or config.getoption("midflight_url"):
        from midflight.plugin.session import Plugin

        config.pluginmanager.register(Plugin(config), "midflight-session")
