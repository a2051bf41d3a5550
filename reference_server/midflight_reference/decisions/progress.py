"""Decisions about Progress: the numbers, the remarks and their spelling."""

from __future__ import annotations

from midflight_reference import remarks
from midflight_reference.labels import LANGUAGES, label_text
from midflight_reference.negotiation import best_language
from midflight_reference.telling import Channel, Telling


class ProgressDecisions:
    """The Progress field (progress, "The Progress header")."""

    def progress_lines(self, telling: Telling) -> list[str]:
        """PG-074: no list, so one field line."""
        return [self.progress_value(telling)]

    def progress_value(self, telling: Telling) -> str:
        """PG-050: a fraction, then remarks."""
        fraction = self.fraction(self.numerator(telling), self.denominator(telling))
        return self.joined(telling, [fraction, *self.remarks(telling)])

    def joined(self, telling: Telling, parts: list[str]) -> str:
        """PG-052, PG-067: white space before each remark, however many there are."""
        return " ".join(parts)

    def numerator(self, telling: Telling) -> int:
        """PG-058, PG-060, PG-064, PG-038: the steps that are done, the same on every connection."""
        return telling.report.done

    def denominator(self, telling: Telling) -> int | None:
        """PG-059, PG-061, PG-062, PG-063: the steps expected; never fewer than before, none while unknown."""
        return telling.report.expected

    def fraction(self, numerator: int, denominator: int | None) -> str:
        """PG-051: digits, a slash, and digits if the number is known."""
        return f"{numerator}/" if denominator is None else f"{numerator}/{denominator}"

    def nested_fraction(self, done: int, total: int) -> str:
        """PG-070: a fraction like the first one, about the sub-operation."""
        return f"{done}/{total}"

    def remarks(self, telling: Telling) -> list[str]:
        """PG-067, PG-068: what matters most comes first; what follows a fraction is about that fraction."""
        plan, report = telling.run.plan, telling.report
        if plan.quotes is not None and telling.channel is not Channel.FINAL:
            return [self.remark_of_item(plan.quotes)]
        if report.nested is not None:
            done, total = report.nested
            return [self.quoted_string("current item"), self.nested_fraction(done, total), self.comment("per cent")]
        if plan.items:
            return [self.quoted_string("all items")]
        if plan.localized or telling.channel is Channel.FINAL:
            return [self.label(telling)]
        place = self.quoted_string(f"plate {report.done + 1}")
        return [self.label(telling), place, self.comment(f"exposure {report.done + 1} (automatic)")]

    def label(self, telling: Telling) -> str:
        """PG-056: a text for users, in a language that it names."""
        language = self.label_language(telling)
        return self.ext_value(label_text(telling, language), language)

    def label_language(self, telling: Telling) -> str:
        """PG-065: negotiated by Accept-Language."""
        return best_language(telling.accept_language, LANGUAGES) if telling.run.plan.localized else LANGUAGES[0]

    def remark_of_item(self, name: str) -> str:
        """PG-055, PG-077: printable ASCII is quoted; everything else can only stand in an ext-value."""
        return self.quoted_string(name) if remarks.is_printable_ascii(name) else self.ext_value(name, "")

    def quoted_string(self, text: str) -> str:
        """PG-054: quotes and backslashes are escaped."""
        return remarks.quoted_string(text)

    def comment(self, text: str) -> str:
        """PG-053: parentheses are balanced."""
        return remarks.comment(text)

    def ext_value(self, text: str, language: str) -> str:
        """PG-056, PG-066: UTF-8, the language, and all but attr-chars percent-encoded."""
        return remarks.ext_value(text, language)
