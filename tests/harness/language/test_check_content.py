"""What a check finds in content: octets that cannot be written, documents that contradict themselves."""

from pathlib import Path

import pytest
from suite_files import found_in, suite

BODY = """\
- id: a
  requirement: MU-001
  exchanges:
    - request:
        use: ordinary
        body: """

MEANT = "if that is meant: deliberately: broken"
WRONG_CONTENT = {
    "half an octet": (
        "{hex: 0a f}",
        ["6:15: 3 hexadecimal digits are half an octet too many: each octet is two, such as 0a ff"],
    ),
    "no hexadecimal": ("{hex: xy}", ["6:15: 'x' is no hexadecimal digit: each octet is two of them, such as 0a ff"]),
    "no slice": ("{pattern: counted-lines, slice: 9-3}", ["6:15: '9-3' is not a slice such as 10-99"]),
    "inside a list": (
        "[a, {hex: 0}]",
        ["6:19: 1 hexadecimal digits are half an octet too many: each octet is two, such as 0a ff"],
    ),
    "no file": ("{file: no.bin}", ["6:15: there is no file 'no.bin' beside the case"]),
    "a file elsewhere": ("{file: ../x}", ["6:15: file '../x' is outside the folder of the case"]),
    "a boundary in the content": (
        '{boundary: B, multipart: [{fields: {A: b}, content: "x\\r\\n--B\\r\\n"}]}',
        ["6:67: the boundary 'B' occurs in this content; " + MEANT],
    ),
    "no boundary": (
        "{boundary: 'a ', multipart: []}",
        ["6:15: 'a ' is no boundary: 1 to 70 letters, digits and '()+_,-./:=?"],
    ),
    "a range of another length": (
        "{byterange: {fields: {Content-Range: bytes 0-3/10}, content: abc}}",
        ["6:52: 'Content-Range: bytes 0-3/10' says 4 octets, the content has 3; " + MEANT],
    ),
    "a length of another length": (
        "{multipart: [{fields: {Content-Length: 9, Content-Range: bytes 0-2/*}, content: abc}]}",
        ["6:54: 'Content-Length: 9' says 9 octets, the content has 3; " + MEANT],
    ),
    "positions the wrong way round": (
        "{byterange: {fields: {Content-Range: bytes 5-4/10}, content: abc}}",
        ["6:52: 'Content-Range: bytes 5-4/10': the last position is before the first; " + MEANT],
    ),
    "a complete length before the end": (
        "{byterange: {fields: {content-range: bytes 0-2/2}, content: $fresh}}",
        ["6:52: 'content-range: bytes 0-2/2': the complete length ends before the last position; " + MEANT],
    ),
    "a range and an offset": (
        "{byterange: {fields: {Content-Range: bytes 0-2/3, Content-Offset: bytes=0}, content: abc}}",
        ["6:81: this part says 2 times where it belongs; " + MEANT],
    ),
    "two ranges": (
        "{binary: [{fields: {Content-Range: [bytes 0-2/3, bytes 0-2/3]}, content: abc}]}",
        ["6:50: this part says 2 times where it belongs; " + MEANT],
    ),
    "a range of a split part": (
        "{multipart: [{split: 1, total: 3, fields: {content-range: bytes 0-2/3}, content: abc}]}",
        ["6:73: this part says 2 times where it belongs; " + MEANT],
    ),
    "a boundary in the preamble": (
        "{boundary: B, multipart: [], preamble: --B}",
        ["6:54: the boundary 'B' occurs in this content; " + MEANT],
    ),
    "parts beyond the complete length": (
        "{multipart: [{split: 2, at: 8, total: 10, content: abc}]}",
        ["6:53: the parts end at 11, behind the complete length 10; " + MEANT],
    ),
    "more parts than octets": (
        "{multipart: [{split: 4, total: '*', content: abc}]}",
        ["6:15: 3 octets cannot be split into 4 parts"],
    ),
    "a beginning longer than the whole": (
        "{first: 4, of: abc}",
        ["6:15: the first 4 octets of content that has only 3"],
    ),
    "a chunk of nothing": ("{chunked: abc, sizes: [1, 0]}", ["6:15: a chunk of size 0 would end the content"]),
    "no framing": (
        "{binary: [{framing: 9}]}",
        ["6:35: '9' is not 8 (known length) or 10 (indeterminate length)"],
    ),
    "chunks beyond the content": (
        "{binary: [{content: abc, framing: 10, chunks: [2, 2]}]}",
        ["6:15: the chunks are 1 octets longer than the content"],
    ),
}


@pytest.mark.parametrize(("content", "expected"), WRONG_CONTENT.values(), ids=WRONG_CONTENT)
def test_content_that_makes_no_sense(tmp_path: Path, content: str, expected: list[str]) -> None:
    assert found_in(suite(tmp_path, cases=BODY + content + "\n")) == [f"cases.yaml:{line}" for line in expected]


@pytest.mark.parametrize("kind", [name for name in WRONG_CONTENT if WRONG_CONTENT[name][1][0].endswith(MEANT)])
def test_content_may_contradict_itself_deliberately(tmp_path: Path, kind: str) -> None:
    text = BODY + WRONG_CONTENT[kind][0] + "\n        deliberately: broken\n"
    assert found_in(suite(tmp_path, cases=text)) == []


@pytest.mark.parametrize(
    "content",
    [
        "{byterange: {fields: {Content-Range: bytes 0-3/10}, content: {hex: $fresh}}}",
        "{byterange: {fields: {Content-Range: bytes 9-$sent/10}, content: abc}}",
        "{first: $sent, of: {chunked: $fresh, sizes: [$sent]}}",
        "{binary: [{split: $sent, total: 3, content: abc, framing: $sent}]}",
    ],
)
def test_content_that_waits_for_values_is_left_alone(tmp_path: Path, content: str) -> None:
    assert found_in(suite(tmp_path, cases=BODY + content + "\n")) == []
