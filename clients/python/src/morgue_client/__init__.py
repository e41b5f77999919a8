"""A client of morgue, full-text search for news archives.

It uses the HTTP API of `morgue serve` and needs nothing but the standard library.
"""

from ._client import Client, MorgueError
from ._types import Answer, Article, Facet, Hit, Value

__all__ = ["Answer", "Article", "Client", "Facet", "Hit", "MorgueError", "Value"]
__version__ = "0.1.0"
