"""The table says what was measured, which goals are met, and what is missing."""

from __future__ import annotations

import json

from benchmarks.measure import Figures, Sample
from benchmarks.plan import Table, times, within
from benchmarks.table import plain, text

_FLOOR = Figures("floor", (Sample(0.2, 0.2, 20), Sample(0.4, 0.2, 21), Sample(0.3, 0.2, 22)))
_MIDFLIGHT = Figures("midflight", (Sample(0.9, 0.8, 60),))
_BROKEN = Figures("tavern", (Sample(1.0, 1.0, 60, failure="exit status 1: no such file"),))


def test_medians_and_ratios_stand_in_the_table() -> None:
    shown = text(Table("500 cases", [_FLOOR, _MIDFLIGHT])).split("\n")
    assert shown[2].split() == ["floor", "0.300", "1.00", "0.20", "22", "3"]
    assert shown[3].split() == ["midflight", "0.900", "3.00", "0.80", "60", "1"]


def test_goals_are_met_or_missed() -> None:
    shown = text(Table("500 cases", [_FLOOR, _MIDFLIGHT], [times("midflight", "floor", 4.5), within("midflight", 0.5)]))
    assert "midflight ≤ 4.5 × floor: met (3.00)" in shown
    assert "midflight ≤ 0.5 s: MISSED (0.90)" in shown


def test_a_goal_beside_what_is_left_out_or_failed_is_not_measured() -> None:
    goals = [times("floor", "stepci", 1), times("floor", "tavern", 1)]
    shown = text(Table("500 cases", [_FLOOR, _BROKEN], goals))
    assert "floor no slower than stepci: not measured, stepci is left out" in shown
    assert "floor no slower than tavern: not measured, a run failed" in shown
    assert "FAILED, exit status 1: no such file" in shown


def test_throughput_is_that_of_the_work() -> None:
    figures = Figures("bare socket", (Sample(2.0, 1.0, 20, work=0.5),))
    assert "2048 MiB/s" in text(Table("1 GiB uploaded", [figures], octets=1 << 30))


def test_the_figures_are_json() -> None:
    written = json.loads(json.dumps(plain([Table("500 cases", [_FLOOR, _MIDFLIGHT])])))
    assert [figures["name"] for figures in written["tables"][0]["figures"]] == ["floor", "midflight"]
