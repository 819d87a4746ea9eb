"""The demo in a real browser: on a phone and on a desk, in both schemes, below `/` and below `/repo/`."""

from __future__ import annotations

import asyncio
import contextlib
import functools
import json
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from conftest import SiteFolder
from tornado.websocket import WebSocketClientConnection, websocket_connect

REPOSITORY = Path(__file__).parents[1]
PAGES = ("", "topics/", "topics/space/", "editions/", "editions/2024-10-07/", "names/", "sources/", "archive/", "corrections/", "about/", "404.html",
         "articles/", "articles/undated/nvidia-not-negotiating-blackwell-sales-to-china/")  # fmt: skip
FLAGS = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync", "--remote-debugging-port=0")  # fmt: skip


class Quiet(SimpleHTTPRequestHandler):
    """Serves files as they are, and tells nobody of the requests."""

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


@contextlib.contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder on loopback; no header and no byte is ours, so the pages' own policy holds."""
    with ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(folder))) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


@contextlib.contextmanager
def browser(program: str) -> Iterator[str]:
    """Start a browser, and name the address of its first page for the DevTools protocol."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        command = [program, *FLAGS, f"--user-data-dir={profile}", "about:blank"]
        with subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True) as process:
            assert process.stderr
            try:
                line = next(line for line in process.stderr if "DevTools listening on" in line)
                yield line.rsplit(" ", 1)[1].strip()
            finally:
                process.kill()


class Tab:
    """A page of the browser, spoken to by the DevTools protocol."""

    def __init__(self, connection: WebSocketClientConnection, session: str = "") -> None:
        self._connection, self._session, self._number = connection, session, 0
        self.errors: list[str] = []

    async def call(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Call a method and wait for its answer; errors that the page logs meanwhile are kept."""
        self._number += 1
        message = {"id": self._number, "method": method, "params": parameters} | ({"sessionId": self._session} if self._session else {})
        await self._connection.write_message(json.dumps(message))
        while True:
            answer = await self._next()
            if answer.get("id") == self._number:
                assert "error" not in answer, answer
                return dict(answer["result"])

    async def open(self, url: str) -> None:
        """Go to a page and wait until it is loaded."""
        await self.call("Page.navigate", url=url)
        while (await self._next()).get("method") != "Page.loadEventFired":
            pass

    async def value(self, expression: str) -> Any:
        """Evaluate JavaScript in the page."""
        return (await self.call("Runtime.evaluate", expression=expression, returnByValue=True))["result"].get("value")

    async def close(self) -> None:
        """Close the connection, and wait until it is."""
        self._connection.close()
        while await self._connection.read_message() is not None:
            pass

    async def _next(self) -> dict[str, Any]:
        text = await asyncio.wait_for(self._connection.read_message(), 30)
        assert text, "the browser closed the connection"
        message: dict[str, Any] = json.loads(text)
        entry = message.get("params", {}).get("entry", {})
        if message.get("method") == "Log.entryAdded" and entry.get("level") in ("error", "warning"):
            self.errors.append(f"{entry.get('url')}: {entry['text']}")
        if message.get("method") == "Runtime.exceptionThrown":
            self.errors.append(str(message["params"]["exceptionDetails"]["text"]))
        return message


async def tab(address: str) -> Tab:
    """Open a new page in the browser at `address`."""
    connection = await websocket_connect(address, max_message_size=100_000_000)
    target = await Tab(connection).call("Target.createTarget", url="about:blank")
    attached = await Tab(connection).call("Target.attachToTarget", targetId=target["targetId"], flatten=True)
    opened = Tab(connection, attached["sessionId"])
    for domain in ("Page", "Runtime", "Log"):
        await opened.call(f"{domain}.enable")
    return opened


LOOK = """(() => ({
  overflow: document.documentElement.scrollWidth - document.documentElement.clientWidth,
  styled: getComputedStyle(document.querySelector('h1')).fontWeight >= 600,
  dark: getComputedStyle(document.documentElement).backgroundColor.match(/\\d+/g).slice(0, 3).every(part => part < 80),
  heading: document.querySelectorAll('h1').length,
  broken: [...document.images].filter(image => image.complete && !image.naturalWidth).length,
}))()"""


async def look(address: str, base: str, width: int, scheme: str) -> dict[str, Any]:
    """Look at every kind of page at one width and in one scheme; return what is not as it should be."""
    page = await tab(address)
    await page.call("Emulation.setDeviceMetricsOverride", width=width, height=800, deviceScaleFactor=1, mobile=width < 600)
    await page.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
    wrong = {}
    for path in PAGES:
        await page.open(base + path)
        seen = await page.value(LOOK)
        if seen != {"overflow": 0, "styled": True, "dark": scheme == "dark", "heading": 1, "broken": 0}:
            wrong[f"{path} at {width} in {scheme}"] = seen
    await page.close()
    return wrong | ({"console": page.errors} if page.errors else {})


@pytest.mark.browser
@pytest.mark.parametrize("base_path", ["", "/repo"])
def test_every_kind_of_page_of_the_demo(tmp_path: Path, chromium: str, base_path: str) -> None:
    for name in ("content", "site_config.yaml"):
        (shutil.copytree if (REPOSITORY / name).is_dir() else shutil.copy)(REPOSITORY / name, tmp_path / name)
    SiteFolder(tmp_path).build(base_url=f"https://example.org{base_path}")
    shutil.copytree(tmp_path / "public", tmp_path / f"served{base_path}")
    with served(tmp_path / "served") as origin, browser(chromium) as address:
        wrong = [asyncio.run(look(address, f"{origin}{base_path}/", width, scheme)) for width, scheme in ((320, "light"), (390, "dark"), (1280, "light"), (1280, "dark"))]
    assert [each for each in wrong if each] == []
