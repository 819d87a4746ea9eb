"""A folder with one raw file of each form, dropped into the inbox, becomes a site in one command."""

from __future__ import annotations

import json
import random
from email.message import EmailMessage
from html.parser import HTMLParser

import pytest
from conftest import MakeSite, SiteFolder

from digest import content
from digest.ingest import FORMATS
from digest.ingest.paragraphs import word_set

WORDS = word_set(
    "lamp wall stone roof garden stairs window paint copper wooden marble visitors children neighbours masons gardeners school winter "
    "spring harvest parade orchestra ticket evening morning bridge meadow bench fountain clock tower archive letter map engine pump "
    "silver carpet curtain mirror kitchen bread apples honey bicycle tram quarter street corner square market fence gate river"
)


def about(thing: str) -> str:
    """Write an article of two paragraphs, each thing's in other words."""
    dice = random.Random(thing)
    said = " ".join(f"The {' and the '.join(dice.sample(sorted(WORDS), 6))} were looked at." for _ in range(4))
    return f"The {thing} was opened on Monday by the mayor. {said}\n\nEntry is free until the end of the month. {said[:60]}"


def text(thing: str) -> str:
    return f"Title: The {thing} opens again\nDate: 2026-03-09\n\n{about(thing)}\n"


def page(thing: str, declaration: str = "<!doctype html>") -> str:
    body = "".join(f"<p>{paragraph}</p>" for paragraph in about(thing).split("\n\n"))
    head = f'<head><meta charset="utf-8"/><title>The {thing} opens again</title><meta property="article:published_time" content="2026-03-09T08:00:00Z"/></head>'
    menu = '<nav><a href="/">Home</a> <a href="/news">News</a></nav>'
    return f'{declaration}<html xmlns="http://www.w3.org/1999/xhtml">{head}<body>{menu}<article><h1>The {thing} opens again</h1>{body}</article></body></html>'


def record(thing: str) -> str:
    return json.dumps({"title": f"The {thing} opens again", "text": about(thing), "date": "2026-03-09", "url": f"https://town.example/{thing}"})


def rss(thing: str) -> str:
    item = f"<item><title>The {thing} opens again</title><link>https://town.example/{thing}</link><pubDate>Mon, 09 Mar 2026 08:00:00 GMT</pubDate><description>{about(thing)}</description></item>"
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>Town News</title><link>https://town.example/</link>{item}</channel></rss>'


def rdf(thing: str) -> str:
    spaces = 'xmlns="http://purl.org/rss/1.0/" xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    item = f'<item rdf:about="https://town.example/{thing}"><title>The {thing} opens again</title><link>https://town.example/{thing}</link><dc:date>2026-03-09T08:00:00Z</dc:date><description>{about(thing)}</description></item>'
    return f'<?xml version="1.0"?><rdf:RDF {spaces}><channel rdf:about="https://town.example/"><title>Town News</title><link>https://town.example/</link></channel>{item}</rdf:RDF>'


def atom(thing: str) -> str:
    entry = f'<entry><id>tag:town.example,2026:{thing}</id><title>The {thing} opens again</title><link href="https://town.example/{thing}"/><updated>2026-03-09T08:00:00Z</updated><published>2026-03-09T08:00:00Z</published><content>{about(thing)}</content></entry>'
    return f'<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><id>tag:town.example,2026:feed</id><title>Town News</title><updated>2026-03-09T08:00:00Z</updated>{entry}</feed>'


def letter(thing: str) -> str:
    mail = EmailMessage()
    mail["From"], mail["To"] = "The Lantern <letter@lantern.example>", "reader@example.org"
    mail["Subject"], mail["Date"] = f"The {thing} opens again", "Mon, 09 Mar 2026 08:00:00 +0000"
    mail["List-Id"] = "<letter.lantern.example>"
    mail.set_content("\n\n".join([about(thing)] * 2))
    return mail.as_string()


FORMS = {
    ".txt": text("library"),
    ".text": text("bakery"),
    ".md": f"---\ntitle: The museum opens again\ndate: 2026-03-09\n---\n\n{about('museum')}\n",
    ".html": page("swimming pool"),
    ".htm": page("castle"),
    ".xhtml": page("observatory", '<?xml version="1.0" encoding="UTF-8"?>'),
    ".xml": rss("theatre"),
    ".rss": rss("harbour"),
    ".rdf": rdf("lighthouse"),
    ".atom": atom("cinema"),
    ".json": f"[{record('windmill')}]",
    ".jsonl": f"{record('ferry')}\n",
    ".ndjson": f"{record('market')}\n",
    ".eml": letter("stadium"),
    ".mbox": f"From letter@lantern.example Mon Mar  9 08:00:00 2026\n{letter('station')}\n",
    ".http": f"HTTP/1.1 200 OK\nContent-Location: https://town.example/hall\nContent-Type: text/html; charset=utf-8\n\n{page('town hall')}",
    ".urls": "https://town.example/feed.xml\n",
    ".opml": '<opml version="2.0"><head/><body><outline text="Town" type="rss" xmlUrl="https://town.example/feed.xml"/></body></opml>',
}
"""Ending of a raw file's name → what such a file holds: an article each, but for the last two, which list addresses."""

LISTS = (".urls", ".opml")


def test_there_is_a_file_of_every_form() -> None:
    assert set(FORMS) == {*FORMATS, *LISTS}


@pytest.fixture
def dropped(site: MakeSite) -> SiteFolder:
    made = site("=== site_config.yaml\nname: X\nid: x\nbase_url: https://digest.example/repo\n")
    for suffix, data in FORMS.items():
        made.write(f"content/inbox/raw{suffix}", data)
    return made


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found |= {value for name, value in attrs if tag == "a" and name == "href" and value}


def test_it_becomes_a_site_in_one_command(dropped: SiteFolder) -> None:
    run = dropped.run()
    assert run.status == 0, run.err

    articles = content.load(dropped.root).articles
    expected = sorted(f"raw{suffix}" for suffix in FORMS if suffix not in LISTS)
    assert sorted(article.origin.file for article in articles if article.origin) == expected
    assert all(article.title.startswith("The ") and article.title.endswith(" opens again") for article in articles)
    assert {str(article.published)[:10] for article in articles} == {"2026-03-09"}
    assert all("was opened on Monday by the mayor" in article.body for article in articles)

    links = _Links()
    links.feed(dropped.text("articles/index.html"))
    assert {f"/repo/articles/{article.path.removesuffix('.md')}/" for article in articles} <= links.found
    for article in articles:
        assert f"<h1>{article.title}</h1>" in dropped.text(f"articles/{article.path.removesuffix('.md')}/index.html")


def test_the_site_has_no_fault_and_the_same_command_again_writes_nothing(dropped: SiteFolder) -> None:
    dropped.run()
    assert dropped.run("check").err == ""
    again = dropped.run()
    assert again.status == 0
    assert " 0 written, 0 deleted, the rest as it was." in again.out
