"""The examples of the README, run on a real server."""

import os
import pathlib
import re
import tempfile
import unittest

from server import Server

try:
    import pandas
except ImportError:
    pandas = None

README = pathlib.Path(__file__).resolve().parents[1] / "README.md"


@unittest.skipIf(pandas is None and not os.environ.get("MORGUE_REQUIRE_DUCKDB"), "no pandas")
class ReadmeTest(unittest.TestCase):
    def test_its_examples_run(self) -> None:
        server = Server()
        code = "\n".join(re.findall(r"```python\n(.*?)```", README.read_text(), re.S))
        code = code.replace("http://127.0.0.1:7878", server.url)
        names: dict[str, object] = {"print": lambda *_: None}
        before = os.getcwd()
        with tempfile.TemporaryDirectory() as folder:
            os.chdir(folder)
            try:
                exec(compile(code, str(README), "exec"), names)  # noqa: S102
                names["morgue"].export_file("cocoa", "cocoa.parquet", format="parquet")
            finally:
                os.chdir(before)
                server.stop()
        articles, by_year = names["articles"], names["by_year"]
        self.assertEqual(list(articles.columns), ["id", "published", "title", "people"])
        self.assertEqual((len(articles), by_year.empty), (6, False))


if __name__ == "__main__":
    unittest.main()
