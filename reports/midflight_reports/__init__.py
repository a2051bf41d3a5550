"""results.json in, everything a person or a CI system reads out.

Every document is a pure function of `Results`; files are read by `codec.load` and written by `writer.write` alone.
Importing the package is cheap: jinja2 and rich are imported when something is rendered with them.
"""

from midflight_reports.codec import ResultsError, load, to_json
from midflight_reports.model import CaseResult, Elided, Entry, RequirementResult, Results, Target, Tool
from midflight_reports.verdicts import Verdict, count, worst
from midflight_reports.writer import write

__all__ = [
    "CaseResult",
    "Elided",
    "Entry",
    "RequirementResult",
    "Results",
    "ResultsError",
    "Target",
    "Tool",
    "Verdict",
    "count",
    "load",
    "to_json",
    "worst",
    "write",
]
