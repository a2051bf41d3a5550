"""The table of resumable requests, and the count of those that were carried out."""

from __future__ import annotations

import json
import sqlite3
from typing import Any

from midflight_reference.messages import Request
from midflight_reference.resumption.values import Kept, Places, Stage, Wish

SCHEMA = """
CREATE TABLE IF NOT EXISTS request (
  upload TEXT PRIMARY KEY, message TEXT NOT NULL UNIQUE, result TEXT NOT NULL UNIQUE, head TEXT NOT NULL, user TEXT,
  wish TEXT NOT NULL, touched REAL NOT NULL, keeps REAL NOT NULL, expires REAL NOT NULL, stage TEXT NOT NULL,
  status_path TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS request_expires ON request (expires);
CREATE TABLE IF NOT EXISTS execution (number INTEGER PRIMARY KEY AUTOINCREMENT, tally TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS execution_tally ON execution (tally);
"""
COLUMNS = "upload, message, result, head, user, wish, touched, keeps, stage, status_path"
# So many expired requests are looked at in one go.
BATCH = 50
# So many of the latest executions can be told apart by their tallies.
MOST_TALLIED = 10_000


class KeptRequests:
    """The rows."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._connection.executescript(SCHEMA)

    def find(self, path: str) -> Kept | None:
        """Return the request that has this place, None if there is none."""
        return next(iter(self._rows("WHERE upload = ?1 OR message = ?1 OR result = ?1", path)), None)

    def put(self, kept: Kept) -> None:
        """Record a request, in place of what was recorded of it."""
        places, request = kept.places, kept.request
        head = [request.method, request.target, request.path, dict(request.query), request.version, *request.fields]
        self._connection.execute(
            f"REPLACE INTO request ({COLUMNS}, expires) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                places.upload,
                places.message,
                places.result,
                json.dumps(head),
                kept.user,
                kept.wish.value,
                kept.touched,
                kept.keeps,
                kept.stage.value,
                kept.status_path,
                kept.touched + kept.keeps,
            ),
        )

    def touch(self, upload: str, now: float) -> None:
        """Record that something changed now."""
        self._connection.execute(
            "UPDATE request SET touched = ?1, expires = ?1 + keeps WHERE upload = ?2", (now, upload)
        )

    def remove(self, kept: Kept) -> None:
        """Forget a request."""
        self._connection.execute("DELETE FROM request WHERE upload = ?", (kept.places.upload,))

    def in_stage(self, stage: Stage) -> list[Kept]:
        """Return all requests that are so far."""
        return self._rows("WHERE stage = ?", stage.value)

    def expired(self, now: float) -> list[Kept]:
        """Return some of the requests that have expired, the oldest first."""
        return self._rows(f"WHERE expires < ? ORDER BY expires LIMIT {BATCH}", now)

    def oldest_ended(self) -> list[Kept]:
        """Return some of the requests that have their response, those first that would expire first."""
        return self._rows(f"WHERE stage <> ? ORDER BY expires LIMIT {BATCH}", Stage.OPEN.value)

    def count(self) -> int:
        """Return how many there are."""
        (number,) = self._connection.execute("SELECT count(*) FROM request").fetchone()
        return int(number)

    def executed(self, tally: str) -> int:
        """Return how many were carried out, ever, or among the latest those under one tally."""
        counted = "count(*) FROM execution WHERE tally = ?" if tally else "ifnull(max(number), 0) FROM execution"
        (number,) = self._connection.execute(f"SELECT {counted}", (tally,) if tally else ()).fetchone()
        return int(number)

    def count_execution(self, tally: str) -> None:
        """Count one more that was carried out; the oldest is forgotten but for its number."""
        latest = self._connection.execute("INSERT INTO execution (tally) VALUES (?)", (tally,)).lastrowid or 0
        self._connection.execute("DELETE FROM execution WHERE number <= ?", (latest - MOST_TALLIED,))

    def _rows(self, clause: str, *values: object) -> list[Kept]:
        rows = self._connection.execute(f"SELECT {COLUMNS} FROM request {clause}", values)
        return [kept_in(row) for row in rows.fetchall()]


def kept_in(row: tuple[Any, ...]) -> Kept:
    """Return what a row says."""
    upload, message, result, head, user, wish, touched, keeps, stage, status_path = row
    method, target, path, query, version, *fields = json.loads(head)
    return Kept(
        places=Places(upload, message, result),
        request=Request(method, target, path, query, version, tuple((name, value) for name, value in fields)),
        user=user,
        wish=Wish(wish),
        touched=touched,
        keeps=keeps,
        stage=Stage(stage),
        status_path=status_path,
    )
