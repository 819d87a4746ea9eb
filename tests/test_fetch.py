"""`build.py fetch` against a real server on loopback: what it takes, what it refuses, and what it never asks."""

from __future__ import annotations

import datetime as dt
import gzip
import json
import shutil
import socket
import ssl
import subprocess
import time
import zlib
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
from conftest import MakeSite, SiteFolder
from far_end import FarEnd, Reply, far_end

from digest import config
from digest.ingest import address_list, fetch, served, web
from digest.ingest.served import Served

NOW = dt.datetime(2026, 3, 10, 8, 0, tzinfo=dt.UTC)
ITEM = "<item><title>{0}</title><link>https://wire.example/{0}</link><pubDate>Mon, 09 Mar 2026 08:00:00 GMT</pubDate><description>All of {0}.</description></item>"
FEED = "application/rss+xml"


def rss(*names: str) -> bytes:
    items = "".join(ITEM.format(name) for name in names)
    return f"<rss version='2.0'><channel><title>The Wire</title><link>https://wire.example/</link>{items}</channel></rss>".encode()


def page(title: str, words: str = "") -> bytes:
    text = words or "The new bridge was opened on Monday, and the first to cross it were the children of the school by the river. " * 4
    return f"<!doctype html><html lang=en><head><title>{title}</title></head><body><article><h1>{title}</h1><p>{text}</p></article></body></html>".encode()


@pytest.fixture
def end() -> Iterator[FarEnd]:
    with far_end() as running:
        yield running


@pytest.fixture
def folder(site: MakeSite) -> SiteFolder:
    return site()


def follow(folder: SiteFolder, *urls: str, settings: str = "private_hosts: [127.0.0.1], interval: 0", more: str = "") -> fetch.Report:
    """Name addresses in the settings, and fetch them."""
    listed = "".join(f"  - {{url: {url}{more}}}\n" for url in urls)
    text = f"name: The Test\nid: the-test\nbase_url: https://example.org\nfollow:\n{listed}fetch: {{{settings}}}\n"
    folder.write("site_config.yaml", text)
    return again(folder)


def again(folder: SiteFolder, now: dt.datetime = NOW) -> fetch.Report:
    return fetch.fetch(folder.root, config.load(folder.root), now, lambda seconds: None)


def failure(report: fetch.Report) -> str:
    (found,) = (*report.failed, *report.wrong)
    return found.message


# ---------------------------------------------------------------- What is taken


def test_a_feed_is_fetched_and_becomes_pages(folder: SiteFolder, end: FarEnd) -> None:
    end.replies["/feed"] = Reply(rss("bridge", "ferry"), FEED)

    report = follow(folder, f"{end.url}/feed")
    run = folder.run("ingest")

    assert len(report.written) == 1 and report.written[0].startswith("content/inbox/fetched/127.0.0.1-")
    assert (run.status, run.err) == (0, "")
    text = (folder.root / "content/articles/2026/03/bridge.md").read_text(encoding="utf-8")
    assert "source: {name: The Wire, url: \"https://wire.example/bridge\"}" in text
    assert "rights: excerpt" in text


def test_what_a_server_gave_keeps_its_address_and_its_charset(folder: SiteFolder, end: FarEnd) -> None:
    feed = "<rss version='2.0'><channel><title>Вісті</title><item><title>Міст відкрито</title><link>/bridge</link></item></channel></rss>"
    end.replies["/news/feed"] = Reply(feed.encode("koi8-u"), "text/xml; charset=koi8-u")

    (path,) = follow(folder, f"{end.url}/news/feed").written
    kept = served.loads((folder.root / path).read_bytes(), path)
    folder.run("ingest")

    assert (kept.address, kept.charset, kept.body) == (f"{end.url}/news/feed", "koi8-u", feed.encode("koi8-u"))
    (text,) = [file.read_text(encoding="utf-8") for file in (folder.root / "content/articles").rglob("*.md")]
    assert "title: Міст відкрито" in text and f"{end.url}/bridge" in text


def test_a_json_feed_is_fetched_too(folder: SiteFolder, end: FarEnd) -> None:
    items = [{"id": "7", "url": "/bridge", "title": "Bridge opens", "content_text": "It opened.", "date_published": "2026-03-09T08:00:00Z"}]
    end.replies["/feed.json"] = Reply(json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "Wire", "items": items}).encode(), "application/json")

    follow(folder, f"{end.url}/feed.json")
    folder.run("ingest")

    text = (folder.root / "content/articles/2026/03/bridge-opens.md").read_text(encoding="utf-8")
    assert f'source: {{name: Wire, url: "{end.url}/bridge"}}' in text


def test_a_wrong_charset_of_the_server_does_not_garble_a_page(folder: SiteFolder, end: FarEnd) -> None:
    end.replies["/page"] = Reply(page("Café an der Brücke öffnet wieder"), "text/html; charset=windows-1251")

    follow(folder, f"{end.url}/page")
    folder.run("ingest")

    (text,) = [file.read_text(encoding="utf-8") for file in (folder.root / "content/articles").rglob("*.md")]
    assert "title: Café an der Brücke öffnet wieder" in text


def test_a_page_is_an_excerpt_of_its_address_unless_the_settings_allow_more(folder: SiteFolder, end: FarEnd) -> None:
    end.replies["/bridge"] = Reply(page("Bridge opens", "Word " * 400))

    follow(folder, f"{end.url}/bridge", more=", source: Harbour Gazette")
    folder.run("ingest")

    (text,) = [file.read_text(encoding="utf-8") for file in (folder.root / "content/articles").rglob("*.md")]
    assert "rights: excerpt" in text and text.count("Word") < 200
    assert f'source: {{name: Harbour Gazette, url: "{end.url}/bridge"}}' in text


def test_lists_in_the_inbox_are_asked_and_a_page_of_a_list_only_until_it_answers(folder: SiteFolder, end: FarEnd) -> None:
    end.replies["/bridge"], end.replies["/feed"] = Reply(page("Bridge opens")), Reply(rss("ferry"), FEED)
    end.replies["/late"] = Reply(status=500)
    follow(folder, f"{end.url}/feed")
    folder.write("content/inbox/read.urls", f"# to read\n{end.url}/bridge\n{end.url}/late\n")
    folder.write("content/inbox/plain.txt", f"{end.url}/bridge\n")

    again(folder)
    again(folder)

    assert sorted(end.paths()) == ["/bridge", "/feed", "/feed", "/feed", "/late", "/late"]
    run = folder.run("ingest")
    assert "content/inbox/read.urls: a list of 2 addresses, which `build.py fetch` asks" in run.err
    assert "content/inbox/plain.txt: a list of 1 address" in run.err
    assert run.status == 0


def test_opml_names_feeds_in_the_inbox_and_at_an_address(folder: SiteFolder, end: FarEnd) -> None:
    outline = "<opml version='2.0'><body><outline text='News'><outline type='rss' text='The &amp; Wire' xmlUrl='{}/feed'/></outline></body></opml>"
    end.replies["/feed"], end.replies["/other"] = Reply(rss("ferry"), FEED), Reply(rss("bridge"), FEED)
    end.replies["/list"] = Reply(outline.format(end.url).replace("/feed", "/other").encode(), "text/x-opml")
    folder.write("content/inbox/mine.opml", outline.format(end.url))

    report = follow(folder, f"{end.url}/list")
    folder.run("ingest")

    assert (report.asked, len(report.written)) == (3, 2)
    assert "name: The & Wire" in (folder.root / "content/articles/2026/03/ferry.md").read_text(encoding="utf-8").replace('"', "")


# ---------------------------------------------------------------- What is not asked for twice


def test_what_has_not_changed_is_not_sent_again(folder: SiteFolder, end: FarEnd) -> None:
    end.replies["/feed"] = Reply(rss("bridge"), FEED, headers=(("ETag", '"one"'), ("Last-Modified", "Mon, 09 Mar 2026 08:00:00 GMT")))
    follow(folder, f"{end.url}/feed")

    report = again(folder)

    assert (report.written, report.failed) == ((), ())
    headers = end.asked[-1].headers
    assert (headers["if-none-match"], headers["if-modified-since"]) == ('"one"', "Mon, 09 Mar 2026 08:00:00 GMT")


def test_what_is_sent_again_unchanged_is_not_written_again(folder: SiteFolder, end: FarEnd) -> None:
    end.replies["/feed"] = Reply(rss("bridge"), FEED)
    follow(folder, f"{end.url}/feed")

    assert again(folder).written == ()


def test_a_feed_that_grew_brings_its_new_entries_and_no_other(folder: SiteFolder, end: FarEnd) -> None:
    end.replies["/feed"] = Reply(rss("bridge"), FEED)
    follow(folder, f"{end.url}/feed")
    folder.run("ingest")
    end.replies["/feed"] = Reply(rss("ferry", "bridge"), FEED)

    again(folder)
    run = folder.run("ingest")

    assert (run.out.split(), run.err) == (["wrote", "content/articles/2026/03/ferry.md"], "")


def test_a_server_that_asks_for_time_gets_it(folder: SiteFolder, end: FarEnd) -> None:
    end.replies["/feed"] = Reply(status=503, headers=(("Retry-After", "7200"),))
    follow(folder, f"{end.url}/feed")

    again(folder, NOW + dt.timedelta(hours=1))
    assert len(end.paths()) == 1
    again(folder, NOW + dt.timedelta(hours=3))
    assert len(end.paths()) == 2


@pytest.mark.parametrize("text", ["", "{", "[]", '{"version": 1, "entries": {"x": 1}}', '{"version": 99, "entries": {}}'])
def test_a_damaged_memory_counts_as_lost(folder: SiteFolder, end: FarEnd, text: str) -> None:
    end.replies["/feed"] = Reply(rss("bridge"), FEED)
    folder.write(".cache/fetch.json", text)

    assert len(follow(folder, f"{end.url}/feed").written) == 1
    assert json.loads((folder.root / ".cache/fetch.json").read_text(encoding="utf-8"))["version"] == 1


# ---------------------------------------------------------------- Redirects


def test_redirects_are_followed_and_relative_links_start_at_their_end(folder: SiteFolder, end: FarEnd) -> None:
    end.replies["/old"] = Reply(status=302, headers=(("Location", "/a/feed"),))
    end.replies["/a/feed"] = Reply(b"<rss version='2.0'><channel><title>W</title><item><title>T</title><link>x</link></item></channel></rss>", FEED)

    (path,) = follow(folder, f"{end.url}/old").written

    assert served.loads((folder.root / path).read_bytes(), path).address == f"{end.url}/a/feed"


def test_an_address_that_moved_for_good_is_told(folder: SiteFolder, end: FarEnd) -> None:
    end.replies["/old"] = Reply(status=301, headers=(("Location", "/feed"),))
    end.replies["/feed"] = Reply(rss("bridge"), FEED)

    (notice,) = follow(folder, f"{end.url}/old").notices

    assert str(notice) == f"{end.url}/old: it has moved for good to {end.url}/feed\n    see `follow` in site_config.yaml"


def test_a_loop_of_redirects_ends(folder: SiteFolder, end: FarEnd) -> None:
    end.replies["/a"], end.replies["/b"] = (Reply(status=302, headers=(("Location", target),)) for target in ("/b", "/a"))

    assert failure(follow(folder, f"{end.url}/a")) == "it redirects more than 5 times"
    assert len(end.paths()) == 6


@pytest.mark.parametrize(
    ("target", "message"),
    [
        ("http://localhost:{port}/secret", "the host localhost has the address"),
        ("http://[::1]:{port}/secret", "the host ::1 has the address ::1, which is not public"),
        ("http://169.254.169.254/latest/meta-data/", "the host 169.254.169.254 has the address 169.254.169.254, which is not public"),
        ("http://[::ffff:127.0.0.2]:{port}/", "which is not public"),
        ("http://0x7f000002:{port}/", "which is not public"),
        ("file:///etc/hosts", "“file:///etc/hosts” is not asked: only http and https are"),
        ("gopher://127.0.0.1/", "only http and https are"),
        ("http://user:word@127.0.0.1:{port}/", "“127.0.0.1” is not asked with a name and a password in the address"),
        ("http://[broken/", "is no address"),
    ],
)
def test_a_redirect_to_what_must_not_be_asked_is_refused(folder: SiteFolder, end: FarEnd, target: str, message: str) -> None:
    end.replies["/out"] = Reply(status=302, headers=(("Location", target.format(port=end.url.rpartition(":")[2])),))

    assert message in failure(follow(folder, f"{end.url}/out"))
    assert end.paths() == ["/out"]


# ---------------------------------------------------------------- Private addresses


def test_a_private_address_is_not_asked_unless_the_settings_allow_it(folder: SiteFolder, end: FarEnd) -> None:
    end.replies["/feed"] = Reply(rss("bridge"), FEED)

    report = follow(folder, f"{end.url}/feed", settings="interval: 0")

    assert "has the address 127.0.0.1, which is not public; `fetch.private_hosts` can allow it" in failure(report)
    assert len(report.wrong) == 1 and end.asked == []


@pytest.mark.parametrize(
    ("address", "is_public"),
    [
        ("8.8.8.8", True), ("2001:4860:4860::8888", True), ("::ffff:8.8.8.8", True), ("64:ff9b::808:808", False),
        ("127.0.0.1", False), ("10.1.2.3", False), ("172.16.0.1", False), ("192.168.1.1", False), ("169.254.169.254", False), ("100.64.0.1", False),
        ("0.0.0.0", False), ("224.0.0.1", False), ("255.255.255.255", False), ("::", False), ("::1", False), ("fe80::1%eth0", False),
        ("fc00::1", False), ("ff02::1", False), ("::ffff:10.0.0.1", False), ("64:ff9b::7f00:1", False), ("2002:7f00:1::", False),
    ],
)  # fmt: skip
def test_which_addresses_are_public(address: str, is_public: bool) -> None:
    assert web._is_public(address) is is_public


def test_a_name_is_resolved_once_and_the_checked_address_is_asked(end: FarEnd, monkeypatch: pytest.MonkeyPatch) -> None:
    """The far end of a name server that gives a public address first and a private one a moment later."""
    port = int(end.url.rpartition(":")[2])
    answers = ["127.0.0.1", "8.8.8.8"]
    asked: list[str] = []

    def resolve(host: str, *args: object, **options: object) -> list[tuple[object, ...]]:
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (answers.pop(), port))]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    connected: list[object] = []

    def connect(sock: socket.socket, address: object) -> None:
        connected.append(address)
        raise ConnectionRefusedError(111, "Connection refused")

    monkeypatch.setattr(socket.socket, "connect", connect)

    with pytest.raises(web.WebError, match="refuses the connection"):
        web.ask(f"http://rebind.example:{port}/", {}, web.Door(seconds=2))
    assert (asked, connected) == (["rebind.example"], [("8.8.8.8", port)])

    with pytest.raises(web.ForbiddenError, match=r"rebind\.example has the address 127\.0\.0\.1"):
        web.ask(f"http://rebind.example:{port}/", {}, web.Door(seconds=2))
    assert len(connected) == 1


# ---------------------------------------------------------------- Limits


def test_a_bomb_is_not_unpacked(folder: SiteFolder, end: FarEnd) -> None:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    bomb = b"".join(packer.compress(b"\0" * 1_000_000) for _ in range(300)) + packer.flush()
    end.replies["/bomb"] = Reply(bomb, FEED, headers=(("Content-Encoding", "gzip"),))

    start = time.monotonic()
    assert failure(follow(folder, f"{end.url}/bomb")) == "it has more than 10 MB"
    assert len(bomb) < 400_000 and time.monotonic() - start < 5


def test_a_packed_answer_is_unpacked(folder: SiteFolder, end: FarEnd) -> None:
    end.replies["/feed"] = Reply(gzip.compress(rss("bridge")), FEED, headers=(("Content-Encoding", "gzip"),))

    (path,) = follow(folder, f"{end.url}/feed").written

    assert served.loads((folder.root / path).read_bytes(), path).body == rss("bridge")


def test_an_answer_that_is_too_large_is_not_read(folder: SiteFolder, end: FarEnd) -> None:
    end.replies["/feed"] = Reply(rss("bridge") + b" " * 200_000, FEED)

    assert failure(follow(folder, f"{end.url}/feed", settings="private_hosts: [127.0.0.1], megabytes: 0.1")) == "it has more than 0.1 MB"


def _drip(piece: bytes) -> Reply:
    def act(handler: BaseHTTPRequestHandler) -> None:
        try:
            handler.wfile.write(b"HTTP/1.1 200 OK\r\n" if piece == b"x" else b"")
            handler.wfile.write(b"Content-Type: text/html\r\n\r\n" if piece == b"x" else b"")
            for _ in range(400):
                handler.wfile.write(piece)
                handler.wfile.flush()
                time.sleep(0.05)
        except OSError:
            pass  # the client left, as it should

    return Reply(act=act)


@pytest.mark.parametrize("piece", [b"x", b"H"])
def test_a_slow_answer_is_given_up_however_slowly_it_drips(folder: SiteFolder, end: FarEnd, piece: bytes) -> None:
    end.replies["/slow"] = _drip(piece)

    start = time.monotonic()
    report = follow(folder, f"{end.url}/slow", settings="private_hosts: [127.0.0.1], seconds: 0.5")

    assert failure(report) == "it gave no whole answer within 0.5 seconds"
    assert time.monotonic() - start < 5


def test_an_answer_that_breaks_off_is_not_taken(folder: SiteFolder, end: FarEnd) -> None:
    def act(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\nContent-Type: text/html\r\n\r\n<html>")

    end.replies["/half"] = Reply(act=act)

    assert "breaks off" in failure(follow(folder, f"{end.url}/half"))
    assert not (folder.root / "content/inbox/fetched").exists()


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a certificate for 127.0.0.1 that nobody vouches for."""
    if not (openssl := shutil.which("openssl")):
        pytest.skip("openssl is not installed")
    file = tmp_path_factory.mktemp("tls") / "both.pem"
    made = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"]
    subprocess.run([openssl, *made, "-keyout", file.with_name("key.pem"), "-out", file], check=True, capture_output=True)
    return file


def test_tls_is_spoken_with_those_whose_certificate_holds_and_with_no_other(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, certificate.with_name("key.pem"))
    door = web.Door(private_hosts=frozenset(("127.0.0.1", "localhost")), seconds=5)
    with far_end(context) as end:
        end.replies["/feed"] = Reply(rss("bridge"), FEED)
        with pytest.raises(web.WebError, match="its certificate is not valid: self"):
            web.ask(f"{end.url}/feed", {}, door)

        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        assert web.ask(f"{end.url}/feed", {}, door).body == rss("bridge")
        with pytest.raises(web.WebError, match=r"its certificate is not valid: .*localhost"):
            web.ask(f"{end.url}/feed".replace("127.0.0.1", "localhost"), {}, door)


# ---------------------------------------------------------------- Manners


def test_robots_txt_is_respected(folder: SiteFolder, end: FarEnd) -> None:
    end.replies["/robots.txt"] = Reply(b"User-agent: *\nDisallow: /private/\n\nUser-agent: other\nDisallow: /\n", "text/plain")
    end.replies["/feed"], end.replies["/private/feed"] = Reply(rss("bridge"), FEED), Reply(rss("ferry"), FEED)
    end.replies["/around"] = Reply(status=302, headers=(("Location", "/private/feed"),))

    report = follow(folder, f"{end.url}/feed", f"{end.url}/private/feed", f"{end.url}/around")

    assert len(report.written) == 1
    assert [found.message for found in report.failed] == ["its robots.txt does not allow it"] * 2
    assert sorted(end.paths()) == ["/around", "/feed"]
    assert [one.path for one in end.asked].count("/robots.txt") == 1


def test_a_robots_txt_that_the_server_cannot_give_allows_nothing(folder: SiteFolder, end: FarEnd) -> None:
    end.replies["/robots.txt"], end.replies["/feed"] = Reply(status=503), Reply(rss("bridge"), FEED)

    report = follow(folder, f"{end.url}/feed", f"{end.url}/other")

    assert all("answers 503 when it is asked for robots.txt" in found.message for found in report.failed) and len(report.failed) == 2
    assert [one.path for one in end.asked] == ["/robots.txt"], "and it is asked once a run"


def test_we_say_who_we_are(folder: SiteFolder, end: FarEnd) -> None:
    end.replies["/feed"] = Reply(rss("bridge"), FEED)

    follow(folder, f"{end.url}/feed")
    assert {one.headers["user-agent"] for one in end.asked} == {web.AGENT}
    follow(folder, f"{end.url}/feed", settings='private_hosts: [127.0.0.1], agent: "morning/2.0 (+https://example.org)"')
    assert end.asked[-1].headers["user-agent"] == "morning/2.0 (+https://example.org)"


def test_one_host_is_asked_with_pauses(folder: SiteFolder, end: FarEnd) -> None:
    end.replies["/robots.txt"] = Reply(b"User-agent: *\nCrawl-delay: 7\n", "text/plain")
    for name in ("/a", "/b", "/c"):
        end.replies[name] = Reply(rss(name.strip("/")), FEED)
    follow(folder, f"{end.url}/a", f"{end.url}/b", f"{end.url}/c", settings="private_hosts: [127.0.0.1], interval: 3")
    waited: list[float] = []

    fetch.fetch(folder.root, config.load(folder.root), NOW, waited.append)

    assert waited == [7.0, 7.0]


# ---------------------------------------------------------------- Failures


@pytest.mark.parametrize(
    ("status", "message"),
    [(404, "the server answers 404: it is not there"), (410, "the server answers 410: it is gone for good"), (500, "the server answers 500: it cannot give it")],
)
def test_a_dead_source_is_told_and_stops_no_other(folder: SiteFolder, end: FarEnd, status: int, message: str) -> None:
    end.replies["/dead"], end.replies["/feed"] = Reply(status=status), Reply(rss("bridge"), FEED)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        closed = f"http://127.0.0.1:{free.getsockname()[1]}/feed"

    report = follow(folder, f"{end.url}/dead", closed, "http://no-such-host.invalid/", f"{end.url}/feed")

    assert len(report.written) == 1
    assert [found.message for found in report.failed] == [message, "it refuses the connection", "the host no-such-host.invalid is not known"]


def test_what_is_neither_feed_nor_page_is_not_taken(folder: SiteFolder, end: FarEnd) -> None:
    end.replies["/file"] = Reply(b"%PDF-1.7 ...", "application/pdf")

    assert failure(follow(folder, f"{end.url}/file")) == "it is neither a feed nor a page (application/pdf)"


def test_the_verb_sums_up(folder: SiteFolder, end: FarEnd) -> None:
    end.replies["/feed"] = Reply(rss("bridge"), FEED)
    follow(folder, f"{end.url}/dead", f"{end.url}/feed")
    (folder.root / ".cache/fetch.json").unlink()

    run = folder.run("fetch")

    assert run.status == 0
    assert run.out.endswith("2 addresses asked: 1 gave something new, 1 failed.\n")
    assert run.err == f"{end.url}/dead: the server answers 404: it is not there\n    see `follow` in site_config.yaml\n"


def test_to_follow_one_more_source_makes_no_page_anew(folder: SiteFolder, end: FarEnd) -> None:
    end.replies["/feed"] = Reply(rss("bridge"), FEED)
    follow(folder, f"{end.url}/feed")
    folder.run("ingest")
    folder.build()

    follow(folder, f"{end.url}/feed", f"{end.url}/other")

    assert folder.build().written == ()


def test_a_scheme_that_is_not_asked_is_a_fault_of_the_settings(folder: SiteFolder) -> None:
    folder.write("site_config.yaml", "name: X\nid: x\nfollow: [file:///etc/passwd]\n")

    run = folder.run("fetch")

    assert run.status == 1
    assert "“file:///etc/passwd” cannot be asked" in run.err


# ---------------------------------------------------------------- Files


def test_what_was_served_is_written_and_read_as_it_was() -> None:
    for body in (b"", b"HTTP is a word\r\n\r\n", b"\xff\x00\r\n"):
        document = Served(address="https://e.example/ü", type="text/html; charset=x", outlet="A\r\nB", body=b"<p>" + body)

        found = served.loads(served.dumps(document), "x.http")

        assert (found.address, found.type, found.outlet, found.body) == ("https://e.example/ü", "text/html; charset=x", "A B", b"<p>" + body)


def test_a_list_says_which_of_its_lines_are_no_addresses() -> None:
    told = [str(found) for found in address_list.parse(b"https://e.example/a\nftp://e.example\n", "x.urls")]

    assert told[0].startswith("x.urls:2: the line is no address")
    assert not address_list.is_list(b"See https://e.example/a\n") and not address_list.is_list(b"")


def test_nothing_is_left_half_written(folder: SiteFolder, end: FarEnd) -> None:
    end.replies["/feed"] = Reply(rss("bridge"), FEED)
    follow(folder, f"{end.url}/feed")

    assert [path.name for path in Path(folder.root).rglob("*.part")] == []
