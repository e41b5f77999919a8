"""The client."""

from __future__ import annotations

import json
import shutil
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterable, Iterator, Mapping, Sequence
from os import PathLike
from typing import IO, Any, cast

from ._types import Answer, Article, Facet, Hit


class MorgueError(Exception):
    """What the server refused, or could not do."""

    def __init__(self, status: int, detail: str) -> None:
        super().__init__(detail)
        self.status = status
        """The HTTP status."""
        self.detail = detail
        """The reason in words."""


class Client:
    """Asks a server that `morgue serve` started."""

    def __init__(
        self, url: str = "http://127.0.0.1:7878", *, token: str | None = None, timeout: float = 60
    ) -> None:
        """A client of the server at an address, with the token it needs, if any."""
        self.url = url.rstrip("/")
        self.token = token
        self.timeout = timeout

    def search(self, q: str = "", *, limit: int = 10, after: str | None = None, **filters: Any) -> Answer:
        """Returns one page of hits with facets and timeline.

        `filters` are those of the API: person, place, org, topic, publisher, since, until, sort, facets, ...
        """
        return cast(Answer, self._json("/api/search", {"q": q, "limit": limit, "after": after, **filters}))

    def hits(self, q: str = "", *, page: int = 100, **filters: Any) -> Iterator[Hit]:
        """Yields every hit, newest first unless `sort` says otherwise: a cursor by date skips none."""
        filters = {"sort": "newest", "facets": "none", **filters}
        after: str | None = None
        while True:
            answer = self.search(q, limit=page, after=after, **filters)
            yield from answer["hits"]
            after = answer.get("next")
            if not after:
                return

    def count(self, q: str = "", **filters: Any) -> int:
        """Returns the exact number of articles that match."""
        return self.search(q, limit=0, facets="none", **filters)["articles"]

    def article(self, id: str, *, q: str | None = None) -> Article:
        """Returns one article; with a query also the ranges that match."""
        return cast(Article, self._json(f"/api/articles/{_quoted(id)}", {"q": q}))

    def similar(self, id: str, *, limit: int | None = None) -> list[dict[str, Any]]:
        """Returns articles that are similar to one."""
        return cast("list[dict[str, Any]]", self._json(f"/api/articles/{_quoted(id)}/similar", {"limit": limit}))

    def facet(
        self, field: str, *, q: str = "", prefix: str | None = None, containing: str | None = None,
        limit: int | None = None, **filters: Any,
    ) -> Facet:
        """Returns the values of a facet with exact counts."""
        given = {"q": q, "prefix": prefix, "containing": containing, "limit": limit, **filters}
        return cast(Facet, self._json(f"/api/facets/{_quoted(field)}", given))

    def trend(self, queries: str | Sequence[str], *, by: str = "year", **filters: Any) -> dict[str, Any]:
        """Counts queries over time."""
        queries = [queries] if isinstance(queries, str) else list(queries)
        return self._object("/api/trend", {"q": queries, "by": by, **filters})

    def kwic(self, q: str, **options: Any) -> dict[str, Any]:
        """Returns the occurrences of a query in their contexts."""
        return self._object("/api/kwic", {"q": q, **options})

    def network(self, q: str = "", **options: Any) -> dict[str, Any]:
        """Returns who appears with whom."""
        return self._object("/api/network", {"q": q, **options})

    def typical(self, q: str, **options: Any) -> dict[str, Any]:
        """Returns what is typical of the articles that match."""
        return self._object("/api/typical", {"q": q, **options})

    def clippings(self, *, tag: str | None = None, collection: str | None = None) -> list[dict[str, Any]]:
        """Returns articles with their tags, collections and notes."""
        found = self._json("/api/clippings", {"tag": tag, "collection": collection})
        return cast("list[dict[str, Any]]", found)

    def status(self) -> dict[str, Any]:
        """Returns sizes, files and rejections."""
        return self._object("/api/status", {})

    def check(self, draft: str) -> dict[str, Any]:
        """Checks the quotations, titles, dates and figures of a draft."""
        body = draft.encode()
        with self._open("/api/check", {}, body=body, media_type="text/plain; charset=utf-8") as answer:
            return cast("dict[str, Any]", json.load(answer))

    def export(
        self, q: str = "", *, columns: Iterable[str] = (), limit: int | None = None, **filters: Any
    ) -> Iterator[Article]:
        """Yields every article that matches, in full or with these columns, as it arrives."""
        given = {"q": q, "format": "jsonl", "columns": ",".join(columns) or None, "limit": limit, **filters}
        with self._open("/api/export", given) as answer:
            for line in answer:
                yield cast(Article, json.loads(line))

    def export_file(
        self, q: str, path: str | PathLike[str], *, format: str = "parquet", columns: Iterable[str] = (),
        **filters: Any,
    ) -> None:
        """Writes every article that matches to a file: parquet, csv, jsonl, ris, bibtex or csl-json."""
        given = {"q": q, "format": format, "columns": ",".join(columns) or None, **filters}
        with self._open("/api/export", given) as answer, open(path, "wb") as file:
            shutil.copyfileobj(answer, file)

    def _object(self, path: str, parameters: Mapping[str, Any]) -> dict[str, Any]:
        return cast("dict[str, Any]", self._json(path, parameters))

    def _json(self, path: str, parameters: Mapping[str, Any]) -> Any:
        with self._open(path, parameters) as answer:
            return json.load(answer)

    def _open(
        self, path: str, parameters: Mapping[str, Any], *, body: bytes | None = None, media_type: str | None = None
    ) -> IO[bytes]:
        pairs = [(name, _text(one)) for name, value in parameters.items() for one in _each(value)]
        url = f"{self.url}{path}" + (f"?{urllib.parse.urlencode(pairs)}" if pairs else "")
        request = urllib.request.Request(url, data=body)
        if media_type:
            request.add_header("Content-Type", media_type)
        if self.token:
            request.add_header("Authorization", f"Bearer {self.token}")
        try:
            return cast("IO[bytes]", urllib.request.urlopen(request, timeout=self.timeout))
        except urllib.error.HTTPError as error:
            with error:
                raise MorgueError(error.code, _detail(error.read()) or error.reason) from None


def _each(value: Any) -> list[Any]:
    if value is None:
        return []
    return list(value) if isinstance(value, (list, tuple, set)) else [value]


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _quoted(part: str) -> str:
    return urllib.parse.quote(part, safe="")


def _detail(body: bytes) -> str:
    try:
        problem = json.loads(body)
    except ValueError:
        return ""
    return str(problem.get("detail") or problem.get("title") or "") if isinstance(problem, dict) else ""
