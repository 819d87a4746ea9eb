"""The preview: GitHub Pages' manners, eyes that miss no change, and a server that outlives every mistake."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import socket
import subprocess
import sys
import textwrap
import time
import urllib.error
import urllib.request
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from tornado.websocket import WebSocketClientConnection, websocket_connect

from digest import serve
from digest.errors import DigestError, UsageError, problem

PAGE = "<!DOCTYPE html><html><head><title>{0}</title></head><body><p>{0}</p></body></html>\n"
DEADLINE = 20.0
"""Seconds after which a thing that must happen counts as not happening."""


# The files of public/, as GitHub Pages would serve them


@pytest.fixture
def public(tmp_path: Path) -> Path:
    folder = tmp_path / "public"
    for name, text in {
        "index.html": PAGE.format("home"),
        "404.html": PAGE.format("lost"),
        "about.html": PAGE.format("about"),
        "topics/index.html": PAGE.format("topics"),
        "topics/晶片/index.html": PAGE.format("chips"),
        "empty/readme": "x",
        "feed.xml": "<feed>&lt;/head></feed>",
        "articles.jsonl": '{"a": "</head></body>"}\n',
        "logo.svg": "<svg/>",
        "site.webmanifest": "{}",
        "style.css": "p {}",
    }.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    (tmp_path / "secret.txt").write_text("secret")
    return folder


def get(
    public: Path, path: str, *, base: str = "", problems: tuple[str, ...] = (), method: str = "GET", query: str = ""
) -> tuple[int, dict[str, str], str]:
    """Ask the application for a path that is decoded already, as a server hands it over."""
    seen: dict[str, Any] = {}

    def start(status: str, headers: list[tuple[str, str]], exc_info: object = None) -> Callable[[bytes], object]:
        seen.update(status=int(status.split()[0]), headers=dict(headers))
        return lambda data: None

    environ = {
        "REQUEST_METHOD": method,
        "PATH_INFO": path.encode("utf-8", "surrogateescape").decode("latin-1"),
        "QUERY_STRING": query,
        "SERVER_PORT": "8000",
    }
    body = b"".join(serve.preview_app(public, lambda: base, lambda: problems)(environ, start))
    return seen["status"], seen["headers"], body.decode("utf-8")


@pytest.mark.parametrize("base", ["", "/repo", "/新聞"])
@pytest.mark.parametrize(
    ("path", "status", "text"),
    [
        ("/", 200, "home"),
        ("/topics/", 200, "topics"),
        ("/topics/晶片/", 200, "chips"),
        ("/about", 200, "about"),
        ("/about.html", 200, "about"),
        ("/about/", 404, "lost"),
        ("/empty/", 404, "lost"),
        ("/empty", 404, "lost"),
        ("/nothing", 404, "lost"),
        ("/topics//晶片/", 404, "lost"),
    ],
)
def test_every_address_answers_as_on_github_pages(public: Path, base: str, path: str, status: int, text: str) -> None:
    found, headers, body = get(public, base + path, base=base)
    assert (found, headers["Content-Type"], headers["Cache-Control"]) == (status, "text/html; charset=utf-8", "no-store")
    assert f"<p>{text}</p>" in body
    assert not {"ETag", "Last-Modified"} & headers.keys()


@pytest.mark.parametrize(
    ("path", "base", "query", "status", "location"),
    [
        ("/topics", "", "", 301, "/topics/"),
        ("/topics/晶片", "", "a=1&b=2", 301, "/topics/%E6%99%B6%E7%89%87/?a=1&b=2"),
        ("/repo/topics", "/repo", "", 301, "/repo/topics/"),
        ("/repo", "/repo", "", 301, "/repo/"),
        ("/", "/repo", "", 302, "/repo/"),
        ("/", "/%E6%96%B0", "", 302, "/%E6%96%B0/"),
    ],
)
def test_a_folder_without_its_slash_redirects(public: Path, path: str, base: str, query: str, status: int, location: str) -> None:
    found, headers, _ = get(public, path, base=base, query=query)
    assert (found, headers["Location"]) == (status, location)


def test_outside_the_sites_own_path_a_hint_tells_where_it_stands(public: Path) -> None:
    status, _, body = get(public, "/topics/", base="/repo")
    assert status == 404
    assert '<a href="/repo/">' in body


@pytest.mark.parametrize(
    "path",
    ["/../secret.txt", "/topics/../../secret.txt", "/..", "/topics/..", "//etc/passwd", "/a\0b", "/" + "x" * 5000, "/\udcff", "/ring"],
)
def test_nothing_outside_public_is_served(public: Path, path: str) -> None:
    (public / "ring").symlink_to("ring")
    status, _, body = get(public, path)
    assert (status, "secret" in body) == (404, False)


def test_a_link_that_leads_out_of_public_is_refused_and_one_within_it_is_not(public: Path) -> None:
    (public / "out.txt").symlink_to(public.parent / "secret.txt")
    (public / "outside").symlink_to(public.parent)
    (public / "within.html").symlink_to(public / "about.html")
    assert [get(public, path)[0] for path in ("/out.txt", "/outside/secret.txt", "/within.html")] == [404, 404, 200]


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/feed.xml", "application/xml; charset=utf-8"),
        ("/articles.jsonl", "application/jsonl; charset=utf-8"),
        ("/logo.svg", "image/svg+xml; charset=utf-8"),
        ("/site.webmanifest", "application/manifest+json; charset=utf-8"),
        ("/style.css", "text/css; charset=utf-8"),
        ("/empty/readme", "application/octet-stream"),
    ],
)
def test_other_files_are_sent_as_they_are_with_their_type(public: Path, path: str, kind: str) -> None:
    status, headers, body = get(public, path, problems=("broken",))
    assert (status, headers["Content-Type"]) == (200, kind)
    assert body == (public / path[1:]).read_text()


def test_head_has_the_headers_of_get_and_no_body(public: Path) -> None:
    assert get(public, "/about", method="HEAD")[:2] == get(public, "/about")[:2]
    assert get(public, "/about", method="HEAD")[2] == ""


def test_other_methods_are_refused(public: Path) -> None:
    status, headers, _ = get(public, "/", method="POST")
    assert (status, headers["Allow"]) == (405, "GET, HEAD")


def test_each_page_gets_the_reload_script_once_and_its_file_stays(public: Path) -> None:
    before = (public / "index.html").read_bytes()
    _, headers, body = get(public, "/", problems=("x",))
    assert body.count('<script src="/livereload.js?port=8000"></script></head>') == 1
    assert int(headers["Content-Length"]) == len(body.encode())
    assert (public / "index.html").read_bytes() == before


def test_a_policy_that_would_forbid_the_script_is_left_out(public: Path) -> None:
    policy = """<meta http-equiv="Content-Security-Policy" content="default-src 'none'">"""
    (public / "index.html").write_text(f"<html><head>{policy}</head><body></body></html>")
    assert "Policy" not in get(public, "/")[2]


@pytest.mark.parametrize("path", ["/", "/nothing", "/about", "/elsewhere"])
def test_the_problems_of_a_failed_build_lie_over_every_page(public: Path, path: str) -> None:
    found = ("content/articles/x.md:3:1: <script>alert(1)</script> & more", "second")
    body = get(public, path, problems=found)[2]
    assert body.count('role="alert"') == 1
    assert "x.md:3:1: &lt;script&gt;alert(1)&lt;/script&gt; &amp; more\n\nsecond</div></body>" in body
    assert 'role="alert"' not in get(public, path)[2]


def test_the_problems_show_before_there_is_any_site(tmp_path: Path) -> None:
    status, _, body = get(tmp_path / "public", "/", problems=("site_config.yaml: broken",))
    assert (status, 'role="alert"' in body, "/livereload.js" in body) == (404, True, True)


def test_the_notice_goes_before_the_last_body_end(public: Path) -> None:
    (public / "index.html").write_text("<html><body><!-- </body> --><p>x</p></BODY></html>")
    body = get(public, "/", problems=("broken",))[2]
    assert body.index("<p>x</p>") < body.index('role="alert"') < body.index("</BODY>")


# What changed


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    (tmp_path / "content/articles/2024").mkdir(parents=True)
    (tmp_path / "content/articles/2024/a.md").write_text("a")
    return tmp_path


def seen(watcher: serve.Watcher) -> list[bool]:
    """Look thrice: a change shows at the second look, when the files are at rest, and only there."""
    return [watcher.examine() for _ in range(3)]


@pytest.mark.parametrize(
    "change",
    [
        lambda r: (r / "content/articles/2024/a.md").write_text("other"),
        lambda r: (r / "content/articles/2024/a.md").unlink(),
        lambda r: (r / "content/articles/2024").rename(r / "content/articles/2025"),
        lambda r: (r / "content/articles").rename(r / "gone"),
        lambda r: ((r / "content/new/deep").mkdir(parents=True), (r / "content/new/deep/b.md").write_text("b")),
        lambda r: (r / "site_config.yaml").write_text("name: X"),
        lambda r: ((r / "templates").mkdir(), (r / "templates/page.html").write_text("")),
        lambda r: _replace_by_an_older(r / "content/articles/2024/a.md"),
    ],
    ids=["written", "deleted", "folder renamed", "folder gone", "new in new folder", "config", "templates appear", "replaced by an old one"],
)
def test_the_watcher_sees_every_kind_of_change_once(tree: Path, change: Callable[[Path], object]) -> None:
    watcher = serve.Watcher([tree / "content", tree / "templates", tree / "site_config.yaml"])
    assert seen(watcher) == [False, False, False]
    change(tree)
    assert seen(watcher) == [False, True, False]


def _replace_by_an_older(file: Path) -> None:
    beside = file.parent.parent / "beside"
    beside.write_bytes(file.read_bytes())
    os.utime(beside, ns=(5, 5))
    beside.replace(file)


def test_the_watcher_waits_while_a_file_is_still_being_copied(tree: Path) -> None:
    watcher = serve.Watcher([tree / "content"])
    looks = []
    for size in range(1, 4):
        (tree / "content/big.txt").write_text("x" * size)
        looks.append(watcher.examine())
    assert (looks, seen(watcher)) == ([False, False, False], [True, False, False])


@pytest.mark.parametrize("name", [".a.md.swp", ".git/x", "a.md~", "#a.md#", "a.tmp", "b.part", "__pycache__/x", ".cache/x"])
def test_temporary_and_hidden_files_do_not_count(tree: Path, name: str) -> None:
    watcher = serve.Watcher([tree / "content"])
    (tree / "content" / name).parent.mkdir(exist_ok=True)
    (tree / "content" / name).write_text("")
    assert seen(watcher) == [False, False, False]


def test_a_ring_of_links_and_a_dangling_one_end_the_look(tree: Path) -> None:
    (tree / "content/articles/loop").symlink_to(tree / "content/articles")
    (tree / "content/up").symlink_to(tree)
    (tree / "content/dangling").symlink_to(tree / "nowhere")
    assert f"{tree}/content/articles/2024/a.md" in serve.snapshot([tree / "content"])


# The outcome of a build


def test_whatever_a_rebuild_raises_is_told_and_survived() -> None:
    said: list[str] = []
    outcomes: Iterator[Callable[[], str]] = iter(
        [
            lambda: "/repo",
            lambda: _raise(DigestError(problem("a.md", "is bad"), problem("b.md", "is worse"))),
            lambda: _raise(ZeroDivisionError("why")),
            lambda: _raise(RecursionError()),
            lambda: "/other",
        ]
    )
    preview = serve.Preview(lambda: next(outcomes)(), said.append)
    preview.refresh()
    assert (preview.base_path, preview.problems, said) == ("/repo", (), [])
    preview.refresh()
    assert (preview.base_path, preview.problems) == ("/repo", ("a.md: is bad", "b.md: is worse"))
    assert said == ["a.md: is bad\nb.md: is worse"]
    preview.refresh()
    assert "ZeroDivisionError: why" in preview.problems[0]
    assert "Traceback" in said[1]
    preview.refresh()
    preview.refresh()
    assert (preview.base_path, preview.problems) == ("/other", ())


def _raise(error: Exception) -> str:
    raise error


def test_a_port_in_use_is_a_plain_complaint_before_anything_is_built(tmp_path: Path) -> None:
    with socket.create_server((serve.HOST, 0)) as other, pytest.raises(DigestError) as caught:
        port = other.getsockname()[1]
        serve.serve(tmp_path, lambda: _raise(AssertionError("built")), lambda _: None, port=port)
    assert str(caught.value).startswith(f"--port: port {port} of 127.0.0.1 cannot be had: Address already in use\n")
    assert f"serve --port {port + 1}" in str(caught.value)


def test_a_number_that_is_no_port_is_wrong_usage(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="70000 is no port"):
        serve.serve(tmp_path, lambda: "", lambda _: None, port=70000)


# The real thing: a process of its own, a websocket, and a rebuild that is small but truly reads and writes files

DRIVER = textwrap.dedent("""
    import signal
    import sys
    from pathlib import Path
    from digest import serve
    from digest.errors import DigestError, problem

    signal.signal(signal.SIGINT, signal.default_int_handler)  # tests started in the background inherit that it is ignored
    root = Path(sys.argv[1])

    def rebuild():
        files = sorted(p for p in (root / "content").rglob("*.md"))
        partial = (root / "templates/partials/foot.html").read_text()
        for file in files:
            if "BROKEN" in file.read_text():
                raise DigestError(problem(file.relative_to(root).as_posix(), "is <broken>"))
            if "CRASH" in file.read_text():
                raise KeyError("crash")
        names = " ".join(p.relative_to(root).as_posix() for p in files)
        (root / "public").mkdir(exist_ok=True)
        (root / "public/index.html").write_text(f"<html><head></head><body>{names} {partial}</body></html>")
        return (root / "site_config.yaml").read_text().strip()

    serve.serve(root, rebuild, lambda text: print(text, flush=True), port=0, poll=0.02)
    print("ended", flush=True)
""")


class Site:
    """A running preview, its folder, and an open page: a websocket that has said what livereload.js says."""

    def __init__(self, root: Path, process: subprocess.Popen[str], address: str) -> None:
        self.root = root
        self.process = process
        self.address = address

    def write(self, name: str, text: str) -> None:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = path.with_name(f".{path.name}")  # one change, and never a half one
        beside.write_text(text)
        beside.replace(path)

    def get(self, path: str) -> str:
        try:
            with urllib.request.urlopen(self.address + path, timeout=DEADLINE) as answer:
                return str(answer.read().decode())
        except urllib.error.HTTPError as error:
            with error:
                return str(error.read().decode())

    def story(self, tell: Callable[[WebSocketClientConnection], Awaitable[None]]) -> None:
        async def connected() -> None:
            page = await websocket_connect(self.address.replace("http", "ws") + "/livereload")
            await page.write_message('{"command": "hello", "protocols": []}')
            assert '"serverName": "livereload-tornado"' in str(await _message(page))
            await page.write_message('{"command": "info", "url": "x"}')
            try:
                await tell(page)
            finally:
                page.close()
                assert await _message(page) is None

        asyncio.run(connected())


async def _message(page: WebSocketClientConnection) -> str | bytes | None:
    return await asyncio.wait_for(asyncio.ensure_future(page.read_message()), DEADLINE)


async def _reloaded(page: WebSocketClientConnection) -> None:
    message = str(await _message(page))
    assert '"command": "reload"' in message
    assert '"path": "*"' in message


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    for name, text in {
        "site/site_config.yaml": "/repo",
        "site/content/articles/2024/a.md": "a",
        "site/templates/partials/foot.html": "foot-1",
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    (tmp_path / "driver.py").write_text(DRIVER)
    repository = Path(serve.__file__).parents[1]
    command = [sys.executable, "-W", "default", str(tmp_path / "driver.py"), str(tmp_path / "site")]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env={**os.environ, "PYTHONPATH": str(repository)}
    ) as process:
        assert process.stdout
        match = re.match(r"(http://127\.0\.0\.1:\d+)/repo/ shows the site", line := process.stdout.readline())
        assert match, line + process.stdout.read()
        yield Site(tmp_path / "site", process, match[1])
        process.kill()


def test_the_open_page_is_reloaded_after_every_kind_of_change(site: Site) -> None:
    articles = site.root / "content/articles"

    async def tell(page: WebSocketClientConnection) -> None:
        assert "2024/a.md foot-1" in site.get("/repo/")
        site.write("content/articles/2025/07/b.md", "b")
        await _reloaded(page)
        assert "2024/a.md content/articles/2025/07/b.md" in site.get("/repo/")
        (articles / "2025").rename(articles / "2026")
        await _reloaded(page)
        assert "2024/a.md content/articles/2026/07/b.md" in site.get("/repo/")
        (articles / "2026/07/b.md").unlink()
        await _reloaded(page)
        assert "b.md" not in site.get("/repo/")
        site.write("templates/partials/foot.html", "foot-2")
        await _reloaded(page)
        assert "a.md foot-2" in site.get("/repo/")
        site.write("site_config.yaml", "/moved")
        await _reloaded(page)
        assert "a.md foot-2" in site.get("/moved/")
        assert "a.md foot-2" in site.get("/"), "the root leads to the site's new path"

    site.story(tell)


def test_a_broken_file_shows_over_the_page_and_its_repair_takes_the_notice_away(site: Site) -> None:
    async def tell(page: WebSocketClientConnection) -> None:
        site.write("content/articles/new/x.md", "BROKEN")
        await _reloaded(page)
        assert "content/articles/new/x.md: is &lt;broken&gt;" in site.get("/repo/")
        site.write("content/articles/new/x.md", "CRASH")
        await _reloaded(page)
        assert "KeyError: &#x27;crash&#x27;" in site.get("/repo/")
        assert 'role="alert"' in site.get("/repo/nothing/")
        site.write("content/articles/new/x.md", "mended")
        await _reloaded(page)
        assert "new/x.md foot-1" in site.get("/repo/")
        assert 'role="alert"' not in site.get("/repo/")

    site.story(tell)
    said = _end(site)
    assert said.startswith("content/articles/new/x.md: is <broken>\nTraceback")
    assert said.endswith("KeyError: 'crash'\n\nended\n")


def test_livereloads_script_and_socket_stand_at_the_root_beside_a_site_below_it(site: Site) -> None:
    assert "LiveReload" in site.get("/livereload.js?port=1")
    port = site.address.rpartition(":")[2]
    assert f'<script src="/livereload.js?port={port}"></script></head>' in site.get("/repo/")


def test_ctrl_c_ends_it_quietly_with_a_page_open(site: Site) -> None:
    async def tell(page: WebSocketClientConnection) -> None:
        assert _end(site) == "ended\n"

    site.story(tell)
    assert site.process.returncode == 0


def _end(site: Site) -> str:
    """Press Ctrl-C and return what the terminal showed after the first line."""
    site.process.send_signal(signal.SIGINT)
    said, _ = site.process.communicate(timeout=DEADLINE)
    return said


def test_only_this_machine_can_reach_it(site: Site) -> None:
    port = int(site.address.rpartition(":")[2])
    with pytest.raises(OSError), socket.create_connection(("127.0.0.2", port), timeout=1):
        pass


def test_it_builds_again_without_any_page_open(site: Site) -> None:
    site.write("content/articles/z.md", "z")
    until = time.monotonic() + DEADLINE
    while "z.md" not in site.get("/repo/"):
        assert time.monotonic() < until
        time.sleep(0.02)
