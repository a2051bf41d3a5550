"""The store of one server: resources that survive the end of the process at any moment, within bounds."""

from __future__ import annotations

import asyncio
import sqlite3
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import IO, BinaryIO
from weakref import WeakValueDictionary

from midflight_reference.messages import Fields, RefusedError, text
from midflight_reference.resumption.values import Kept
from midflight_reference.store.database import Database
from midflight_reference.store.draft import Draft
from midflight_reference.store.folder import Folder
from midflight_reference.store.kept_requests import KeptRequests
from midflight_reference.store.resource import Resource

MOST_RESOURCES = 50_000
MOST_OCTETS = 4 * 1024 * 1024 * 1024
# Requests on files that are served at the same time; each has one or two of them open.
MOST_OPEN = 200
SPOOLED_IN_MEMORY = 256 * 1024


class StoreError(Exception):
    """Says why a folder cannot hold a store."""


class Store:
    """Resources by path. Nothing is on disk before the first one is written, unless a folder is given."""

    def __init__(self, given: Path | None = None) -> None:
        self._folder = Folder(given)
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._open = 0
        self._database: Database | None = None
        self._count = self._octets = 0
        if given is not None:
            self._opened()

    def get(self, path: str) -> Resource | None:
        """Return a resource, None if there is none."""
        return None if self._database is None else self._database.get(path)

    def open(self, resource: Resource) -> BinaryIO:
        """Open the data of a resource for reading: it stays as it is now, whatever happens to the resource."""
        return self._folder.file(resource.file).open("rb")

    def spool(self) -> IO[bytes]:
        """Return a nameless temporary file, in memory while it is small."""
        return tempfile.SpooledTemporaryFile(SPOOLED_IN_MEMORY, dir=str(self._folder.path))

    @contextmanager
    def transfer(self) -> Iterator[None]:
        """Count a request that needs open files; too many are refused with 503."""
        if self._open >= MOST_OPEN:
            raise RefusedError(text(503, "Too many files are open.", ("Retry-After", "1")))
        self._open += 1
        try:
            yield
        finally:
            self._open -= 1

    @asynccontextmanager
    async def alone(self, path: str) -> AsyncIterator[None]:
        """Let nobody else change a resource meanwhile."""
        lock = self._locks.setdefault(path, asyncio.Lock())
        async with lock:
            yield

    def new_draft(self) -> Draft:
        """Begin a new data file."""
        self._opened()
        name = self._folder.new_file()
        return Draft(name, self._folder.file(name), 0, fresh=True)

    async def draft(self, resource: Resource | None, appends: bool) -> Draft:
        """Begin from a resource: in its own file if octets are only added, else in a copy."""
        if resource is None:
            return self.new_draft()
        path = self._folder.file(resource.file)
        if appends:
            return Draft(resource.file, path, resource.length, fresh=False)
        draft = self.new_draft()
        try:
            await draft.copy(path, resource.length)
        except BaseException:
            self.discard(draft)
            raise
        return draft

    def discard(self, draft: Draft) -> None:
        """Give up a draft."""
        draft.close()
        if draft.fresh:
            self._folder.remove(draft.name)

    def record(self, resource: Resource) -> None:
        """Make this the state of the resource, then remove the file it had before. Refuses (507) what is too much."""
        database = self._opened()
        before = database.get(resource.path)
        count = self._count + (before is None)
        octets = self._octets + resource.length - (before.length if before else 0)
        if count > max(MOST_RESOURCES, self._count) or octets > max(MOST_OCTETS, self._octets):
            raise RefusedError(text(507, "There is no room for this file."))
        database.put(resource)
        self._count, self._octets = count, octets
        if before is not None and before.file != resource.file:
            self._folder.remove(before.file)

    @contextmanager
    def together(self) -> Iterator[KeptRequests]:
        """Make several records one change that happens or does not; gives the requests that are kept."""
        database = self._opened()
        try:
            with database.transaction():
                yield database.requests
        except BaseException:
            self._count, self._octets = database.totals()
            raise

    @property
    def requests(self) -> KeptRequests:
        """Return the resumable requests that are kept."""
        return self._opened().requests

    def kept(self, path: str) -> Kept | None:
        """Return the resumable request that has this place, None if there is none."""
        return None if self._database is None else self._database.requests.find(path)

    @property
    def crowded(self) -> bool:
        """Say whether it is time to remove what is of no use any more."""
        return self._octets > MOST_OCTETS // 2

    def executed(self, tally: str) -> int:
        """Return how many kept requests were carried out, under one tally or, without its name, altogether."""
        return 0 if self._database is None else self._database.requests.executed(tally)

    def written(self, path: str, fields: Fields, octets: bytes, entity_tag: str) -> Resource:
        """Write a new data file, and return the resource that it is to be, for recording."""
        draft = self.new_draft()
        try:
            draft.write(0, octets, b"\0")
        finally:
            draft.close()
        return Resource(path, draft.name, len(octets), fields, entity_tag, int(time.time()))

    def remove(self, resource: Resource) -> None:
        """Forget a resource and remove its file."""
        self._opened().delete(resource.path)
        self._count, self._octets = self._count - 1, self._octets - resource.length
        self._folder.remove(resource.file)

    def close(self) -> None:
        """Close the files; a temporary folder goes."""
        if self._database is not None:
            self._database.close()
            self._database = None
        self._folder.close()

    def _opened(self) -> Database:
        if self._database is None:
            try:
                database = Database(self._folder.path / "resources.sqlite")
                self._count, self._octets = database.totals()
                self._folder.sweep(database.files())
            except (sqlite3.Error, OSError) as error:
                raise StoreError(f"the files cannot be kept in the folder {self._folder.shown}: {error}") from None
            self._database = database
        return self._database
