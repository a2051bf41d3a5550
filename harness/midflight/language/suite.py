"""A folder of suites read into checked values, every problem of every file collected.

`load` takes the root folder (its sub-folders are suites) or one suite's folder. Fixtures beside the suites
(`fixtures.yaml` in the root) are shared by all of them.
"""

from __future__ import annotations

import contextlib
import hashlib
import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from midflight.errors import did_you_mean
from midflight.language import yaml_source
from midflight.language.bodies import Content
from midflight.language.case import Case, Fixture
from midflight.language.fields import Model, problems_of
from midflight.language.requirement import Requirement, Specification
from midflight.language.walk import Uses, together, uses
from midflight.language.yaml_source import Document, LanguageError, Problem

RESERVED = {"requirements.yaml", "fixtures.yaml"}
NOT_SUITES = {"targets"}
M = TypeVar("M", bound=Model)


@dataclass(frozen=True)
class LoadedCase:
    """A case, or one member of its `for_each`, with what it needs to be played and judged."""

    id: str  # suite/case or suite/case[label]
    suite: Suite
    case: Case
    requirement: Requirement
    source: str  # file:line
    folder: Path
    values: Mapping[str, Content] = field(default_factory=dict)

    @cached_property
    def uses(self) -> Uses:
        """Return what the case uses, its fixtures included."""
        return self.suite.uses(self.case)

    @property
    def title(self) -> str:
        """Return the title for people."""
        return self.case.title or self.case.id.replace("-", " ")


@dataclass(frozen=True, repr=False)
class Suite:
    """The cases, fixtures and rules of one specification."""

    name: str
    folder: Path
    specification: Specification
    fixtures: Mapping[str, Fixture]
    files: tuple[Path, ...]
    rules_document: Document
    fixture_documents: Mapping[str, Document]  # by the name of the fixture

    @cached_property
    def _fixture_uses(self) -> Mapping[str, Uses]:
        return {name: uses(fixture) for name, fixture in self.fixtures.items()}

    def can_play(self, case: LoadedCase) -> bool:
        """Say whether every fixture that a case comes to exists, and none uses itself."""
        own = self._fixture_uses
        return all(name in own and name not in self._reached(name) for name in case.uses.fixtures)

    def _reached(self, name: str) -> set[str]:
        found: set[str] = set()
        waiting = list(self._fixture_uses[name].fixtures)
        while waiting:
            inner = waiting.pop()
            if inner not in found:
                found.add(inner)
                waiting += self._fixture_uses[inner].fixtures if inner in self._fixture_uses else ()
        return found

    def uses(self, case: Case) -> Uses:
        """Return what a case of this suite uses, with the fixtures it names, and those that they name."""
        own = uses(case)
        waiting, found = list(own.fixtures), {}
        while waiting:
            name = waiting.pop()
            if name not in found and name in self._fixture_uses:
                found[name] = self._fixture_uses[name]
                waiting += found[name].fixtures
        return together(own, found.values())

    @cached_property
    def requirements(self) -> Mapping[str, Requirement]:
        """Return the rules by their id."""
        return {rule.id: rule for rule in self.specification.requirements}


@dataclass(frozen=True)
class CaseFile:
    """One file of cases, read."""

    suite: Suite
    document: Document
    cases: tuple[LoadedCase, ...]
    models: Sequence[Case]  # as they stand in the file


def suite_folders(root: Path) -> list[Path]:
    """Return the suites at or below `root`. Raises LanguageError when there is none."""
    if (root / "requirements.yaml").is_file():
        return [root]
    found = sorted(path.parent for path in root.glob("*/requirements.yaml") if path.parent.name not in NOT_SUITES)
    if not found:
        where = "is not a folder" if not root.is_dir() else "holds no suite: no folder in it has a requirements.yaml"
        raise LanguageError([Problem(str(root), 1, 1, where)])
    return found


def open_suite(folder: Path) -> Suite:
    """Read the rules and fixtures of one suite. Raises LanguageError."""
    problems: list[Problem] = []
    document = yaml_source.read(folder / "requirements.yaml")
    specification = _model(Specification, document, (), problems)
    fixtures: dict[str, Fixture] = {}
    documents: dict[str, Document] = {}
    for path in (folder.parent / "fixtures.yaml", folder / "fixtures.yaml"):
        if path.is_file():
            fixture_document = yaml_source.read(path)
            found = _fixtures(fixture_document, problems)
            fixtures |= found
            documents |= dict.fromkeys(found, fixture_document)
    if problems or specification is None:
        raise LanguageError(problems)
    files = tuple(sorted(path for path in folder.glob("*.yaml") if path.name not in RESERVED))
    return Suite(folder.resolve().name, folder, specification, fixtures, files, document, documents)


def read_cases(suite: Suite, path: Path) -> CaseFile:
    """Read one file of cases. Raises LanguageError with every problem found."""
    document = yaml_source.read(path)
    if not isinstance(document.data, list):
        raise LanguageError([document.problem("should be a list of cases, each beginning with '- id:'")])
    problems: list[Problem] = []
    cases: list[LoadedCase] = []
    models: list[Case] = []
    for index, data in enumerate(document.data):
        case = _model(Case, document, (index,), problems, data)
        if case is None:
            continue
        requirement = suite.requirements.get(case.requirement)
        if requirement is None:
            problems.append(document.problem(_unknown_rule(suite, case.requirement), (index, "requirement")))
            continue
        models.append(case)
        line, _ = document.place((index,))
        cases.extend(_members(suite, case, requirement, f"{path.name}:{line}", path.parent))
    if problems:
        raise LanguageError(problems)
    return CaseFile(suite, document, tuple(cases), models)


def _unknown_rule(suite: Suite, name: str) -> str:
    """A case judges a rule of its own suite; say so if the rule stands in another one."""
    for path in sorted(suite.folder.resolve().parent.glob("*/requirements.yaml")):
        with contextlib.suppress(LanguageError, KeyError, TypeError):  # its own mistakes are reported elsewhere
            rules = yaml_source.read(path).data["requirements"]
            if path.parent != suite.folder.resolve() and any(rule["id"] == name for rule in rules):
                return f"'{name}' is a rule of the suite {path.parent.name}: the case belongs there"
    return f"{suite.name}/requirements.yaml has no '{name}'{did_you_mean(name, suite.requirements)}"


def _members(suite: Suite, case: Case, rule: Requirement, source: str, folder: Path) -> Iterator[LoadedCase]:
    name = f"{suite.name}/{case.id}"
    if not case.for_each:
        yield LoadedCase(name, suite, case, rule, source, folder)
        return
    axes = [[(key, label, value) for label, value in labels.items()] for key, labels in case.for_each.items()]
    for chosen in itertools.product(*axes):
        labels = "-".join(label for _, label, _ in chosen)
        values = {key: value for key, _, value in chosen}
        yield LoadedCase(f"{name}[{labels}]", suite, case, rule, source, folder, values)


def _fixtures(document: Document, problems: list[Problem]) -> dict[str, Fixture]:
    if not isinstance(document.data, dict):
        problems.append(document.problem("should be a mapping from a name to a fixture"))
        return {}
    read = {name: _model(Fixture, document, (name,), problems, data) for name, data in document.data.items()}
    return {name: fixture for name, fixture in read.items() if fixture}


def _model(
    model: type[M], document: Document, base: tuple[int | str, ...], problems: list[Problem], data: Any = None
) -> M | None:
    try:
        return model.model_validate(document.data if data is None else data)
    except ValidationError as error:
        problems.extend(problems_of(error, document, base))
        return None


def digest(folders: Sequence[Path]) -> str:
    """Return the SHA-256 over every file of these suites: which edition of the suites was played."""
    total = hashlib.sha256()
    for folder in folders:
        for path in sorted(folder.glob("*.yaml")):
            total.update(f"{folder.name}/{path.name}\0".encode() + path.read_bytes())
    return total.hexdigest()
