"""Faults in the remarks of Progress."""

from __future__ import annotations

from urllib.parse import quote

from midflight_reference import remarks
from midflight_reference.decisions import Decisions
from midflight_reference.faults.fault import Faults, because
from midflight_reference.telling import Channel, Telling

FAULTS = Faults()


@FAULTS.add("remark-before-the-fraction", "PG-050")
class RemarkBeforeTheFraction(Decisions):
    """Subscribers are told the remarks before the fraction."""

    def progress_value(self, telling: Telling) -> str:
        fraction, _, rest = super().progress_value(telling).partition(" ")
        return f"{rest} {fraction}" if telling.channel is Channel.SUBSCRIBER else f"{fraction} {rest}"


@FAULTS.add(
    "comma-before-remarks",
    "PG-050",
    because("the value breaks the grammar", "PG-051", "PG-052", "PG-053", "PG-056", "PG-067"),
)
class CommaBeforeRemarks(Decisions):
    """After the first step a comma follows the fraction: 1/3, "plate"."""

    def progress_value(self, telling: Telling) -> str:
        honest = super().progress_value(telling)
        return honest.replace(" ", ", ", 1) if telling.report.done == 1 and telling.run.plan.ordinary else honest


@FAULTS.add("no-space-before-remarks", "PG-052", because("the value breaks the grammar", "PG-054"))
class NoSpaceBeforeRemarks(Decisions):
    """A name with a blank in it touches the fraction."""

    def joined(self, telling: Telling, parts: list[str]) -> str:
        touches = " " in (telling.run.plan.quotes or "")
        return "".join(parts) if touches else super().joined(telling, parts)


@FAULTS.add(
    "remarks-joined-by-semicolons",
    "PG-067",
    because("the value breaks the grammar", "PG-050", "PG-051", "PG-052", "PG-053", "PG-056"),
)
class RemarksJoinedBySemicolons(Decisions):
    """Several remarks are separated by semicolons."""

    def joined(self, telling: Telling, parts: list[str]) -> str:
        honest = super().joined(telling, parts)
        return " ".join([parts[0], "; ".join(parts[1:])]) if telling.run.plan.ordinary else honest


@FAULTS.add(
    "comment-not-closed",
    "PG-053",
    because("the value breaks the grammar", "PG-050", "PG-051", "PG-052", "PG-056", "PG-067"),
)
class CommentNotClosed(Decisions):
    """The outer parenthesis of a comment with parentheses is not closed."""

    def comment(self, text: str) -> str:
        honest = super().comment(text)
        return honest.removesuffix(")") if "(" in text else honest


@FAULTS.add("quotes-not-escaped", "PG-054")
class QuotesNotEscaped(Decisions):
    """A quote or backslash in a quoted-string is not escaped."""

    def quoted_string(self, text: str) -> str:
        return f'"{text}"'


@FAULTS.add("utf-8-in-a-quoted-string", "PG-055", because("the value breaks the grammar", "PG-056"))
class Utf8InAQuotedString(Decisions):
    """A name beyond ASCII is quoted as raw UTF-8."""

    def remark_of_item(self, name: str) -> str:
        raw = name.encode().decode("latin-1")
        beyond = not name.isascii() and name.isprintable()
        return self.quoted_string(raw) if beyond else super().remark_of_item(name)


@FAULTS.add("latin-1-in-a-quoted-string", "PG-055", because("the value breaks the grammar", "PG-056"))
class Latin1InAQuotedString(Decisions):
    """A name beyond ASCII is quoted as raw Latin-1."""

    def remark_of_item(self, name: str) -> str:
        beyond = not name.isascii() and name.isprintable()
        return self.quoted_string(name) if beyond else super().remark_of_item(name)


@FAULTS.add("ext-value-leaves-marks-bare", "PG-056", because("marks among control characters are bare too", "PG-077"))
class ExtValueLeavesMarksBare(Decisions):
    """Marks such as ' ( ) * , are not percent-encoded in a name."""

    def ext_value(self, text: str, language: str) -> str:
        if language:
            return super().ext_value(text, language)
        return f"UTF-8'{language}'{quote(text, safe=remarks.ATTR_CHARS + chr(39) + '()*,')}"


@FAULTS.add("ext-value-in-another-charset", "PG-056", because("is about the charset too", "PG-055", "PG-077"))
class ExtValueInAnotherCharset(Decisions):
    """Names are encoded as ISO-8859-1."""

    def ext_value(self, text: str, language: str) -> str:
        if language:
            return super().ext_value(text, language)
        encoded = quote(text, safe=remarks.ATTR_CHARS, encoding="latin-1", errors="replace")
        return f"ISO-8859-1'{language}'{encoded}"


@FAULTS.add("labels-in-the-servers-language", "PG-065")
class LabelsInTheServersLanguage(Decisions):
    """Labels are in the language of the server, whatever Accept-Language says."""

    def label_language(self, telling: Telling) -> str:
        return "de" if telling.run.plan.localized else super().label_language(telling)


@FAULTS.add("labels-do-not-name-their-language", "PG-066")
class LabelsDoNotNameTheirLanguage(Decisions):
    """Localized labels do not say in which language they are."""

    def label(self, telling: Telling) -> str:
        honest = super().label(telling)
        if not telling.run.plan.localized:
            return honest
        charset, _, text = honest.split("'", 2)
        return f"{charset}''{text}"


@FAULTS.add("names-break-out-of-the-field", "PG-077")
class NamesBreakOutOfTheField(Decisions):
    """A name with control characters is put into the remark as it is."""

    def remark_of_item(self, name: str) -> str:
        return super().remark_of_item(name) if name.isprintable() else f'"{name}"'
