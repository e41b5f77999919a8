"""Shapes of answers. They name what is there most often; the description of the API has everything."""

from typing import Any, TypedDict


# A date of publication. `from` is a keyword of Python, which only this form takes.
Dated = TypedDict("Dated", {"from": str, "to": str, "precision": str, "source": str, "at": str}, total=False)


class Snippet(TypedDict):
    """A part of an article, with the byte ranges that match."""

    text: str
    marks: list[tuple[int, int]]


class Hit(TypedDict, total=False):
    """An article that matches."""

    id: str
    score: float
    title: str
    published: Dated
    publisher: str
    agency: str
    people: list[dict[str, Any]]
    places: list[dict[str, Any]]
    topics: list[dict[str, Any]]
    path: str
    url: str
    snippet: Snippet
    title_marks: list[tuple[int, int]]


class Value(TypedDict, total=False):
    """A value of a facet with its number of articles."""

    value: str
    name: str
    count: int
    selected: str
    path: list[str]


class Facet(TypedDict):
    """The values of a facet."""

    field: str
    distinct: int
    exact: bool
    values: list[Value]


class Answer(TypedDict, total=False):
    """The answer to a search."""

    query: str
    total: int
    articles: int
    stories: int
    exact: bool
    took_ms: float
    hits: list[Hit]
    facets: dict[str, list[Value]]
    timeline: list[dict[str, Any]]
    undated: int
    warnings: list[dict[str, Any]]
    did_you_mean: str
    receipt: dict[str, Any]
    next: str


class Article(TypedDict, total=False):
    """One article in full."""

    id: str
    title: str
    standfirst: str
    body: str
    captions: list[str]
    published: Dated
    publisher: str
    people: list[dict[str, Any]]
    places: list[dict[str, Any]]
    organisations: list[dict[str, Any]]
    topics: list[dict[str, Any]]
    path: str
    url: str
