"""What is kept of resumable requests: for whom, for how long, how many, and across a restart."""

from __future__ import annotations

from pathlib import Path

import pytest
from reference_client import Host, play
from resumable import EXPECT, RESUME, answered, begun, continued, executions, expected, interrupted, octets, received

from midflight_reference.decisions.resumption import ResumptionDecisions

X = octets(100)


def test_only_the_user_who_made_a_request_goes_on_with_it() -> None:
    async def scenario(host: Host) -> None:
        owner, other = "Authorization: Bearer owner-token", "Authorization: Bearer other-token"
        upload = await interrupted(host, X, 50, owner)
        for fields in ([], [other]):
            assert (await host.ask(f"GET {upload.place}", *fields)).final.status == 404
            assert (await continued(host, upload, 50, None, *fields)).final.status == 404
            for method in ("GET", "HEAD", "DELETE"):
                assert (await host.ask(f"{method} {upload.response}", *fields)).final.status == 404
        assert await received(host, upload, 0, owner) == 50
        assert (await continued(host, upload, 50, None, owner)).final.content == expected(X)
        assert (await host.ask(f"GET {upload.result}", other)).final.status == 404
        assert (await answered(host, upload, owner)).status == 201

    play(scenario)


def test_credentials_are_not_kept(tmp_path: Path) -> None:
    async def scenario(host: Host) -> None:
        await interrupted(host, X, 50, "Authorization: Bearer owner-token", "Cookie: secret", "X-Own: kept")

    play(scenario, folder=tmp_path)
    written = b"".join(path.read_bytes() for path in tmp_path.glob("*.sqlite*"))
    assert (b"owner-token" in written, b"secret" in written, b"kept" in written) == (False, False, True)


def test_a_restart_changes_nothing(tmp_path: Path) -> None:
    kept = []

    async def before(host: Host) -> None:
        kept.append(await interrupted(host, X, 50))
        kept.append(await begun(host, X, prefer="Prefer: resume=ignore-incomplete"))

    async def after(host: Host) -> None:
        saved, ignored = kept
        assert await received(host, saved, 0) == 50
        assert (await host.ask(f"HEAD {ignored.place}")).final.status == 404
        assert (await continued(host, saved, 50)).final.content == expected(X)

    async def later(host: Host) -> None:
        assert (await answered(host, kept[0])).content == expected(X)
        assert await executions(host) == 1

    for scenario in (before, after, later):
        play(scenario, folder=tmp_path)


def test_a_request_is_kept_for_a_while(tmp_path: Path) -> None:
    async def scenario(host: Host) -> None:
        upload = await begun(host, X, uri="/jobs?keep=0")
        for answer in (await continued(host, upload, 0), await host.ask(f"GET {upload.response}")):
            assert answer.final.status == 404
        await upload.send(0, 100)
        assert (await upload.client.answer()).final.status == 404
        assert await executions(host) == 0
        await begun(host, X)
        assert len(list((tmp_path / "data").iterdir())) == 1

    play(scenario, folder=tmp_path)


def test_so_many_requests_are_kept_at_the_same_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ResumptionDecisions, "most_kept", lambda _: 2)

    async def scenario(host: Host) -> None:
        done = await host.ask("POST /jobs", RESUME, content=X)
        one, two = await begun(host, X), await begun(host, X)
        assert (await host.ask(f"GET {done.final['Response-Message-Location']}")).final.status == 404
        refused = (await host.ask("POST /jobs", EXPECT, RESUME, "Content-Length: 100")).final
        assert (refused.status, refused["Retry-After"]) == (503, "10")
        for upload in (one, two):
            await upload.send(0, 100)
            assert (await upload.client.answer()).final.status == 201

    play(scenario)
