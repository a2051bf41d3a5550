"""Target files to targets: read and validated like cases, with file, line and column in every error."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pydantic import ValidationError

from midflight.errors import UsageError, did_you_mean
from midflight.language import values, yaml_source
from midflight.language.fields import problems_of
from midflight.language.located import located
from midflight.language.vocabulary import ENDPOINTS, OF_TARGET
from midflight.language.yaml_source import Document, LanguageError, Problem
from midflight.target.address import url_problem
from midflight.target.model import Endpoint, Target, Variant

_NOT_SAID = frozenset({"method", "volatile", "shows", "variants", "offers"})


def load_target(path: Path, url: str | None = None) -> Target:
    """Read a target file; `url` wins over the one in the file. Raises LanguageError or UsageError."""
    document = yaml_source.read(path)
    if url and isinstance(document.data, dict):
        _check_given(url)
        document.data["url"] = url
    target = target_in(document)
    if not target.url:
        raise LanguageError([document.problem("gives no url, and none was given on the command line")])
    return _with_files_beside(target, path.parent)


def target_in(document: Document) -> Target:
    """Return the target that a file describes, with or without a URL. Raises LanguageError."""
    if not isinstance(document.data, dict):
        raise LanguageError([document.problem("should be a mapping: url, name, claims, …")])
    try:
        target = Target.model_validate(document.data)
    except ValidationError as error:
        raise LanguageError(problems_of(error, document)) from None
    problems = [
        problem for name in ENDPOINTS.keys() & document.data.keys() for problem in _values(name, target, document)
    ]
    if problems:
        raise LanguageError(problems)
    return target


def _values(name: str, target: Target, document: Document) -> Iterator[Problem]:
    """Yield a problem for every value that an endpoint's request is made of and that nothing stands for."""
    endpoint = target.endpoint(name)
    assert endpoint
    offered = {*OF_TARGET, *endpoint.offers, *(("lasting", "step") if target.counts_steps else ())}
    yield from _form(endpoint, offered, (name,), document)
    for index, variant in enumerate(endpoint.variants):
        yield from _form(variant, offered | variant.offers.keys(), (name, "variants", index), document)


def _form(
    form: Endpoint | Variant, offered: set[str], path: tuple[int | str, ...], document: Document
) -> Iterator[Problem]:
    for place in located(form, path, skip=_NOT_SAID):
        for value in values.references(place.value) if isinstance(place.value, str) else ():
            if value not in offered:
                message = f"nothing is offered under the name ${value}{did_you_mean(value, offered)}"
                yield document.problem(message, place.path)


def target_for_url(url: str) -> Target:
    """Return a target that claims nothing. Raises UsageError."""
    _check_given(url)
    return Target.model_validate({"url": url})


def _check_given(url: str) -> None:
    if problem := url_problem(url):
        raise UsageError(f"the target {problem}")


def _with_files_beside(target: Target, folder: Path) -> Target:
    files = {key: getattr(target.tls, key) for key in ("ca", "certificate", "key")}
    found = {key: str(folder / file) for key, file in files.items() if file}
    return target.model_copy(update={"tls": target.tls.model_copy(update=found)}) if found else target
