"""HTTP-date (RFC 9110, section 5.6.7): what is sent is an IMF-fixdate; the obsolete forms are only for recipients."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from midflight.grammar.kind import Grammar
from midflight.grammar.syntax import Syntax, texts

if TYPE_CHECKING:
    from abnf import Node

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def _names_a_day(tree: Node) -> str:
    """The ABNF lets a 31 February pass; a date also names its own day of the week."""
    name, day, month, year, hour, minute, second = texts(
        tree, "day-name", "day", "month", "year", "hour", "minute", "second"
    )
    try:
        whole = int(second) - (second == "60")  # a leap second
        date = datetime(int(year), MONTHS.index(month) + 1, int(day), int(hour), int(minute), whole)
    except ValueError as error:
        return f"no such moment: {error}"
    return "" if DAYS[date.weekday()] == name else f"that day is a {DAYS[date.weekday()]}"


def _exactly(text: str) -> str:
    """Return a text as an ABNF literal that keeps its case (RFC 5234, section 2.3)."""
    return "%x" + ".".join(f"{ord(letter):X}" for letter in text)


GRAMMAR = Grammar(
    name="http-date",
    section="RFC 9110, section 5.6.7",
    syntax=Syntax(
        "IMF-fixdate",
        f"""
        IMF-fixdate = day-name "," SP day SP month SP year SP hour ":" minute ":" second SP {_exactly("GMT")}
        day-name    = {" / ".join(map(_exactly, DAYS))}
        month       = {" / ".join(map(_exactly, MONTHS))}
        day         = 2DIGIT
        year        = 4DIGIT
        hour        = 2DIGIT
        minute      = 2DIGIT
        second      = 2DIGIT
        """,
    ),
    wanted="a date such as Sun, 06 Nov 1994 08:49:37 GMT",
    rule=_names_a_day,
)
