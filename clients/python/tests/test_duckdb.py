"""DuckDB counts what morgue counts, over an export as Parquet.

A hundred random searches by people, places, organisations, topics, publishers and dates are counted in SQL. It needs
`duckdb`, and is skipped without it unless `MORGUE_REQUIRE_DUCKDB` is set.
"""

import json
import os
import pathlib
import random
import tempfile
import unittest

from morgue_client import Client
from server import Server

try:
    import duckdb
except ImportError:
    duckdb = None

LISTS = {"person": "people", "place": "places", "org": "organisations", "topic": "topics"}


@unittest.skipIf(duckdb is None and not os.environ.get("MORGUE_REQUIRE_DUCKDB"), "no duckdb")
class DuckdbTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        cls.server = Server()
        cls.morgue = Client(cls.server.url)
        cls.folder = tempfile.TemporaryDirectory()
        cls.path = str(pathlib.Path(cls.folder.name) / "articles.parquet")
        cls.morgue.export_file("", cls.path)
        cls.sql = duckdb.connect()
        cls.sql.execute(f"CREATE VIEW articles AS SELECT * FROM read_parquet('{cls.path}')")

    @classmethod
    def tearDownClass(cls) -> None:
        cls.sql.close()
        cls.server.stop()
        cls.folder.cleanup()

    def count(self, where: str, values: list[object]) -> int:
        return self.sql.execute(f"SELECT count(*) FROM articles WHERE {where}", values).fetchone()[0]

    def test_columns_have_types(self) -> None:
        types = dict(row[:2] for row in self.sql.execute("DESCRIBE articles").fetchall())
        self.assertEqual(types["published"], "DATE")
        self.assertEqual(types["people"], "VARCHAR[]")
        self.assertEqual(types["words"], "INTEGER")
        self.assertEqual(self.count("true", []), self.morgue.count())

    def test_rows_are_those_of_the_json_export(self) -> None:
        rows = self.sql.execute("SELECT id, title, body, people, published FROM articles").fetchall()
        table = {row[0]: row[1:] for row in rows}
        articles = list(self.morgue.export())
        self.assertEqual(len(articles), len(table))
        for article in articles:
            title, body, people, published = table[article["id"]]
            self.assertEqual((title, body), (article.get("title", ""), article.get("body", "")))
            self.assertEqual(people, [person["name"] for person in article.get("people", [])])
            first = article["published"]["from"] if "published" in article else None
            self.assertEqual(first, published and published.isoformat())

    def test_counts_are_those_of_morgue(self) -> None:
        dice = random.Random(20)
        values = {name: self.morgue.facet(facet)["values"] for name, facet in LISTS.items()}
        publishers = self.morgue.facet("publisher")["values"]
        for number in range(100):
            where, filters = [], {}
            given: list[object] = []
            for name in dice.sample(sorted(LISTS), dice.randint(1, 2)):
                key = dice.choice(values[name])["value"]
                exclude = dice.random() < 0.25
                filters[name] = ("-" if exclude else "") + key
                where.append(("NOT " if exclude else "") + f"list_contains({LISTS[name]}_keys, ?)")
                given.append(key)
            if dice.random() < 0.3:
                publisher = dice.choice(publishers)["value"]
                filters["publisher"] = publisher
                where.append("publisher = ?")
                given.append(publisher)
            if dice.random() < 0.4:
                year = dice.randint(2012, 2024)
                filters["since"] = str(year)
                where.append("published >= make_date(?, 1, 1)")
                given.append(year)
            counted = self.count(" AND ".join(where), given)
            self.assertEqual(counted, self.morgue.count(**filters), f"{number}: {json.dumps(filters)}")


if __name__ == "__main__":
    unittest.main()
