"""Which pages there are, and what a change costs."""

from __future__ import annotations

import itertools

import pytest
from conftest import MakeSite, SiteFolder, page

from digest.config import Config
from digest.model import Article
from digest.site.indexes import Maker, Teasers
from digest.site.planned import Listing, listings
from digest.site.rows import rows_of

# Pagination: numbered from the oldest


def teasers(count: int) -> Teasers:
    """Newest first: t3, t2, t1."""
    config = Config(name="X")
    rows = tuple(rows_of([Article(id=f"t{n}", title=f"T{n}", path=f"t{n}.md") for n in range(count, 0, -1)], config))
    return Teasers(rows, Maker(config, lambda spelt: ()))


def cut(count: int) -> list[Listing]:
    return list(listings("/topics/x/", teasers(count), 20))


@pytest.mark.parametrize(
    ("articles", "newest", "full"),
    [(0, 0, 0), (1, 1, 0), (19, 19, 0), (20, 20, 0), (39, 39, 0), (40, 20, 1), (41, 21, 1), (59, 39, 1), (60, 20, 2), (100, 20, 4)],
)
def test_the_newest_page_holds_up_to_twice_as_many_less_one(articles: int, newest: int, full: int) -> None:
    pages = cut(articles)
    assert [len(p.teasers) for p in pages] == [newest, *[20] * full]
    assert [p.number for p in pages] == [0, *range(full, 0, -1)]
    assert [p.total for p in pages] == [articles, *[0] * full]


@pytest.mark.parametrize("articles", [0, 1, 19, 20, 39, 40, 41, 99, 100])
def test_each_article_stands_on_one_page_and_the_pages_are_a_chain(articles: int) -> None:
    pages = cut(articles)
    assert list(itertools.chain.from_iterable(p.teasers for p in pages)) == list(teasers(articles))
    urls = [p.url for p in pages]
    assert urls[0] == "/topics/x/"
    assert urls[1:] == [f"/topics/x/page/{n}/" for n in range(len(urls) - 1, 0, -1)]
    assert [p.older for p in pages] == [*urls[1:], ""]
    assert [p.newer for p in pages] == ["", *urls[:-1]]


@pytest.mark.parametrize("before", range(130))
def test_a_new_article_changes_the_newest_page_alone_unless_one_is_spun_off(before: int) -> None:
    old, new = ({p.url: p for p in cut(n)} for n in (before, before + 1))
    changed = {url for url in new if old.get(url) != new[url]}
    if len(old) == len(new):
        assert changed == {"/topics/x/"}
    else:
        spun_off = len(new) - 1
        neighbour = {f"/topics/x/page/{spun_off - 1}/"} if spun_off > 1 else set()
        assert changed == {"/topics/x/", f"/topics/x/page/{spun_off}/"} | neighbour, "the neighbour's link to newer ones"


# The cost of a change is the size of the change


CONFIG = """
=== site_config.yaml
name: The Test
id: the-test
base_url: https://example.org
per_page: 2
feed_entries: 3
topics:
  - {slug: apps, name: Apps}
  - {slug: chips, name: Chips}
  - {slug: idle, name: Idle}
=== content/pages/about.md
---
title: About
---
Who we are.
"""


def archive(site: MakeSite, count: int = 6) -> SiteFolder:
    """Build a site of articles on as many days from 2024-03-01 on, of two topics, outlets and names in turn."""
    made = site(CONFIG, minimal=True)
    for day in range(1, count + 1):
        write_article(made, day)
    made.build()
    assert made.build().written == ()
    return made


def write_article(made: SiteFolder, day: int, **front: object) -> None:
    kind = ("apps", "chips")[day % 2]
    values = {
        "id": f"id-{day}",
        "published": f"2024-03-{day:02}",
        "topics": [kind],
        "source": f"{kind.title()} Daily",
        "names": [{"name": f"{kind.title()} Inc"}],
    }
    made.write(f"content/articles/2024/03/day-{day}.md", page(f"Title {day}", f"Body {day}.", **{**values, **front}))


def written(made: SiteFolder) -> set[str]:
    """Build, and name what was written: `x/index.html` is `x/`."""
    report = made.build()
    assert report.deleted == ()
    return {path.removesuffix("index.html") for path, _ in report.written}


LISTS_OF_LISTS = {"topics/", "sources/", "names/", "archive/", "editions/"}
CHIPS = {"topics/chips/", "topics/chips/feed.xml", "sources/chips-daily/", "sources/chips-daily/feed.xml", "names/chips-inc/"}
APPS = {path.replace("chips", "apps") for path in CHIPS}
FEEDS = {"feed.xml", "rss.xml", "feed.json"}


def test_one_new_article_writes_its_page_and_the_newest_page_of_each_of_its_lists(site: MakeSite) -> None:
    made = archive(site, 6)
    write_article(made, 7)
    chips_spin_off = {"topics/chips/page/1/", "sources/chips-daily/page/1/", "names/chips-inc/page/1/"}
    assert written(made) == {
        "", "articles/2024/03/day-7/", "editions/2024-03-07/", "editions/2024-W10/", "archive/2024/03/",
        "articles/", "articles.jsonl", "sitemap.xml", "news-sitemap.xml", *CHIPS, *chips_spin_off, *FEEDS, *LISTS_OF_LISTS,
    }  # fmt: skip


def test_a_page_spun_off_takes_its_neighbour_along(site: MakeSite) -> None:
    made = archive(site, 7)
    write_article(made, 8, topics=[], source="", names=[])
    assert written(made) == {
        "", "articles/2024/03/day-8/", "editions/2024-03-08/", "editions/2024-W10/", "archive/", "editions/",
        "archive/2024/03/", "archive/2024/03/page/3/", "archive/2024/03/page/2/",
        "articles/", "articles/page/3/", "articles/page/2/", "articles.jsonl", "sitemap.xml", "news-sitemap.xml", *FEEDS,
    }  # fmt: skip


def test_an_old_article_touches_its_own_day_and_what_is_newer_in_its_lists(site: MakeSite) -> None:
    made = archive(site, 4)
    write_article(made, 9, published="2023-12-31", topics=[], source="", names=[])
    assert written(made) == {
        "articles/2023/12/day-9/", "editions/2023-12-31/", "editions/2023-W52/", "archive/", "editions/",
        "archive/2023/12/", "articles/", "articles/page/1/", "articles.jsonl", "sitemap.xml",
        "search/",  # which has a year more now
        "editions/2024-03-01/", "editions/2024-W09/",  # whose link to the edition before leads there now
    }  # fmt: skip


def test_one_edited_body_writes_its_page_and_the_feeds_that_carry_it(site: MakeSite) -> None:
    made = archive(site)
    made.edit("content/articles/2024/03/day-6.md", "Body 6.", "Another body.")
    assert written(made) == {"articles/2024/03/day-6/", "feed.xml", "rss.xml", "feed.json"}
    made.edit("content/articles/2024/03/day-1.md", "Body 1.", "Another body.")
    assert written(made) == {"articles/2024/03/day-1/"}, "the feeds hold the newest three"


def test_one_edited_title_writes_every_page_that_shows_it(site: MakeSite) -> None:
    made = archive(site, 6)
    made.edit("content/articles/2024/03/day-6.md", "Title 6", "Another title")
    assert written(made) == {
        "", "articles/2024/03/day-6/", "editions/2024-03-06/", "editions/2024-W10/", "archive/2024/03/",
        "articles/", "articles.jsonl", "news-sitemap.xml", *APPS, *FEEDS,
    }  # fmt: skip
    made.edit("content/articles/2024/03/day-2.md", "Title 2", "Another title")
    assert written(made) == {
        "",  # among the newest of its topic
        "articles/2024/03/day-2/", "editions/2024-03-02/", "editions/2024-W09/", "archive/2024/03/page/1/",
        "articles/2024/03/day-4/", "articles/2024/03/day-6/",  # which show the earlier articles of their topic
        "articles/page/1/", "articles.jsonl", *APPS,
    }  # fmt: skip


def test_what_readers_are_not_shown_costs_nothing(site: MakeSite) -> None:
    made = archive(site, 6)
    write_article(made, 6, truncated=False, review={}, draft=False)
    assert written(made) == set()
    made.write("content/articles/2024/03/notes.txt", "not a page")
    made.write("content/articles/.hidden.md", "not a page either")
    assert written(made) == set()


def test_a_deleted_article_leaves_no_trace(site: MakeSite) -> None:
    made = archive(site, 6)
    write_article(made, 6, kicker="Zanzibar", names=[{"name": "Zanzibar Inc"}], source="Zanzibar Daily")
    made.build()
    assert any(b"anzibar" in data for data in made.public.values())
    made.delete("content/articles/2024/03/day-6.md")
    report = made.build()
    assert set(report.deleted) >= {"articles/2024/03/day-6/index.html", "names/zanzibar-inc/index.html"}
    assert not [path for path, data in made.public.items() if b"anzibar" in data or "anzibar" in path]
    assert not (made.root / "public/names/zanzibar-inc").exists()


# The kinds of pages


def test_a_site_without_an_article_is_a_site(site: MakeSite) -> None:
    made = site(CONFIG, minimal=True)
    made.build()
    assert {"index.html", "404.html", "topics/index.html", "archive/index.html", "about/index.html"} <= made.public.keys()


def test_a_site_without_any_content_folder_is_a_site(site: MakeSite) -> None:
    made = site(minimal=True)
    made.build()
    assert "index.html" in made.public


def test_only_the_kinds_and_feeds_that_the_settings_name_are_made(site: MakeSite) -> None:
    made = site("=== site_config.yaml\nname: X\npages: [home, article]\nfeeds: [atom]", minimal=True)
    write_article(made, 1, topics=[])
    made.build()
    assert {path for path in made.public if not path.startswith("static/")} == {
        "index.html", "articles/2024/03/day-1/index.html", "feed.xml", ".nojekyll",
    }  # fmt: skip


def test_home_shows_the_newest_edition_and_then_the_newest_of_each_topic_that_it_lacks(site: MakeSite) -> None:
    made = archive(site, 6)
    home = made.text("index.html")
    assert home.index("2024-03-06") < home.index("<h2>Apps") < home.index("<h2>Chips")
    assert home.count("/day-6/") == 1, "the edition's article is not told twice"
    assert [f"day-{n}/" in home for n in (5, 4, 3, 2, 1)] == [True] * 5
    assert "<h2>Idle" not in home


def test_an_article_page_shows_older_ones_of_its_first_topic(site: MakeSite) -> None:
    made = archive(site, 10)
    for day, earlier in ((10, [8, 6, 4]), (6, [4, 2]), (1, [])):
        text = made.text(f"articles/2024/03/day-{day}/index.html")
        assert [n for n in range(10, 0, -1) if f"<li>/articles/2024/03/day-{n}/" in text] == earlier


def test_hand_written_pages_stand_where_their_files_do(site: MakeSite) -> None:
    made = site(minimal=True)
    for path in ("about.md", "policy/index.md", "policy/corrections.markdown", "v1.2.md"):
        made.write(f"content/pages/{path}", page(path))
    made.build()
    assert {"about/index.html", "policy/index.html", "policy/corrections/index.html", "v1.2/index.html"} <= made.public.keys()


def test_a_hand_written_home_needs_the_place_of_ours(site: MakeSite) -> None:
    made = site("=== content/pages/index.md\n---\ntitle: Welcome\n---\nHello.", minimal=True)
    assert made.run("build").err == (
        "content/pages/index.md: its address / is also that of the page of kind `home`\n"
        "    change the slug, the name or the alias of one of them\n"
    )
    made.write("site_config.yaml", "name: X\npages: [page]")
    made.build()
    assert "Hello." in made.text("index.html")


def test_redirects_stand_at_every_old_address(site: MakeSite) -> None:
    made = site(minimal=True)
    aliases = ["/2019/old.html", "old/place/", "/中文/", "/caf%C3%A9/"]
    made.write("content/articles/2024/03/a.md", page(published="2024-03-01", aliases=aliases))
    made.build()
    for path in ("2019/old.html", "old/place/index.html", "中文/index.html", "café/index.html"):
        assert 'url=/articles/2024/03/a/"' in made.text(path)
    assert "old" not in made.text("sitemap.xml")


# Local files


def test_images_beside_an_article_stand_beside_its_page_and_go_with_it(site: MakeSite) -> None:
    made = site(minimal=True)
    folder = "content/articles/2024/03"
    body = "![a](map.png) ![b](./charts/一 二.svg) ![c](map.png)\n\n![d](https://example.com/x.png) ![e](/static/y.png)\n\n<img src='raw.gif'>"
    made.write(f"{folder}/a.md", page(body=body.replace("一 二", "%E4%B8%80%20%E4%BA%8C"), published="2024-03-01", slug="s"))
    for name in ("map.png", "charts/一 二.svg", "raw.gif", "unused.png"):
        made.write(f"{folder}/{name}", name.encode())
    made.build()
    at = "articles/2024/03/s/"
    assert {p for p in made.public if p.startswith(at)} == {at + "index.html", at + "map.png", at + "charts/一 二.svg", at + "raw.gif"}
    assert made.public[at + "map.png"] == b"map.png"

    made.write(f"{folder}/map.png", b"another")
    assert [path for path, _ in made.build().written] == [at + "map.png"]
    made.write(f"{folder}/a.md", page(body="No image.", published="2024-03-01", slug="s"))
    assert set(made.build().deleted) == {at + "map.png", at + "charts/一 二.svg", at + "raw.gif"}
    assert not (made.root / "public" / at / "charts").exists()


@pytest.mark.parametrize("name", ["gone.png", "../../secret.png", "sub"])
def test_an_image_that_is_not_there_is_a_problem(site: MakeSite, name: str) -> None:
    made = site(minimal=True)
    made.write("content/articles/2024/03/a.md", page(body=f"![a]({name})"))
    made.write("content/articles/2024/03/sub/x", "a folder is no image")
    made.write("content/secret.png", "secret")
    run = made.run("build")
    assert run.status == 1
    assert run.err.startswith(f"content/articles/2024/03/a.md:5: the image “{name}” is not there\n")
    assert not (made.root / "public").exists()


def test_the_sites_own_static_files_win_over_the_engines(site: MakeSite) -> None:
    made = site(minimal=True)
    made.write("templates/static/fonts/own.woff2", b"own")
    made.build()
    assert made.public["static/style.css"] == b"p{}\n"
    assert made.public["static/fonts/own.woff2"] == b"own"
    assert "static/icon.svg" in made.public, "the engine's, which the site lacks"
    made.delete("templates/static/style.css")
    made.build()
    assert len(made.public["static/style.css"]) > 1000


def test_files_beside_hand_written_pages_stand_at_the_same_place(site: MakeSite) -> None:
    made = site(minimal=True)
    made.write("content/pages/about.md", page())
    made.write("content/pages/google123.html", "proof")
    made.write("content/pages/press/kit.zip", b"\x00zip")
    made.write("content/pages/press/.DS_Store", b"\x00")
    made.build()
    assert (made.public["google123.html"], made.public["press/kit.zip"]) == (b"proof", b"\x00zip")
    assert not [path for path in made.public if "DS_Store" in path]


def test_one_moment_in_two_zones_stands_on_each_page_as_it_was_written(site: MakeSite) -> None:
    folder = site()
    folder.write("content/articles/east.md", page("East", published="2020-09-11T08:00:00+08:00"))
    folder.write("content/articles/west.md", page("West", published="2020-09-10T20:00:00-04:00"))
    folder.build()
    assert '<time datetime="2020-09-11T08:00:00+08:00">' in folder.text("articles/2020/09/east/index.html")
    assert '<time datetime="2020-09-10T20:00:00-04:00">' in folder.text("articles/2020/09/west/index.html")
