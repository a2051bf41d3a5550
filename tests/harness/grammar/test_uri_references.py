"""References are resolved as RFC 3986, section 5, says; the examples are those of its section 5.4."""

from urllib.parse import urljoin

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from midflight.grammar import resolve, split_userinfo

BASE = "http://a/b/c/d;p?q"
EXAMPLES = {
    "g:h": "g:h", "g": "http://a/b/c/g", "./g": "http://a/b/c/g", "g/": "http://a/b/c/g/", "/g": "http://a/g",
    "//g": "http://g", "?y": "http://a/b/c/d;p?y", "g?y": "http://a/b/c/g?y", "#s": "http://a/b/c/d;p?q#s",
    "g#s": "http://a/b/c/g#s", "g?y#s": "http://a/b/c/g?y#s", ";x": "http://a/b/c/;x", "g;x": "http://a/b/c/g;x",
    "g;x?y#s": "http://a/b/c/g;x?y#s", "": "http://a/b/c/d;p?q", ".": "http://a/b/c/", "./": "http://a/b/c/",
    "..": "http://a/b/", "../": "http://a/b/", "../g": "http://a/b/g", "../..": "http://a/", "../../": "http://a/",
    "../../g": "http://a/g", "../../../g": "http://a/g", "../../../../g": "http://a/g", "/./g": "http://a/g",
    "/../g": "http://a/g", "g.": "http://a/b/c/g.", ".g": "http://a/b/c/.g", "g..": "http://a/b/c/g..",
    "..g": "http://a/b/c/..g", "./../g": "http://a/b/g", "./g/.": "http://a/b/c/g/", "g/./h": "http://a/b/c/g/h",
    "g/../h": "http://a/b/c/h", "g;x=1/./y": "http://a/b/c/g;x=1/y", "g;x=1/../y": "http://a/b/c/y",
    "g?y/./x": "http://a/b/c/g?y/./x", "g?y/../x": "http://a/b/c/g?y/../x", "g#s/./x": "http://a/b/c/g#s/./x",
    "g#s/../x": "http://a/b/c/g#s/../x", "http:g": "http:g",
}  # fmt: skip


@pytest.mark.parametrize(("reference", "uri"), EXAMPLES.items())
def test_the_examples_of_the_rfc(reference: str, uri: str) -> None:
    assert resolve(BASE, reference) == uri


@pytest.mark.parametrize(
    ("base", "reference", "uri"),
    [
        (BASE, "http://a/x/../y/./z", "http://a/y/z"),
        (BASE, "//b/../y", "http://b/y"),
        (BASE, "http://b/..", "http://b/"),
        ("http://a", "g", "http://a/g"),
        ("http://a?q", "", "http://a?q"),
        (BASE, "/g?", "http://a/g?"),
        (BASE, "//[::1", "http://[::1"),
        (BASE, "1:2", "http://a/b/c/1:2"),
        ("http://u:p@a/b", "c", "http://u:p@a/c"),
        ("http://a//b/c", "..", "http://a//"),
    ],
)
def test_references_that_servers_send(base: str, reference: str, uri: str) -> None:
    assert resolve(base, reference) == uri


@given(st.lists(st.sampled_from(["a", "b.", ".", "..", "", "%2e"]), max_size=6))
@settings(derandomize=True, deadline=None, max_examples=200)
def test_dot_segments_go_as_the_standard_library_takes_them_away(segments: list[str]) -> None:
    path = "/x" + "".join(f"/{segment}" for segment in segments if segment)
    assert resolve("http://a/", f"http://a{path}") == urljoin("http://a/", path)


@given(st.text(max_size=30))
@settings(derandomize=True, deadline=None, max_examples=200)
def test_any_text_can_be_resolved(text: str) -> None:
    assert resolve(BASE, text).partition(":")[0]
    assert split_userinfo(resolve(BASE, text))[0]


@pytest.mark.parametrize(
    ("uri", "without", "user"),
    [
        ("http://u:p@a:1/b?c#d", "http://a:1/b?c#d", "u:p"),
        ("http://a/b@c", "http://a/b@c", None),
        ("http://u@v@a/", "http://a/", "u@v"),
        ("http://@a/", "http://a/", ""),
        ("/x", "/x", None),
    ],
)
def test_user_information_is_split_off(uri: str, without: str, user: str | None) -> None:
    assert split_userinfo(uri) == (without, user)
