"""What `check` finds in a finished site, and what it lets pass."""

from __future__ import annotations

import datetime as dt
import time
from pathlib import Path

import pytest

from digest import check, config, content
from digest.errors import DigestError

NOW = dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC)
BASE = "https://user.github.io/repo"


def html(body: str = "", *, at: str = "", base: str = BASE, head: str = "") -> str:
    """A page that has all that a page must have, its body from line 9 on."""
    return (
        f'<!doctype html>\n<html lang="en">\n<head>\n<title>A page</title>\n<link rel="canonical" href="{base}/{at}">\n{head}\n'
        f"</head>\n<body><h1>A page</h1>\n{body}\n</body>\n</html>\n"
    )


def make(root: Path, files: dict[str, str | bytes]) -> None:
    """Write files below `root`; those without `content/` at their head go to `public/`."""
    for name, text in {"index.html": html(), **files}.items():
        path = root / (name if name.startswith("content/") else f"public/{name}")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode() if isinstance(text, str) else text)


def found(root: Path, files: dict[str, str | bytes], base: str = BASE) -> list[str]:
    """Make a site and say what is found in it."""
    make(root, files)
    settings = config.loads(f"name: T\nbase_url: {base}\ntime_zone: Asia/Taipei\n")
    return [str(problem) for problem in check.check(root, settings, root / "public", NOW)]


# Links


GOOD = """
<a href="/repo/">home</a> <a href="/repo">home</a> <a href="#top">top</a> <a href="#">top</a> <a href="#a">here</a>
<a href="../topics/">a folder</a> <a href="/repo/topics">its slash forgotten</a> <a href="topics/../../topics/#ai">up</a>
<a href="/repo/about">no .html</a> <a href="https://USER.github.io/repo/about.html?x=1#%E6%99%B6">absolute</a>
<a href="/repo/topics/%E6%99%B6%E7%89%87/">encoded</a> <a href="/repo/topics/晶片/">not encoded</a> <a href=" /repo/ ">blanks</a>
<a href="https://example.org/nothing/">elsewhere</a> <a href="//example.org/x">elsewhere</a> <a href="https://github.io/repo/x">x</a>
<a href="mailto:a@example.org">mail</a> <a href="#:~:text=found">a quotation</a> <a href="/repo/logo.svg#part">no page</a>
<img src="logo.svg" alt=""> <img src="data:image/png;base64,AAAA" alt=""> <picture><source srcset="logo.svg 1x, /repo/logo.svg 2x"></picture>
<h2 id="a">Twice?</h2> <a name="b"></a> <a id="c" name="c">both</a> <a href="#b">named</a>
<a href="/repo/feed.xml"><img src="/repo/logo.svg" alt="feed"></a> <a href="/repo/" aria-label="home"></a> <a href="/repo/"><svg><title>home</title></svg></a>
"""


@pytest.mark.parametrize("base", [BASE, f"{BASE}/", "https://user.github.io/repo/deep/er"])
def test_a_sound_site_passes(tmp_path: Path, base: str) -> None:
    path = base.rstrip("/").partition("user.github.io")[2]
    files = {
        "index.html": html(),
        "about.html": html('<p id="晶">', at="about.html"),
        "here/index.html": html(GOOD, at="here/"),
        "topics/index.html": html("<h2 id=ai>AI</h2><h3>x</h3><h4>y</h4><h2>z</h2>", at="topics/"),
        "topics/晶片/index.html": html(at="topics/%E6%99%B6%E7%89%87/"),
        "404.html": html('<a href="/repo/">home</a>', at="404.html"),
        "old/index.html": html('<meta http-equiv="refresh" content="0; url=/repo/topics/"><meta http-equiv="refresh" content="300">', at="topics/"),
        "here/logo.svg": "<svg/>",
        "logo.svg": "<svg/>",
        "feed.xml": "<feed/>",
        "google123.html": "google-site-verification: google123.html",
        "style.css": "/* url(gone.png) */ a { background: url('logo.svg') url(data:image/png;base64,AAAA) }",
    }
    assert found(tmp_path, {name: text.replace("/repo", path) for name, text in files.items()}, base) == []


def test_at_the_root_of_a_host_nothing_leaves_the_site(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "index.html": html('<a href="/a/">a</a> <a href="http://localhost:8000">home</a> <a href="http://localhost/x">x</a>', base="http://localhost:8000"),
        "a/index.html": html(at="a/", base="http://localhost:8000"),
    }
    assert found(tmp_path, files, "http://localhost:8000") == []


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ('<a href="/repo/topisc/">x</a>', "the link “/repo/topisc/” leads nowhere\n    did you mean `topics`?"),
        ('<a href="../topics/ai/">x</a>', "the link “/repo/topics/ai/” leads nowhere"),
        ('<a href="https://user.github.io/repo/%E6%99%B6/">x</a>', "the link “/repo/晶/” leads nowhere"),
        ('<a href="/repo/empty/">x</a>', "the link “/repo/empty/” leads nowhere"),
        ('<a href="/repo/%FF/">x</a>', "the link “/repo/�/” leads nowhere"),
        ('<a href="/topics/">x</a>', "the link “/topics/” leaves the site, which stands below /repo/\n    templates pass addresses through `href` or `permalink`"),
        ('<a href="/repository/">x</a>', "the link “/repository/” leaves the site, which stands below /repo/\n    templates pass addresses through `href` or `permalink`"),
        ('<a href="//user.github.io/topics/">x</a>', "the link “/topics/” leaves the site, which stands below /repo/\n    templates pass addresses through `href` or `permalink`"),
        ('<a href="../../">x</a>', "the link “/” leaves the site, which stands below /repo/\n    templates pass addresses through `href` or `permalink`"),
        ('<a href="#mian">x</a><p id="main">', "the link “#mian” leads to an id that the page does not have\n    did you mean `main`?"),
        ('<a href="../topics/#ia">x</a>', "the link “/repo/topics/#ia” leads to an id that the page does not have"),
        ('<a href="">x</a>', "the link has no address"),
        ('<a href="JavaScript:alert(1)">x</a>', "the link “JavaScript:alert(1)” is a script\n    a link leads to an address"),
        ('<a href="http://[">x</a>', "the link “http://[” is no address"),
        ('<img src="gone.png" alt="">', "the image “/repo/here/gone.png” leads nowhere"),
        ('<img srcset="/repo/gone.png 2x" alt="">', "the image “/repo/gone.png” leads nowhere"),
        ('<script src="/static/a.js"></script>', "the script “/static/a.js” leaves the site, which stands below /repo/\n    templates pass addresses through `href` or `permalink`"),
        ('<link rel="stylesheet" href="/repo/static/style.css?v=1">', "the file “/repo/static/style.css” leads nowhere"),
        ('<link rel="alternate" type="application/atom+xml" href="/repo/fed.xml">', "the file “/repo/fed.xml” leads nowhere\n    did you mean `feed.xml`?"),
        ('<meta property="og:image" content="https://user.github.io/repo/card.png">', "the address “/repo/card.png” leads nowhere"),
        ("<meta http-equiv='Refresh' content='0;URL=/repo/gone/'>", "the redirect “/repo/gone/” leads nowhere"),
        ('<script type="application/ld+json">{"@id": "https://user.github.io/repo/x", "item": ["https://user.github.io/repo/gone/#it"]}</script>', "the address “/repo/gone/” leads nowhere"),
    ],
)
def test_an_address_that_leads_nowhere_is_told_with_its_line(tmp_path: Path, body: str, message: str) -> None:
    files: dict[str, str | bytes] = {
        "here/index.html": html(body, at="here/"),
        "topics/index.html": html(at="topics/"),
        "empty/readme.txt": "",
        "feed.xml": "<feed/>",
    }
    assert found(tmp_path, files) == [f"public/here/index.html:9: {message}"]


def test_the_page_that_answers_everywhere_has_no_relative_links(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {"404.html": html('<a href="about.html">x</a> <a href="#x" id="x">y</a>', at="404.html"), "about.html": html(at="about.html")}
    assert found(tmp_path, files) == [
        "public/404.html:9: the link “about.html” is relative, and this page answers at any address\n    write it from the root"
    ]


def test_base_is_where_relative_links_start(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {"here/index.html": html('<a href="a/">x</a> <a href="b/">y</a>', at="here/", head='<base href="/repo/">'), "a/index.html": html(at="a/")}
    assert found(tmp_path, files) == ["public/here/index.html:9: the link “/repo/b/” leads nowhere"]


def test_style_sheets_lead_to_files(tmp_path: Path) -> None:
    css = '@import "base.css";\n/* url(no.png)\n*/\n@font-face { src: url("fonts/a b.woff2") }\np { background: url(/static/x.png) }\n'
    assert found(tmp_path, {"static/style.css": css, "static/base.css": ""}) == [
        "public/static/style.css:4: the file “/repo/static/fonts/a b.woff2” leads nowhere",
        "public/static/style.css:5: the file “/static/x.png” leaves the site, which stands below /repo/\n    templates pass addresses through `href` or `permalink`",
    ]


# Told once


def test_a_fault_of_the_footer_is_told_once(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {f"{n:03}/index.html": html('<a href="/repo/abuot/">About</a>', at=f"{n:03}/") for n in range(213)}
    assert found(tmp_path, {**files, "about/index.html": html(at="about/")}) == [
        "public/000/index.html:9: the link “/repo/abuot/” leads nowhere (and on 212 more pages)\n    did you mean `about`?"
    ]


def test_a_fault_of_a_few_pages_names_them(tmp_path: Path) -> None:
    pages: dict[str, str | bytes] = {f"{n}.html": html('<a href="x">x</a> <a href="x">x</a>', at=f"{n}.html") for n in "abcd"}
    assert found(tmp_path, pages) == [
        "public/a.html:9: the link “/repo/x” leads nowhere (and on 3 more pages: public/b.html, public/c.html, public/d.html)"
    ]
    pages = {"c.html": html(at="c.html"), "d.html": html(at="d.html")}
    assert found(tmp_path, pages) == ["public/a.html:9: the link “/repo/x” leads nowhere (and on 1 more page: public/b.html)"]


def test_a_site_that_was_built_for_another_address_is_one_problem(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {"index.html": html('<a href="/a/">a</a>', base="http://localhost:8000"), "a/index.html": html(at="a/", base="http://localhost:8000")}
    assert found(tmp_path, files) == [
        "public/index.html:5: the site was built for http://localhost:8000, and `base_url` is https://user.github.io/repo\n"
        "    build it again, or give both verbs the same `--base-url`"
    ]


# Pages


def replaced(old: str, new: str) -> str:
    page = html('<h2 id="a">One</h2>\n<a href="/repo/">home</a>', at="here/")
    assert old in page
    return page.replace(old, new)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("<title>A page</title>", "", ": the page has no <title>"),
        ("<title>A page</title>", "<svg><title>An icon</title></svg>", ": the page has no <title>"),
        (' lang="en"', "", ': the page does not say its language\n    write <html lang="en">'),
        ("<h1>A page</h1>", "", ": the page has no <h1>"),
        ("<h1>A page</h1>", "<h1> <b></b></h1>", ":8: an <h1> is empty"),
        ("<h1>A page</h1>", "<h1>A</h1>\n<h1>Another\n  one</h1>", ":9: the page has a second <h1>, “Another one”"),
        (
            '<h2 id="a">One</h2>',
            "<h2>a</h2><h4>A <em>deep</em> one</h4>",
            ":9: the heading “A deep one” is an <h4>, and the one before it an <h2>\n    make it an <h3>: those who listen to the page go by levels",
        ),
        (
            "<h1>A page</h1>",
            "<h3>Menu</h3><h1>A page</h1>",
            ":8: the heading “Menu” is an <h3>, and the one before it an <h1>\n    make it an <h2>: those who listen to the page go by levels",
        ),
        (f'<link rel="canonical" href="{BASE}/here/">', "", f': the page names no canonical address\n    write <link rel="canonical" href="{BASE}/here/">'),
        (
            f'href="{BASE}/here/"',
            f'href="{BASE}/"',
            f":5: the canonical address is not the page's own\n    it says {BASE}/, and the page stands at {BASE}/here/",
        ),
        (
            f'href="{BASE}/here/"',
            'href="/repo/here/"',
            f":5: the canonical address is not the page's own\n    it says /repo/here/, and the page stands at {BASE}/here/",
        ),
        ("One", 'One <img src="/repo/index.html">', ':9: the image “/repo/index.html” has no `alt`\n    say what it shows, or nothing (alt="") where it only adorns'),
        (">home<", '><img src="/repo/" alt=""> <', ":10: the link to “/repo/” has no text"),
        ("</a>", "", None),
        ("<a ", '<p id="a"><a ', ":10: the id “a” stands twice in the page"),
        ('<a href="/repo/">home</a>', '<a href="/repo/" aria-hidden="true"></a>', None),
        ("<body>", '<script type="application/ld+json">\n{"a":\n nothing}</script><body>', ":10: the JSON-LD cannot be parsed: Expecting value"),
        (f'<link rel="canonical" href="{BASE}/here/">', '<meta name="robots" content="NOINDEX">', None),
    ],
)
def test_what_a_page_owes_its_readers(tmp_path: Path, old: str, new: str, message: str | None) -> None:
    problems = found(tmp_path, {"here/index.html": replaced(old, new)})
    assert problems == ([f"public/here/index.html{message}"] if message else [])


def test_links_that_are_never_closed_and_links_in_headings(tmp_path: Path) -> None:
    body = '<h2><a href="/repo/">A linked heading</a></h2>\n<a href="/repo/"><a href="/repo/">text</a>\n<h3><a href="/repo/"></a></h3>'
    assert found(tmp_path, {"index.html": html(body)}) == [
        "public/index.html:10: the link to “/repo/” has no text",
        "public/index.html:11: an <h3> is empty",
    ]


def test_a_page_that_is_not_utf_8(tmp_path: Path) -> None:
    assert found(tmp_path, {"a.html": b"<html>\n\xff</html>"}) == ["public/a.html:2: the file is not UTF-8"]


# Feeds and other files for machines


ATOM = """<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom">
 <id>https://user.github.io/repo/an-id-is-no-address</id>
 <link rel="self" href="https://user.github.io/repo/feed.xml"/>
 <entry>
  <id>urn:uuid:1</id>
  <link href="https://user.github.io/repo/gone/"/>
  <link rel="via" href="https://example.org/"/>
  <content type="html">&lt;p&gt;&lt;a href="https://user.github.io/repo/lost/"&gt;x&lt;/a&gt;
&lt;img src="pic.png"&gt; &lt;a href="#fn1"&gt;1&lt;/a&gt;</content>
 </entry>
 <entry>
  <title>No id, but its source has one</title>
  <source><id>urn:x</id></source>
 </entry>
 <entry>
  <id>urn:uuid:1</id>
 </entry>
</feed>
"""


def test_what_an_atom_feed_owes_its_readers(tmp_path: Path) -> None:
    assert found(tmp_path, {"feed.xml": ATOM}) == [
        "public/feed.xml:7: the address “/repo/gone/” leads nowhere",
        "public/feed.xml:9: the link “/repo/lost/” leads nowhere",
        "public/feed.xml:10: the image “pic.png” is relative, and a feed is read elsewhere\n    write the whole address",
        "public/feed.xml:12: an entry of the feed has no id",
        "public/feed.xml:16: the id “urn:uuid:1” stands twice in the feed\n    readers are shown one of the two",
    ]


def test_what_other_feeds_and_lists_owe_their_readers(tmp_path: Path) -> None:
    rss = (
        '<rss xmlns:content="c"><channel><link>https://user.github.io/repo/</link>\n'
        '<item><guid isPermaLink="false">a</guid><link>https://user.github.io/gone/</link>\n'
        '<content:encoded><![CDATA[<a href="https://user.github.io/repo/x">x</a>]]></content:encoded></item>\n'
        "<item><title>https://user.github.io/repo/y is no address</title></item></channel></rss>"
    )
    json_feed = (
        '{"version": "https://jsonfeed.org/version/1.1", "home_page_url": "https://user.github.io/repo/z", "items":'
        ' [{"id": "https://user.github.io/repo/id", "content_html": "<a href=\\"/repo/\\">x</a>"}, {}]}'
    )
    files: dict[str, str | bytes] = {
        "rss.xml": rss,
        "feed.json": json_feed,
        "sitemap.xml": "<urlset>\n<url><loc>https://user.github.io/repo/</loc></url>\n<url><loc>\nhttps://user.github.io/repo/old/\n</loc></url></urlset>",
        "opml.xml": '<opml><body>\n<outline text="x" xmlUrl="https://user.github.io/repo/rss.xml" htmlUrl="https://user.github.io/repo/nope"/></body></opml>',
        "articles.jsonl": '{"id": "1", "url": "https://user.github.io/repo/"}\n{"url": "https://user.github.io/repo/w"}\n',
    }
    assert found(tmp_path, files) == [
        "public/articles.jsonl:2: the address “/repo/w” leads nowhere",
        "public/feed.json: an entry of the feed has no id (and on 1 more page: public/rss.xml)",
        "public/feed.json: the address “/repo/z” leads nowhere",
        "public/feed.json: the link “/repo/” is relative, and a feed is read elsewhere\n    write the whole address",
        "public/opml.xml:2: the address “/repo/nope” leads nowhere",
        "public/rss.xml:2: the address “/gone/” leaves the site, which stands below /repo/\n    templates pass addresses through `href` or `permalink`",
        "public/rss.xml:3: the link “/repo/x” leads nowhere",
        "public/sitemap.xml:3: the address “/repo/old/” leads nowhere",
    ]


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("feed.xml", "<feed>\n<entry></feed>", ":2: the file is not well-formed XML: mismatched tag"),
        ("icon.svg", "", ":1: the file is not well-formed XML: no element found"),
        ("feed.json", '{"items":\n [}', ":2: the file is not JSON: Expecting value"),
        ("site.webmanifest", b'\xff{"a": 1}', ":1: the file is not UTF-8"),
        ("articles.jsonl", '{"a": 1}\n{"b": \n', ":2: the line is not JSON: Expecting value"),
    ],
)
def test_a_file_that_no_machine_can_read(tmp_path: Path, name: str, data: str | bytes, message: str) -> None:
    assert found(tmp_path, {name: data}) == [f"public/{name}{message}"]


# Articles


def test_an_article_without_an_id_of_its_own_is_told_which_one_readers_know(tmp_path: Path) -> None:
    text = "---\ntitle: A\npublished: 2026-11-20\n---\n"
    files: dict[str, str | bytes] = {"content/articles/2026/11/a.md": text}
    by_path = content.loads(text, "2026/11/a.md").id
    assert found(tmp_path, files) == [
        f"content/articles/2026/11/a.md: the page has no id of its own\n    write `id: {by_path}`: readers know it by that, and a move would change it"
    ]
    files = {"content/articles/2026/11/a.md": text.replace("---\n", f"---\nid: {by_path}\n", 1)}
    assert found(tmp_path, files) == []


def test_a_summary_with_a_number_or_a_quotation_that_the_text_lacks(tmp_path: Path) -> None:
    def page(rest: str, body: str = "They paid 1,200,000 for it. “A great day,” she said.") -> str:
        return f"---\nid: x\ntitle: A\nadded: 2026-11-20T08:00:00Z\n{rest}---\n\n{body}\n"

    files: dict[str, str | bytes] = {
        "content/articles/right.md": page('summary: "For 1.2 million, Nobody knows whom: ‘a great day’."\n'),
        "content/articles/wrong.md": page('kicker: K\nsummary: "For 1.3 million: “a sad day”."\n'),
        "content/articles/excerpt.md": page('source: {name: Other}\nsummary: "For 1.3 million."\n'),
        "content/articles/cut.md": page('truncated: true\nsummary: "For 1.3 million."\n'),
    }
    shown = '\n    summary: "For 1.3 million: “a sad day”."\n             ^\n    mend the summary, or the text if it is that which errs'
    assert found(tmp_path, files) == [
        "content/articles/wrong.md:6:10: the summary has the number “1.3 million”, and the text has not" + shown,
        "content/articles/wrong.md:6:10: the summary has the quotation “a sad day”, and the text has not" + shown,
    ]


def test_dates_in_the_future_and_articles_without_time(tmp_path: Path) -> None:
    def page(rest: str) -> str:
        return f"---\nid: x\ntitle: A\n{rest}---\n"

    files: dict[str, str | bytes] = {
        "content/articles/added.md": page("added: 2026-11-20T08:00:00Z\nreview: {published: no date in the text}\n"),
        "content/articles/draft.md": page("published: 2031-01-01\ndraft: true\n"),
        "content/articles/never.md": page(""),
        "content/articles/now.md": page("published: 2026-11-24T20:00:00+08:00\n"),
        "content/articles/soon.md": page("published: 2026-11-24T12:00:01Z\n"),
        "content/articles/today.md": page("published: 2026-11-24\n"),
        "content/articles/tomorrow.md": page("date: 2026-11-25\n"),
    }
    assert found(tmp_path, files) == [
        "content/articles/never.md: the article has no time, and so it stands in no feed\n    write `published:`, or when the digest took it in, `added:`",
        "content/articles/soon.md:4:12: `published` lies in the future: 2026-11-24 12:00:01+00:00\n    published: 2026-11-24T12:00:01Z\n               ^\n    mend the date, or write `draft: true` until then",
        "content/articles/tomorrow.md:4:7: `published` lies in the future: 2026-11-25\n    date: 2026-11-25\n          ^\n    mend the date, or write `draft: true` until then",
    ]


def test_today_is_a_day_of_the_sites_own_zone(tmp_path: Path) -> None:
    make(tmp_path, {"content/articles/a.md": "---\nid: x\ntitle: A\npublished: 2026-11-25\n---\n"})
    settings = config.loads(f"name: T\nbase_url: {BASE}\ntime_zone: Asia/Taipei\n")
    evening = dt.datetime(2026, 11, 24, 16, tzinfo=dt.UTC)
    assert check.check(tmp_path, settings, tmp_path / "public", evening) == ()
    assert len(check.check(tmp_path, settings, tmp_path / "public", evening - dt.timedelta(seconds=1))) == 1


def test_a_broken_article_is_told_and_the_rest_is_looked_over(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {"content/articles/a.md": "no front matter", "index.html": html('<a href="x">x</a>')}
    assert found(tmp_path, files) == [
        "content/articles/a.md:1: the page has no front matter\n    open it with a line of `---`, then `title: …`, then `---`",
        "public/index.html:9: the link “/repo/x” leads nowhere",
    ]


# The whole


def test_without_a_finished_site_there_is_nothing_to_check(tmp_path: Path) -> None:
    settings = config.loads("name: T\n")
    with pytest.raises(DigestError) as caught:
        check.check(tmp_path, settings, tmp_path / "public", NOW)
    assert str(caught.value) == "public: there is no finished site\n    make it with `python build.py build`"


def test_many_files_are_spread_over_the_cores_and_nothing_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files: dict[str, str | bytes] = {f"{n}/index.html": html('<a href="/repo/x">x</a>' if n % 7 == 0 else "", at=f"{n}/") for n in range(60)}
    alone = found(tmp_path, files)
    monkeypatch.setattr(check, "_WORTH_SPREADING", 10)
    monkeypatch.setattr("digest.workers.FEW", 0)
    monkeypatch.setattr("digest.workers.cores", lambda: 3)
    assert found(tmp_path, files) == alone == ["public/0/index.html:9: the link “/repo/x” leads nowhere (and on 8 more pages)"]


def test_five_hundred_pages_take_no_more_than_seconds(tmp_path: Path) -> None:
    body = "".join(f'<li><a href="/repo/{n}/">{n}</a> <p>Some words of a news text, and some more of them.</p>' for n in range(60))
    make(tmp_path, {f"{n}/index.html": html(body, at=f"{n}/") for n in range(500)})
    settings = config.loads(f"name: T\nbase_url: {BASE}\n")
    began = time.process_time()
    assert check.check(tmp_path, settings, tmp_path / "public", NOW) == ()
    assert time.process_time() - began < 4, "a page takes some 1.5 ms; this allows for slow and busy machines"
