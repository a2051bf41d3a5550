"""The database of a store: one row per resource. A change is one transaction, so it happens or it does not.

Resumable requests have a table of their own in the same file, so that one transaction can change both.

SQLite writes ahead, and does not wait for the disk: what was committed survives the end of the process at any moment,
not the loss of power.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from midflight_reference.store.kept_requests import KeptRequests
from midflight_reference.store.resource import Resource

SCHEMA = """
CREATE TABLE IF NOT EXISTS resource (
  path TEXT PRIMARY KEY, file TEXT NOT NULL, length INTEGER NOT NULL, fields TEXT NOT NULL, entity_tag TEXT NOT NULL,
  modified INTEGER NOT NULL, finished INTEGER NOT NULL, announced INTEGER, received TEXT NOT NULL
) WITHOUT ROWID
"""
COLUMNS = "path, file, length, fields, entity_tag, modified, finished, announced, received"


class Database:
    """The rows. No other process can open the same file meanwhile (sqlite3.OperationalError)."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(path, timeout=0.0, isolation_level=None)
        self._connection.execute("PRAGMA locking_mode = EXCLUSIVE")
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.execute("PRAGMA synchronous = OFF")
        self._connection.execute(SCHEMA)
        self.requests = KeptRequests(self._connection)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Make what is done meanwhile one change: all of it is recorded, or, after an exception, nothing."""
        self._connection.execute("BEGIN")
        try:
            yield
        except BaseException:
            self._connection.execute("ROLLBACK")
            raise
        self._connection.execute("COMMIT")

    def get(self, path: str) -> Resource | None:
        """Return a resource, None if there is none."""
        row = self._connection.execute(f"SELECT {COLUMNS} FROM resource WHERE path = ?", (path,)).fetchone()
        if row is None:
            return None
        _, file, length, fields, entity_tag, modified, finished, announced, received = row
        return Resource(
            path=path,
            file=file,
            length=length,
            fields=tuple((name, value) for name, value in json.loads(fields)),
            entity_tag=entity_tag,
            modified=modified,
            finished=bool(finished),
            announced=announced,
            received=tuple((start, end) for start, end in json.loads(received)),
        )

    def put(self, resource: Resource) -> None:
        """Record a resource, in place of what was recorded for its path."""
        row = (
            resource.path,
            resource.file,
            resource.length,
            json.dumps(resource.fields),
            resource.entity_tag,
            resource.modified,
            resource.finished,
            resource.announced,
            json.dumps(resource.received),
        )
        self._connection.execute(f"REPLACE INTO resource ({COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", row)

    def delete(self, path: str) -> None:
        """Forget a resource."""
        self._connection.execute("DELETE FROM resource WHERE path = ?", (path,))

    def files(self) -> set[str]:
        """Return the names of all data files that are in use."""
        return {name for (name,) in self._connection.execute("SELECT file FROM resource")}

    def totals(self) -> tuple[int, int]:
        """Return how many resources there are, and how many octets they have."""
        count, octets = self._connection.execute("SELECT count(*), ifnull(sum(length), 0) FROM resource").fetchone()
        return count, octets

    def close(self) -> None:
        """Close it; everything committed is in the file."""
        self._connection.close()
