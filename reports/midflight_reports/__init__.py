"""results.json in, everything a person or a CI system reads out.

Every document is a pure function of `Results`; files are read by `decoder.load` and written by `writer.write` alone.
Importing the package is cheap: jinja2 and rich are imported when something is rendered with them.
"""

from midflight_reports.decoder import load
from midflight_reports.encoder import to_json
from midflight_reports.errors import ResultsError
from midflight_reports.merge import moved
from midflight_reports.model import CaseResult, Elided, Entry, RequirementResult, Results, Specification, Target, Tool
from midflight_reports.verdicts import Verdict, count, worst
from midflight_reports.writer import write

__all__ = [
    "CaseResult",
    "Elided",
    "Entry",
    "RequirementResult",
    "Results",
    "ResultsError",
    "Specification",
    "Target",
    "Tool",
    "Verdict",
    "count",
    "load",
    "moved",
    "to_json",
    "worst",
    "write",
]
