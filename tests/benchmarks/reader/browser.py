"""A folder served on loopback, and a headless Chromium that looks at it, spoken to by the DevTools protocol."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import functools
import gzip
import json
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from tornado.websocket import WebSocketClientConnection, websocket_connect

FLAGS = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync", "--force-color-profile=srgb", "--remote-debugging-port=0")  # fmt: skip
PATIENCE = 60
"""Seconds to wait for an answer of the browser."""

_SQUEEZED = (".html", ".css", ".js", ".json", ".svg", ".xml")


class Pages(SimpleHTTPRequestHandler):
    """Serves files as GitHub Pages does: text is compressed, and what is not there is 404.html. Tells nobody of requests."""

    def do_GET(self) -> None:
        """Send a file."""
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if path.is_dir() and self.path.partition("?")[0].endswith("/") else path
        if path.suffix not in _SQUEEZED or not path.is_file() or "gzip" not in self.headers.get("Accept-Encoding", ""):
            super().do_GET()
            return
        data = gzip.compress(path.read_bytes(), 6)
        self.send_response(200)
        for name, value in (("Content-Type", self.guess_type(path)), ("Content-Encoding", "gzip"), ("Content-Length", str(len(data)))):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)

    def guess_type(self, path: Any) -> str:
        """Name the encoding of texts too."""
        kind = super().guess_type(path)
        return f"{kind}; charset=utf-8" if kind.startswith("text/") else kind

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


@contextlib.contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder on loopback; no byte of it is ours, so the pages' own policy holds."""
    with ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Pages, directory=str(folder))) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


@contextlib.contextmanager
def browser(program: str) -> Iterator[str]:
    """Start a browser, and name its address for the DevTools protocol."""
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
    """A page of the browser."""

    def __init__(self, connection: WebSocketClientConnection, session: str = "") -> None:
        self._connection, self._session, self._number = connection, session, 0
        self.errors: list[str] = []
        """What the console said since it was last emptied."""

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

    async def shape(self, width: int, scheme: str, height: int = 800) -> None:
        """Give the page a width in CSS pixels, and a colour scheme."""
        await self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=width < 600)
        features = [{"name": "prefers-color-scheme", "value": scheme}, {"name": "prefers-reduced-motion", "value": "reduce"}]
        await self.call("Emulation.setEmulatedMedia", features=features)

    async def value(self, expression: str) -> Any:
        """Evaluate JavaScript in the page; a promise is waited for."""
        answer = await self.call("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    async def press(self, key: str, code: int) -> None:
        """Press a key and let it go."""
        for kind in ("rawKeyDown", "keyUp"):
            await self.call("Input.dispatchKeyEvent", type=kind, key=key, code=key, windowsVirtualKeyCode=code)

    async def picture(self) -> bytes:
        """Take a picture of the whole page, a PNG."""
        return base64.b64decode((await self.call("Page.captureScreenshot", captureBeyondViewport=True))["data"])

    async def close(self) -> None:
        """Close the connection, and wait until it is."""
        self._connection.close()
        while await self._connection.read_message() is not None:
            pass

    async def _next(self) -> dict[str, Any]:
        text = await asyncio.wait_for(self._connection.read_message(), PATIENCE)
        assert text, "the browser closed the connection"
        message: dict[str, Any] = json.loads(text)
        parameters = message.get("params", {})
        entry = parameters.get("entry", {})
        if message.get("method") == "Log.entryAdded" and entry.get("level") in ("error", "warning"):
            self.errors.append(f"{entry.get('url', '')}: {entry['text']}")
        if message.get("method") == "Runtime.exceptionThrown":
            self.errors.append(str(parameters["exceptionDetails"]["text"]))
        if message.get("method") == "Runtime.consoleAPICalled" and parameters["type"] in ("error", "warning", "assert"):
            self.errors.append(" ".join(str(each.get("value", each.get("description", ""))) for each in parameters["args"]))
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
