"""What happened on the wire, as frozen values: the judge reads these and nothing else.

Times are seconds on the transcript's monotonic clock (zero: the start of the case); sizes are octets.
"""

from midflight.evidence.exchange import Content, Ending, Exchange, Head
from midflight.evidence.transcript import Elided, Entry, Recorder

__all__ = ["Content", "Elided", "Ending", "Entry", "Exchange", "Head", "Recorder"]
