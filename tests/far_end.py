"""The far end of the network: a real HTTP server on loopback, which does what a test tells it to."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import NamedTuple


class Reply(NamedTuple):
    """What the server answers to one path; `act` may write to the connection itself."""

    body: bytes = b""
    type: str = "text/html; charset=utf-8"
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    act: Callable[[BaseHTTPRequestHandler], None] | None = None


class Asked(NamedTuple):
    """A request that came."""

    path: str
    headers: dict[str, str]


class FarEnd:
    """The server: its replies by path, and all that it was asked."""

    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self.replies: dict[str, Reply] = {}
        self.asked: list[Asked] = []

    def paths(self) -> list[str]:
        """Give the paths that were asked, without robots.txt."""
        return [one.path for one in self.asked if one.path != "/robots.txt"]


@contextmanager
def far_end(tls: ssl.SSLContext | None = None) -> Iterator[FarEnd]:
    """Run a server; with `tls` it speaks that."""
    end = FarEnd(0)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            end.asked.append(Asked(self.path, {name.lower(): value for name, value in self.headers.items()}))
            reply = end.replies.get(self.path, Reply(status=404))
            if reply.act:
                reply.act(self)
                return
            tag = dict(reply.headers).get("ETag")
            status = 304 if tag and self.headers.get("If-None-Match") == tag else reply.status
            self.send_response(status)
            for name, value in (*reply.headers, *((("Content-Type", reply.type),) if reply.type else ())):
                self.send_header(name, value)
            if status != 304:
                self.send_header("Content-Length", str(len(reply.body)))
            self.end_headers()
            if status != 304:
                self.wfile.write(reply.body)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    class Server(ThreadingHTTPServer):
        def handle_error(self, request: object, client_address: object) -> None:
            """Say nothing: a client that leaves is what some tests are about."""

    with Server(("127.0.0.1", 0), Handler) as server:
        if tls:
            server.socket = tls.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
        server.daemon_threads = True
        server.block_on_close = False
        end.url = f"http{'s' if tls else ''}://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield end
        finally:
            server.shutdown()
            thread.join()
