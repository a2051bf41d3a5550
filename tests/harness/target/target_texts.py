"""Target files made up for a test."""

from pathlib import Path

from midflight.language import yaml_source
from midflight.language.yaml_source import LanguageError
from midflight.target import Target, load_target, target_in


def target(text: str) -> Target:
    return target_in(yaml_source.parse(text, "target.yaml"))


def errors(text: str) -> list[str]:
    """Return what a target file is refused with."""
    try:
        target(text)
    except LanguageError as error:
        return [line.removeprefix("target.yaml:") for line in str(error).split("\n")]
    return []


def load_errors(path: Path, url: str | None = None) -> list[str]:
    try:
        load_target(path, url)
    except LanguageError as error:
        return [line.removeprefix(f"{path.parent}/") for line in str(error).split("\n")]
    return []
