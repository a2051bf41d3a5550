"""The formats as a person names them are those that can be written."""

from __future__ import annotations

import pytest

from midflight.errors import UsageError
from midflight.report_formats import DEFAULT, NAMES, chosen
from midflight_reports import formats


def test_every_format_can_be_chosen() -> None:
    assert set(NAMES) == set(formats.FORMATS)
    assert set(DEFAULT) == set(formats.DEFAULT)


@pytest.mark.parametrize(
    ("texts", "found"),
    [
        ([], DEFAULT),
        (["html"], ("html",)),
        (["junit, html", "json", "html"], ("json", "html", "junit")),
        (["allure,badge,markdown"], ("markdown", "badge", "allure")),
    ],
)
def test_several_in_one_option_or_the_option_several_times(texts: list[str], found: tuple[str, ...]) -> None:
    assert chosen(texts) == found


@pytest.mark.parametrize("text", ["htm", "html,", "", "HTML"])
def test_another_word_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match=r"--report-format .*: there is no such format"):
        chosen([text])
