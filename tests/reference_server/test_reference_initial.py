"""The initial request: 102s, final responses, preferences, HTTP/1.0, Expect."""

from __future__ import annotations

import asyncio

import pytest
from reference_client import Host, play

QUICKLY = "lasting=0.3&step=0.1"


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_each_step_has_a_102_and_the_result_ends_it(method: str) -> None:
    async def scenario(host: Host) -> None:
        answer = await host.ask(f"{method} /capture?{QUICKLY}", "Prefer: processing")
        assert answer.progress == ["0/3", "1/3", "2/3", "3/3"]
        assert [head.status for head in answer.interim] == [102, 102, 102]
        document = answer.interim[0]["Location"]
        assert not any(head.values("Location") for head in answer.interim[1:])
        assert answer.final.status == 201
        assert answer.final["Content-Location"] == document
        assert (await host.ask(f"GET {answer.final['Location']}")).final.status == 200
        again = await host.ask(f"GET {document}")
        assert again.final.content == answer.final.content
        assert again.final["Status-URI"] == f"201 </capture?{QUICKLY}>"

    play(scenario)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("steps=growing", ["0/2", "1/3", "2/4", "3/4", "4/4"]),
        ("steps=unknown", ["0/", "1/", "2/", "3/", "4/4"]),
    ],
)
def test_the_total_may_grow_or_be_unknown(query: str, expected: list[str]) -> None:
    async def scenario(host: Host) -> None:
        answer = await host.ask(f"POST /capture?lasting=0.4&step=0.1&{query}", "Prefer: processing")
        assert answer.progress == expected

    play(scenario)


def test_a_silent_step_is_bridged_without_new_progress() -> None:
    async def scenario(host: Host) -> None:
        answer = await host.ask("POST /capture?lasting=0.2&step=0.1&silent=1", "Prefer: processing")
        assert answer.progress == ["0/2", "1/2", "1/2", "1/2", "2/2"]

    play(scenario)


def test_after_the_wait_comes_202_and_the_operation_goes_on() -> None:
    async def scenario(host: Host) -> None:
        client = await host.connect()
        answer = await client.ask(
            "POST /capture?lasting=1.4&step=0.2", "Prefer: respond-async", "Prefer: wait=1, Processing;a=b"
        )
        assert answer.final.status == 202
        document = answer.interim[0]["Location"]
        assert [answer.final["Location"], answer.final["Content-Location"]] == [document, document]
        assert b"Running" in answer.final.content
        followed = await client.ask(f"GET {document}", "Prefer: processing")
        assert followed.final["Progress"].startswith("7/7 ")
        assert (await client.ask("GET /executions")).final.content == b"1\n"

    play(scenario)


@pytest.mark.parametrize(
    ("path", "prefer", "status"),
    [
        ("/capture", "respond-async", 202),
        ("/capture", "respond-async, wait=9", 201),
        ("/capture", "wait=0", 201),
        ("/quick", "processing, respond-async, wait=9", 201),
        ("/quick", "respond-async", 201),
        ("/fail", "processing", 409),
    ],
)
def test_preferences_decide_about_the_final_status(path: str, prefer: str, status: int) -> None:
    async def scenario(host: Host) -> None:
        assert (await host.ask(f"POST {path}?{QUICKLY}", f"Prefer: {prefer}")).final.status == status

    play(scenario)


@pytest.mark.parametrize("prefer", ["no-processing", "x=processing", 'x="a, processing"', "progress", "a; processing"])
def test_what_is_not_the_processing_preference_yields_no_102(prefer: str) -> None:
    async def scenario(host: Host) -> None:
        assert not (await host.ask(f"POST /capture?{QUICKLY}", f"Prefer: {prefer}")).interim

    play(scenario)


def test_http_1_0_gets_the_final_response_only() -> None:
    async def scenario(host: Host) -> None:
        client = await host.connect()
        answer = await client.ask(
            f"POST /capture?{QUICKLY} HTTP/1.0", "Prefer: processing", "Expect: 100-continue", content=b"abc"
        )
        assert (answer.interim, answer.final.status) == ((), 201)
        assert await client.reader.read() == b""

    play(scenario)


def test_expect_is_answered_with_100_and_the_102s_follow_the_content() -> None:
    async def scenario(host: Host) -> None:
        client = await host.connect()
        client.send(f"POST /capture?{QUICKLY}", "Prefer: processing", "Expect: 100-continue", "Content-Length: 3")
        assert (await client.head()).status == 100
        client.writer.write(b"abc")
        assert (await client.answer()).progress == ["0/3", "1/3", "2/3", "3/3"]

    play(scenario)


def test_a_reset_changes_nothing_about_the_operation() -> None:
    async def scenario(host: Host) -> None:
        client = await host.connect()
        client.send("POST /capture?lasting=0.6&step=0.1", "Prefer: processing")
        document = (await client.head())["Location"]
        client.reset()
        answer = await host.ask(f"GET {document}", "Prefer: processing")
        assert (answer.final.status, answer.final["Progress"].split()[0]) == (200, "6/6")
        assert (await host.ask("GET /executions")).final.content == b"1\n"

    play(scenario)


def test_nothing_follows_a_202_but_the_next_response() -> None:
    async def scenario(host: Host) -> None:
        client = await host.connect()
        first = await client.ask("POST /capture?lasting=0.5&step=0.1", "Prefer: processing, respond-async, wait=0")
        await host.ask(f"GET {first.final['Location']}", "Prefer: processing")
        assert (await client.ask("GET /executions")).interim == ()

    play(scenario)


def test_pipelined_requests_are_answered_in_order() -> None:
    async def scenario(host: Host) -> None:
        client = await host.connect()
        client.send(f"POST /capture?{QUICKLY}", "Prefer: processing")
        client.send("GET /executions")
        assert (await client.answer()).final.status == 201
        assert (await client.answer()).final.content == b"1\n"

    play(scenario)


def test_sub_operations_are_reported_as_they_end() -> None:
    async def scenario(host: Host) -> None:
        answer = await host.ask("POST /batch?lasting=0.4&step=0.1&failing=one", "Prefer: processing")
        pairs = [head["Status-URI"] for head in answer.interim if head.values("Status-URI")]
        assert [pair.split()[0] for pair in pairs] == ["201", "507", "201", "201"]
        found = [(await host.ask(f"GET {pair.partition('<')[2][:-1]}")).final.status for pair in pairs]
        assert found == [200, 404, 200, 200]

    play(scenario)


@pytest.mark.parametrize(("accepted", "language"), [("ja, en;q=0.1", "ja"), ("de-CH", "de"), ("fr", "en"), ("*", "en")])
def test_labels_are_in_the_language_asked_for(accepted: str, language: str) -> None:
    async def scenario(host: Host) -> None:
        answer = await host.ask(f"POST /localized?{QUICKLY}", "Prefer: processing", f"Accept-Language: {accepted}")
        assert all(f" UTF-8'{language}'" in head["Progress"] for head in (*answer.interim, answer.final))

    play(scenario)


@pytest.mark.parametrize(
    ("item", "remark"),
    [
        ("a%22b%5Cc(", '"a\\"b\\\\c("'),
        ("na%C3%AFve.txt", "UTF-8''na%C3%AFve.txt"),
        ("x%0D%0ASet-Cookie:%20a=b", "UTF-8''x%0D%0ASet-Cookie%3A%20a%3Db"),
        ("%00%7F%FF", "UTF-8''%00%7F%EF%BF%BD"),
    ],
)
def test_names_are_quoted_safely(item: str, remark: str) -> None:
    async def scenario(host: Host) -> None:
        answer = await host.ask(f"POST /remark?item={item}&{QUICKLY}", "Prefer: processing")
        assert {head["Progress"].partition(" ")[2] for head in answer.interim} == {remark}

    play(scenario)


def test_many_operations_at_once_are_kept_apart() -> None:
    async def scenario(host: Host) -> None:
        asked = [host.ask(f"POST /capture?{QUICKLY}", "Prefer: processing") for _ in range(50)]
        answers = await asyncio.gather(*asked)
        assert len({answer.interim[0]["Location"] for answer in answers}) == 50
        assert (await host.ask("GET /executions")).final.content == b"50\n"

    play(scenario)
