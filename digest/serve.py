"""The preview: the built site on this machine, with GitHub Pages' manners, built again at every change.

Three parts: `preview_app` serves the files of `public/` below the site's own path; `Watcher` sees what
changed in content, templates and settings; `serve` joins them, rebuilds, and has livereload tell the open
page. What livereload brings is its protocol and its client. Its own watcher sees neither a new folder nor a
rename, its server drops all but one reload in three seconds and loses hold of its socket, so neither is used.

The reload script and the notice of a failed build are put into the bytes that are sent, never into a file.
A file extension that is served as a download belongs into `TYPES`.
"""

from __future__ import annotations

import asyncio
import contextlib
import html
import logging
import os
import re
import socket
import stat
import time
import traceback
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from livereload.handlers import LiveReloadHandler, LiveReloadJSHandler
from tornado import concurrent, httpserver, web, wsgi

from digest.errors import DigestError, UsageError, problem
from digest.files import ENGINE_TEMPLATES, SETTINGS

HOST = "127.0.0.1"
POLL = 0.25
"""Seconds between two looks at the files."""

_TEXT = {
    ".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".mjs": "text/javascript",
    ".txt": "text/plain", ".md": "text/markdown", ".csv": "text/csv", ".xml": "application/xml",
    ".xsl": "application/xml", ".json": "application/json", ".jsonl": "application/jsonl",
    ".webmanifest": "application/manifest+json", ".svg": "image/svg+xml",
}  # fmt: skip
TYPES = {ext: f"{kind}; charset=utf-8" for ext, kind in _TEXT.items()} | {
    ".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".gif": "image/gif", ".webp": "image/webp",
    ".avif": "image/avif", ".ico": "image/vnd.microsoft.icon", ".woff": "font/woff", ".woff2": "font/woff2",
    ".ttf": "font/ttf", ".otf": "font/otf", ".pdf": "application/pdf", ".mp3": "audio/mpeg", ".m4a": "audio/mp4",
    ".mp4": "video/mp4", ".webm": "video/webm", ".wasm": "application/wasm", ".zip": "application/zip",
}  # fmt: skip
"""File extension → Content-Type. Written out, since the tables of machines differ."""


def serve(
    root: Path,
    rebuild: Callable[[], str],
    say: Callable[[str], None],
    *,
    port: int = 8000,
    poll: float = POLL,
    also: Sequence[Path] = (ENGINE_TEMPLATES,),
) -> None:
    """Build the site at `root`, serve it on loopback, and build it again at every change, until Ctrl-C.

    `rebuild` takes in the inbox, builds, and returns `base_path` (`/repo`, or nothing); whatever it raises is
    told and survived. `say` prints one message. `also` are folders to watch beside the site's own. Port 0 takes
    any that is free. Raises `DigestError` when the port cannot be had.
    """
    preview = Preview(rebuild, say)
    app = preview_app(root / "public", lambda: preview.base_path, lambda: preview.problems)
    with contextlib.closing(_bind(port)) as listening, contextlib.suppress(KeyboardInterrupt):
        watcher = Watcher([root / "content", root / "templates", root / SETTINGS, *also])
        preview.refresh()
        say(f"http://{HOST}:{listening.getsockname()[1]}{quote(unquote(preview.base_path))}/ shows the site; Ctrl-C ends it")
        asyncio.run(_run(listening, app, preview, watcher, poll))


class Preview:
    """What the last build left: the site's path, and the problems that stand in the way of the next."""

    def __init__(self, rebuild: Callable[[], str], say: Callable[[str], None]) -> None:
        self._rebuild = rebuild
        self._say = say
        self.base_path = ""
        self.problems: tuple[str, ...] = ()

    def refresh(self) -> None:
        """Build again. Nothing that goes wrong leaves this function, for the server must outlive every mistake."""
        try:
            self.base_path = self._rebuild()
            self.problems = ()
        except DigestError as error:
            self.problems = tuple(map(str, error.problems))
            self._say(str(error))
        except Exception as error:
            self.problems = (f"a fault of the program, not of yours: {type(error).__name__}: {error}\nThe terminal shows where.",)
            self._say(traceback.format_exc())


# The files of public/, as GitHub Pages would serve them


@dataclass(frozen=True, kw_only=True, slots=True)
class _Answer:
    status: HTTPStatus
    body: bytes = b""
    content_type: str = TYPES[".html"]
    location: str = ""


def preview_app(public: Path, base_path: Callable[[], str], problems: Callable[[], Sequence[str]]) -> WSGIApplication:
    """Make the WSGI application that serves `public` below the site's path, with the problems over every page."""

    def app(environ: WSGIEnvironment, start: StartResponse) -> list[bytes]:
        method = environ["REQUEST_METHOD"]
        path = environ.get("PATH_INFO", "").encode("latin-1").decode("utf-8", "replace")
        if method in ("GET", "HEAD"):
            answer = _answer(public, unquote(base_path()), path, environ.get("QUERY_STRING", ""))
        else:
            answer = _Answer(status=HTTPStatus.METHOD_NOT_ALLOWED, body=_page("The preview answers GET and HEAD only."))
        body = answer.body
        if answer.content_type == TYPES[".html"]:
            body = _dress(body, environ.get("SERVER_PORT", ""), problems())
        headers = [("Content-Type", answer.content_type), ("Content-Length", str(len(body))), ("Cache-Control", "no-store")]
        if answer.location:
            headers.append(("Location", answer.location))
        if answer.status is HTTPStatus.METHOD_NOT_ALLOWED:
            headers.append(("Allow", "GET, HEAD"))
        start(f"{answer.status.value} {answer.status.phrase}", headers)
        return [] if method == "HEAD" else [body]

    return app


def _answer(public: Path, base: str, path: str, query: str) -> _Answer:
    """Decide what stands at `path`, decoded and from the server's root, when the site stands at `base`."""
    if not path.startswith(f"{base}/"):
        if path in ("/", base):
            moved = HTTPStatus.MOVED_PERMANENTLY if path == base else HTTPStatus.FOUND
            return _Answer(status=moved, location=quote(f"{base}/"))
        link = html.escape(quote(f"{base}/"))
        return _Answer(status=HTTPStatus.NOT_FOUND, body=_page(f'The site stands at <a href="{link}">{link}</a>.'))
    *folder, name = path[len(base) + 1 :].split("/")
    for last in (name, f"{name}.html") if name else ("index.html",):
        if (body := _read(public, *folder, last)) is not None:
            kind = TYPES.get(Path(last).suffix.lower(), "application/octet-stream")
            return _Answer(status=HTTPStatus.OK, body=body, content_type=kind)
    if name and _read(public, *folder, name, "index.html") is not None:
        location = quote(f"{path}/") + (f"?{query}" if query else "")
        return _Answer(status=HTTPStatus.MOVED_PERMANENTLY, location=location)
    own = _read(public, "404.html")
    return _Answer(status=HTTPStatus.NOT_FOUND, body=_page("There is no such page.") if own is None else own)


def _read(public: Path, *parts: str) -> bytes | None:
    """Read a file that lies in `public` in truth too, and not by `..` or a symbolic link alone; else `None`."""
    path = public.joinpath(*parts)
    try:
        inside = ".." not in parts and "" not in parts and path.resolve().is_relative_to(public.resolve())
        return path.read_bytes() if inside else None
    except (OSError, ValueError, RuntimeError):  # none there, a folder, a name too long, a NUL in it, a loop of links
        return None


# GitHub Pages sends no headers of ours, so a content security policy is a <meta>; it would forbid the reload script
_POLICY = re.compile(rb"<meta\b[^>]*http-equiv\s*=\s*[\"']?content-security-policy\b[^>]*>", re.IGNORECASE)

_NOTICE = (
    '<div role="alert" tabindex="0" style="position:fixed;inset:auto 0 0 0;max-height:60vh;overflow:auto;z-index:2147483647;'
    "padding:1rem;background:#7f1d1d;color:#fff;font:14px/1.5 ui-monospace,monospace;text-align:left;white-space:pre-wrap;"
    'overflow-wrap:anywhere"><strong>The last build failed. What you see is older.</strong>\n\n{}</div>'
)


def _dress(page: bytes, port: str, problems: Sequence[str]) -> bytes:
    """Put the reload script into a page, and over it the problems of the last build."""
    page = _POLICY.sub(b"", page)
    page = _insert(page, rb"</head\s*>", f'<script src="/livereload.js?port={port}"></script>')
    if problems:
        page = _insert(page, rb"</body\s*>(?!.*</body)", _NOTICE.format(html.escape("\n\n".join(problems))))
    return page


def _insert(page: bytes, before: bytes, what: str) -> bytes:
    match = re.search(before, page, re.IGNORECASE | re.DOTALL)
    at = match.start() if match else len(page)
    return page[:at] + what.encode("utf-8", "backslashreplace") + page[at:]


def _page(sentence: str) -> bytes:
    """Make a bare page of one sentence, which is HTML."""
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Preview</title></head>'
        f"<body><p>{sentence}</p></body></html>\n"
    ).encode()


# What changed

Snapshot = dict[str, tuple[int, int, int]]
"""Path of each file → its time of change in nanoseconds, size and inode."""


def snapshot(paths: Iterable[Path]) -> Snapshot:
    """Look at every file in `paths`, which are files and folders; what is not there yet is passed over, and temporary files."""
    found: Snapshot = {}
    folders: list[str] = []
    for path in paths:
        with contextlib.suppress(OSError):
            info = path.stat()
            if stat.S_ISDIR(info.st_mode):
                folders.append(str(path))
            else:
                found[str(path)] = (info.st_mtime_ns, info.st_size, info.st_ino)
    linked = {os.path.realpath(folder) for folder in folders}
    while folders:
        with contextlib.suppress(OSError), os.scandir(folders.pop()) as entries:  # it may be gone by now
            for entry in entries:
                if _is_passing(entry.name):
                    continue
                with contextlib.suppress(OSError):
                    info = entry.stat()
                    if not stat.S_ISDIR(info.st_mode):
                        found[entry.path] = (info.st_mtime_ns, info.st_size, info.st_ino)
                    elif not entry.is_symlink():
                        folders.append(entry.path)
                    elif (real := os.path.realpath(entry.path)) not in linked:  # links can make a ring
                        linked.add(real)
                        folders.append(entry.path)
    return found


def _is_passing(name: str) -> bool:
    """Whether a file or folder is hidden, or an editor's or a download's temporary one."""
    return name.startswith((".", "#")) or name.endswith(("~", ".tmp", ".swp", ".part", ".crdownload")) or name == "__pycache__"


class Watcher:
    """Sees files come, change, move and go, below folders of any depth, by comparing snapshots."""

    filepath = "*"
    """What livereload tells the page has changed: everything, so that the page itself is loaded again."""

    def __init__(self, paths: Iterable[Path]) -> None:
        self._paths = tuple(dict.fromkeys(paths))
        self._built = self._last = snapshot(self._paths)

    def examine(self) -> bool:
        """Whether files are other than at the last `True`, and at rest since the last look: a file may be half copied."""
        now = snapshot(self._paths)
        at_rest, self._last = now == self._last, now
        if now == self._built or not at_rest:
            return False
        self._built = now
        return True


# The server


def _bind(port: int) -> socket.socket:
    if not 0 <= port <= 65535:
        raise UsageError(problem("--port", f"{port} is no port", "take a number from 1024 to 65535"))
    try:
        listening = socket.create_server((HOST, port))
    except OSError as error:
        cure = f"end the program that holds it, or take another port: python build.py serve --port {port + 1}"
        raise DigestError(problem("--port", f"port {port} of {HOST} cannot be had: {os.strerror(error.errno or 0)}", cure)) from error
    listening.setblocking(False)
    return listening


async def _run(listening: socket.socket, app: WSGIApplication, preview: Preview, watcher: Watcher, poll: float) -> None:
    """Serve until cancelled. Everything is done on this one thread, so that a build may fork."""
    logging.getLogger("tornado.access").setLevel(logging.ERROR)
    LiveReloadHandler.watcher = watcher
    LiveReloadHandler.live_css = False
    files = {"fallback": wsgi.WSGIContainer(app, concurrent.dummy_executor)}
    handlers: list[Any] = [("/livereload", LiveReloadHandler), ("/livereload.js", LiveReloadJSHandler), (".*", web.FallbackHandler, files)]
    server = httpserver.HTTPServer(web.Application(handlers))
    server.add_socket(listening)
    try:
        while True:
            started = time.monotonic()
            changed = watcher.examine()
            looked = time.monotonic() - started
            if changed:
                preview.refresh()
                LiveReloadHandler.reload_waiters()
            await asyncio.sleep(max(poll, 4 * looked))  # in a huge archive a look takes its time, and pages come first
    finally:
        server.stop()
        for waiter in tuple(LiveReloadHandler.waiters):
            waiter.close()
        await server.close_all_connections()
