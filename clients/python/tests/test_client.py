"""The client on a real server."""

import json
import pathlib
import tempfile
import unittest

from morgue_client import Client, MorgueError
from server import Server


class ClientTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        cls.server = Server()
        cls.morgue = Client(cls.server.url)

    @classmethod
    def tearDownClass(cls) -> None:
        cls.server.stop()

    def test_searches_are_counted_and_paged(self) -> None:
        answer = self.morgue.search("cocoa", limit=2)
        self.assertEqual((answer["total"], len(answer["hits"])), (6, 2))
        ids = [hit["id"] for hit in self.morgue.hits("cocoa", page=2)]
        self.assertEqual((len(ids), len(set(ids))), (6, 6))
        self.assertEqual(self.morgue.count("cocoa"), 6)
        some = self.morgue.count("cocoa", place=["Brazil", "Ghana"])
        self.assertTrue(0 < some < 6)
        self.assertEqual(some + self.morgue.count("cocoa", place=["-Brazil", "-Ghana"]), 6)

    def test_articles_and_facets(self) -> None:
        hit = self.morgue.search("cocoa", limit=1)["hits"][0]
        article = self.morgue.article(hit["id"], q="cocoa")
        self.assertEqual(article["title"], hit["title"])
        self.assertIn("body", article)
        people = self.morgue.facet("people", q="cocoa", limit=1)
        self.assertEqual(people["values"][0]["count"], 4)
        self.assertIsInstance(self.morgue.similar(hit["id"]), list)

    def test_research(self) -> None:
        trend = self.morgue.trend(["cocoa", "coffee"], by="year")
        self.assertEqual(len(trend["queries"]), 2)
        self.assertTrue(self.morgue.kwic("treaty", limit=3))
        self.assertTrue(self.morgue.network("cocoa"))
        self.assertTrue(self.morgue.typical("cocoa"))
        self.assertEqual(self.morgue.clippings(), [])
        report = self.morgue.check("He said: “Stone houses do not forgive,” and left.")
        self.assertIn("verbatim", json.dumps(report))

    def test_exports_are_streamed_and_written(self) -> None:
        articles = list(self.morgue.export("cocoa", columns=["id", "title"]))
        self.assertEqual(len(articles), 6)
        self.assertEqual(set(articles[0]), {"id", "title"})
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "cocoa.csv"
            self.morgue.export_file("cocoa", path, format="csv")
            self.assertTrue(path.read_bytes().startswith(b"id,published,title"))

    def test_errors_say_why(self) -> None:
        with self.assertRaises(MorgueError) as caught:
            self.morgue.search("cocoa", colour="red")
        self.assertEqual(caught.exception.status, 400)
        self.assertIn("colour", caught.exception.detail)
        with self.assertRaises(MorgueError) as caught:
            self.morgue.article("../../nothing")
        self.assertEqual(caught.exception.status, 404)


class TokenTest(unittest.TestCase):
    def test_a_token_is_sent(self) -> None:
        token = "0123456789abcdef0123456789abcdef"
        server = Server("--token", token)
        try:
            with self.assertRaises(MorgueError) as caught:
                Client(server.url).count("cocoa")
            self.assertEqual(caught.exception.status, 401)
            self.assertEqual(Client(server.url, token=token).count("cocoa"), 6)
        finally:
            server.stop()


if __name__ == "__main__":
    unittest.main()
