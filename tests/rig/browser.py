"""A real Chromium for journeys in Python: browser_driver.js behind a pipe.

    with Browser() as browser:
        reporter = browser.visitor(script="off", theme="dark", device="phone")
        reporter.goto(address)
        reporter.fill("#impact", "text")
        arrived = reporter.press("form[action='/report'] button")     # an activation that leads to another page
"""
import base64
import json
import pathlib
import shutil
import subprocess

import rig


class Visitor:
    """One person with a fresh profile. Each fill, choose, click, press and attach is counted as one interaction."""

    def __init__(self, browser: "Browser", number: int):
        self.browser, self.number = browser, number

    def _do(self, op: str, *arguments):
        return self.browser._ask({"op": op, "visitor": self.number, "arguments": list(arguments)})

    def goto(self, address: str) -> dict:
        return self._do("goto", address)

    def press(self, selector: str) -> dict:
        """Activates a control and waits for the page it leads to: {"status", "url"}."""
        return self._do("press", selector)

    def click(self, selector: str) -> None:
        self._do("click", selector)

    def fill(self, selector: str, text: str) -> None:
        self._do("fill", selector, text)

    def choose(self, selector: str, value: str) -> None:
        self._do("choose", selector, value)

    def attach(self, selector: str, **files: str) -> None:
        self._do("attach", selector, [{"name": name.replace("_", "."), "text": text} for name, text in files.items()])

    def text(self, selector: str) -> str:
        return self._do("text", selector) or ""

    def value(self, selector: str) -> str:
        return self._do("value", selector)

    def count(self, selector: str) -> int:
        return self._do("count", selector)

    @property
    def page(self) -> str:
        return self._do("html")

    @property
    def url(self) -> str:
        return self._do("url")

    @property
    def interactions(self) -> int:
        return self._do("state")["interactions"]

    def state(self) -> dict:
        return self._do("state")

    def received(self) -> list[tuple[str, bytes]]:
        """Address, and head and body, of every response this visitor got."""
        return [(one["url"], one["head"].encode() + b"\n" + base64.b64decode(one["body"])) for one in self._do("received")]

    def shot(self, name: str) -> pathlib.Path:
        return pathlib.Path(self._do("shot", name))

    def fits(self) -> bool:
        return self._do("fits")

    def close(self) -> None:
        self._do("close")


class Browser:
    def __enter__(self) -> "Browser":
        for needed in ("node", "chromium"):
            if not shutil.which(needed):
                rig.skip(f"{needed} is not installed; ./dev test journey installs it")
        self.process = subprocess.Popen(["node", str(rig.ROOT / "tests" / "rig" / "browser_driver.js")], text=True,
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self._answer()
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()

    def visitor(self, script: str = "on", theme: str = "light", device: str = "desktop") -> Visitor:
        number = self._ask({"op": "visitor", "options": {"script": script, "theme": theme, "device": device}})
        return Visitor(self, number)

    def _ask(self, command: dict):
        self.process.stdin.write(json.dumps(command) + "\n")
        self.process.stdin.flush()
        return self._answer()

    def _answer(self):
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError("the browser has ended")
        answer = json.loads(line)
        if "error" in answer:
            raise RuntimeError(answer["error"])
        return answer["ok"]
