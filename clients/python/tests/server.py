"""A server over the sample archive, for the tests. `MORGUE_BIN` names the program."""

import os
import pathlib
import re
import subprocess
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[3]
BIN = os.environ.get("MORGUE_BIN", str(ROOT / "target/debug/morgue"))


class Server:
    """An index of the sample archive, and `morgue serve` over it."""

    def __init__(self, *flags: str) -> None:
        self._folder = tempfile.TemporaryDirectory()
        self.index = self._folder.name + "/index"
        self.run("index", str(ROOT / "corpus"))
        self._process = subprocess.Popen(
            [BIN, "--index", self.index, "serve", "--listen", "127.0.0.1:0", *flags],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )
        assert self._process.stdout
        for line in self._process.stdout:
            if found := re.search(r"http://[0-9.:]+", line):
                self.url = found[0]
                return
        raise AssertionError("the server did not start")

    def run(self, *arguments: str) -> bytes:
        """Runs a command on the index and returns what it prints."""
        return subprocess.run(
            [BIN, "--index", self.index, *arguments], check=True, capture_output=True
        ).stdout

    def stop(self) -> None:
        """Stops the server and removes the index."""
        self._process.terminate()
        self._process.wait()
        if self._process.stdout:
            self._process.stdout.close()
        self._folder.cleanup()
