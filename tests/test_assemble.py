"""Sorting, indexing and addressing: editions, topics, names, rights, and what must be refused."""

from __future__ import annotations

import os
from collections.abc import Iterable

import pytest
from conftest import MakeSite, SiteFolder, page

from digest import config, content
from digest.site.assemble import Content, Site, assemble
from digest.site.indexes import Edition, Index
from digest.site.rows import rows_of


def assembled(made: SiteFolder) -> Site:
    """Assemble a site in which nothing must be refused."""
    settings, loaded = config.load(made.root), content.load(made.root)
    rows = tuple(rows_of(loaded.articles, settings))
    found, findings = assemble(Content(rows=rows, editions=loaded.editions, pages=loaded.pages), settings)
    assert findings == []
    return found


def names_of(found: Site, path: str) -> list[tuple[str, str, str]]:
    (row,) = (row for row in found.rows if row.path == path)
    return [(link.name, link.url, link.also) for link in found.names_of(row)]


def editions_of(found: Site) -> dict[str, str]:
    return {row.path: edition.url for row in found.rows if (edition := found.editions.of(row))}


def slugs(index: Index | Edition) -> list[str]:
    return [teaser.url.split("/")[-2] for teaser in index.teasers]


def editions(found: Iterable[Edition]) -> dict[str, list[str]]:
    return {edition.name: slugs(edition) for edition in found}


def write_all(made: SiteFolder, **published: str) -> None:
    for name, when in published.items():
        made.write(f"content/articles/2024/{name}.md", page(name, id=name, published=when))


# Order and addresses


def test_articles_stand_newest_first_in_an_order_that_leaves_no_tie_open(site: MakeSite) -> None:
    made = site()
    write_all(
        made,
        noon="2024-03-01T12:00:00Z", east="2024-03-01T12:00:00+08:00", b_tie="2024-02-01", a_tie="2024-02-01",
        day="2024-03-01", west="2024-02-29T23:00:00-08:00",
    )  # fmt: skip
    made.write("content/articles/undated/zz.md", page(id="zz", added="2024-02-15T00:00:00Z"))
    made.write("content/articles/undated/never.md", page(id="never"))
    assert [a.id for a in assembled(made).rows] == ["noon", "west", "east", "day", "zz", "a_tie", "b_tie", "never"]


@pytest.mark.parametrize(
    ("path", "front", "url"),
    [
        ("2024/03/a.md", {"published": "2024-03-01"}, "/articles/2024/03/a/"),
        ("anywhere/a.md", {"published": "2024-03-01"}, "/articles/2024/03/a/"),
        ("a.md", {"published": "2024-03-01", "slug": "知识库"}, "/articles/2024/03/知识库/"),
        ("2024-03-01-jekyll.markdown", {}, "/articles/2024/03/jekyll/"),
        ("a.md", {"published": "2024-04-01T02:00:00+08:00"}, "/articles/2024/04/a/"),
        ("2024/03/a.md", {}, "/articles/undated/a/"),
    ],
)
def test_an_address_is_the_month_as_written_and_the_slug(site: MakeSite, path: str, front: dict[str, str], url: str) -> None:
    made = site()
    made.write(f"content/articles/{path}", page(**front))
    assert [row.url for row in assembled(made).rows] == [url]


def test_the_archive_has_a_page_for_each_month_and_one_for_the_undated(site: MakeSite) -> None:
    made = site()
    write_all(made, a="2023-12-31", b="2024-01-01", c="2024-01-31T23:00:00-10:00")
    made.write("content/articles/x.md", page())
    assert [(m.link.url, m.link.name, m.count) for m in assembled(made).months] == [
        ("/archive/2024/01/", "2024-01", 2), ("/archive/2023/12/", "2023-12", 1), ("/archive/undated/", "undated", 1),
    ]  # fmt: skip


# Editions: days and weeks of the site's own zone


def test_an_editions_day_is_that_of_the_sites_zone(site: MakeSite) -> None:
    made = site("=== site_config.yaml\nname: X\ntime_zone: Asia/Taipei")
    write_all(made, late_in_utc="2024-03-01T16:00:00Z", early="2024-03-01T15:59:59Z", day="2024-03-01")
    assert editions(assembled(made).days) == {"2024-03-02": ["late_in_utc"], "2024-03-01": ["early", "day"]}
    made.write("site_config.yaml", "name: X\ntime_zone: UTC")
    assert editions(assembled(made).days) == {"2024-03-01": ["late_in_utc", "early", "day"]}


@pytest.mark.parametrize(
    ("day", "week"),
    [
        ("2027-01-01", "2026-W53"), ("2027-01-03", "2026-W53"), ("2027-01-04", "2027-W01"), ("2024-12-30", "2025-W01"),
        ("2024-12-29", "2024-W52"), ("2021-01-03", "2020-W53"), ("2018-12-31", "2019-W01"), ("2020-09-11", "2020-W37"),
    ],
)  # fmt: skip
def test_weeks_are_iso_weeks_at_the_years_turn_too(site: MakeSite, day: str, week: str) -> None:
    made = site()
    write_all(made, a=day)
    (edition,) = assembled(made).weeks
    assert (edition.name, edition.url, edition.day.isoweekday()) == (week, f"/editions/{week}/", 1)


def test_a_week_joins_its_days_newest_first(site: MakeSite) -> None:
    made = site()
    write_all(made, mon="2024-03-04", wed="2024-03-06", sun="2024-03-10", next_mon="2024-03-11")
    assert editions(assembled(made).weeks) == {"2024-W11": ["next_mon"], "2024-W10": ["sun", "wed", "mon"]}


def test_an_undated_article_goes_to_the_day_it_was_added_and_one_without_any_to_none(site: MakeSite) -> None:
    made = site("=== site_config.yaml\nname: X\ntime_zone: Asia/Taipei")
    made.write("content/articles/undated/a.md", page(added="2024-03-01T20:00:00Z"))
    made.write("content/articles/undated/b.md", page())
    found = assembled(made)
    assert editions(found.days) == {"2024-03-02": ["a"]}
    assert editions_of(found) == {"undated/a.md": "/editions/2024-03-02/"}


CLOSED = """
=== content/editions/2024-03-01.md
---
title: What mattered
articles: [2024/b, 2024/a.md]
---
The editor's *words*.
"""


def test_a_closed_edition_keeps_its_order_and_its_words(site: MakeSite) -> None:
    made = site(CLOSED)
    write_all(made, a="2024-03-01T10:00:00Z", b="2024-03-01T09:00:00Z")
    (edition,) = assembled(made).days
    assert (slugs(edition), edition.title, edition.closed) == (["b", "a"], "What mattered", True)
    assert edition.body.strip() == "The editor's *words*."


def test_a_late_article_goes_forward_marked_and_never_into_a_closed_edition(site: MakeSite) -> None:
    made = site(CLOSED)
    write_all(made, a="2024-03-01", b="2024-03-01", late="2024-03-01", later="2024-03-02")
    made.write("content/articles/2024/added.md", page(id="added", published="2024-03-01", added="2024-03-05T00:00:00Z"))
    found = assembled(made)
    assert editions(found.days) == {"2024-03-05": ["added"], "2024-03-02": ["later", "late"], "2024-03-01": ["b", "a"]}
    assert {e.name: set(e.late) for e in found.days} == {"2024-03-05": {"added"}, "2024-03-02": {"late"}, "2024-03-01": set()}
    assert editions_of(found)["2024/late.md"] == "/editions/2024-03-02/"

    made.write("content/editions/2024-03-02.md", "---\narticles: [2024/later]\n---\n")
    assert editions(assembled(made).days) == {
        "2024-03-05": ["added"], "2024-03-03": ["late"], "2024-03-02": ["later"], "2024-03-01": ["b", "a"],
    }  # fmt: skip


def test_a_closed_editions_page_does_not_change_when_late_articles_come(site: MakeSite) -> None:
    made = site(CLOSED, minimal=True)
    write_all(made, a="2024-03-01", b="2024-03-01")
    made.build()
    before = made.public["editions/2024-03-01/index.html"]
    write_all(made, late="2024-03-01", later="2024-03-02")
    made.build()
    assert made.public["editions/2024-03-01/index.html"] == before
    assert " late\n" in made.text("editions/2024-03-02/index.html")


def test_a_file_without_a_list_gives_words_and_leaves_the_edition_open(site: MakeSite) -> None:
    made = site("=== content/editions/2024-03-01.md\n---\ntitle: T\n---\nWords.\n")
    write_all(made, a="2024-03-01", b="2024-03-01")
    (edition,) = assembled(made).days
    assert (edition.closed, edition.title, edition.body.strip(), slugs(edition)) == (False, "T", "Words.", ["a", "b"])


def test_a_closed_week_is_as_a_closed_day_is(site: MakeSite) -> None:
    made = site("=== content/editions/2024-W10.md\n---\ntitle: The week\narticles: [2024/mon, 2024/wed]\n---\n")
    write_all(made, mon="2024-03-04", wed="2024-03-06", sun="2024-03-10", next_mon="2024-03-11")
    found = assembled(made)
    assert editions(found.weeks) == {"2024-W11": ["next_mon", "sun"], "2024-W10": ["mon", "wed"]}
    assert {w.name: (w.title, w.closed, set(w.late)) for w in found.weeks} == {
        "2024-W11": ("", False, {"sun"}), "2024-W10": ("The week", True, set()),
    }  # fmt: skip
    assert "2024-03-10" in editions(found.days), "its day is not closed"


def test_a_closed_week_may_hold_nothing(site: MakeSite) -> None:
    made = site("=== content/editions/2024-W10.md\n---\narticles: []\n---\n", minimal=True)
    write_all(made, mon="2024-03-04")
    made.build()
    assert "editions/2024-W10/index.html" not in made.public
    assert "editions/2024-W11/index.html" in made.public


def test_an_unknown_article_in_an_edition_is_a_problem_with_its_line(site: MakeSite) -> None:
    made = site("""
=== content/editions/2024-03-01.md
---
articles:
  - 2024/bytedance-sale
  - 2024/bytedence-sale
  - nothing/like/it
  - 2024/bytedance-sale.md
---
=== content/editions/2024-W09.md
---
articles: [2024/bytedance-sales]
---
""")
    made.write("content/articles/2024/bytedance-sale.md", page())
    run = made.run("build")
    assert run.status == 1
    assert run.err == """\
content/editions/2024-03-01.md:4:5: there is no article “2024/bytedence-sale”
      - 2024/bytedence-sale
        ^
    did you mean `2024/bytedance-sale`?
content/editions/2024-03-01.md:5:5: there is no article “nothing/like/it”
      - nothing/like/it
        ^
    name its page file below content/articles/ without .md; a draft cannot stand here
content/editions/2024-03-01.md:6:5: the article “2024/bytedance-sale.md” stands here twice
      - 2024/bytedance-sale.md
        ^
    keep one of the two
content/editions/2024-W09.md:2:12: there is no article “2024/bytedance-sales”
    articles: [2024/bytedance-sales]
               ^
    did you mean `2024/bytedance-sale`?
"""


def test_an_edition_has_one_file(site: MakeSite) -> None:
    made = site(CLOSED.replace("2024-03-01.md", "2024-03-01.markdown") + CLOSED)
    write_all(made, a="2024-03-01", b="2024-03-01")
    assert made.run("build").err == (
        "content/editions/2024-03-01.md: the edition 2024-03-01 has a file already, content/editions/2024-03-01.markdown\n"
        "    make one of the two\n"
    )


# Topics


TOPICS = """
=== site_config.yaml
name: X
topics:
  - {slug: technology, name: Technology}
  - {slug: semiconductors, name: Semiconductors, parent: technology, aliases: [chips, Computer Chips]}
  - {slug: ai, name: Artificial intelligence, parent: technology, aliases: [AI]}
  - {slug: idle, name: Idle}
"""


def topic_pages(made: SiteFolder) -> dict[str, list[str]]:
    return {topic.index.link.url: slugs(topic.index) for topic in assembled(made).topics}


def test_a_topic_answers_to_its_slug_its_name_and_its_aliases(site: MakeSite) -> None:
    made = site(TOPICS)
    spellings = ["semiconductors", "Semiconductors", "chips", "CHIPS", "Computer Chips", "computer chips"]
    for number, spelling in enumerate(spellings):
        made.write(f"content/articles/2024/a{number}.md", page(id=f"a{number}", topics=[spelling, "chips"]))
    found = assembled(made)
    assert topic_pages(made)["/topics/semiconductors/"] == [f"a{n}" for n in range(6)]
    assert {tuple(link.name for link in teaser.topics) for teaser in found.teasers(found.rows)} == {("Semiconductors",)}


def test_a_parent_lists_the_articles_of_its_children_once(site: MakeSite) -> None:
    made = site(TOPICS)
    made.write("content/articles/2024/both.md", page(published="2024-03-02", topics=["ai", "chips", "technology"]))
    made.write("content/articles/2024/one.md", page(published="2024-03-01", topics=["ai"]))
    assert topic_pages(made) == {
        "/topics/technology/": ["both", "one"], "/topics/semiconductors/": ["both"], "/topics/ai/": ["both", "one"],
        "/topics/idle/": [],
    }  # fmt: skip
    technology = assembled(made).topics[0]
    assert [link.name for link in technology.children] == ["Semiconductors", "Artificial intelligence"]
    assert assembled(made).topics[1].parent == technology.index.link


def test_the_old_address_of_a_topic_redirects(site: MakeSite) -> None:
    made = site(TOPICS, minimal=True)
    made.build()
    redirects = {path for path, data in made.public.items() if b"http-equiv=\"refresh\"" in data}
    assert redirects == {"topics/chips/index.html", "topics/computer-chips/index.html"}, "`AI` would be the topic's own"
    assert "url=/topics/semiconductors/" in made.text("topics/computer-chips/index.html")


def test_a_topic_that_is_not_declared_is_refused_with_its_line(site: MakeSite) -> None:
    made = site(TOPICS)
    made.write("content/articles/a.md", "---\ntitle: A\ntopics:\n- ai\n- semiconducters\n- Zoology\n---\n")
    made.write("content/articles/b.md", "---\ntitle: B\ntags: semiconducter\n---\n")
    assert made.run("build").err == """\
content/articles/a.md:5:3: there is no topic “semiconducters”
    - semiconducters
      ^
    did you mean `semiconductors`?
content/articles/a.md:6:3: there is no topic “Zoology”
    - Zoology
      ^
    declare it in site_config.yaml, or write `new_topics: accept` there
content/articles/b.md:3:7: there is no topic “semiconducter”
    tags: semiconducter
          ^
    did you mean `semiconductors`?
"""


def test_new_topics_that_differ_only_in_signs_or_script_get_five_pages(site: MakeSite) -> None:
    made = site("=== site_config.yaml\nname: X\nnew_topics: accept")
    for number, topic in enumerate(["C", "C++", "C#", "telugu", "తెలుగు"]):
        made.write(f"content/articles/2024/a{number}.md", page(id=f"a{number}", topics=[topic]))
    assert topic_pages(made) == {
        "/topics/c/": ["a0"], "/topics/c-plus-plus/": ["a1"], "/topics/c-sharp/": ["a2"],
        "/topics/telugu/": ["a3"], "/topics/తెలుగు/": ["a4"],
    }  # fmt: skip


def test_spellings_of_a_new_topic_that_differ_in_case_or_hyphens_are_one(site: MakeSite) -> None:
    made = site("=== site_config.yaml\nname: X\nnew_topics: accept")
    for number, topic in enumerate(["Deep Sea", "deep-sea", "DEEP SEA"]):
        made.write(f"content/articles/2024/a{number}.md", page(id=f"a{number}", topics=[topic]))
    (found,) = assembled(made).topics
    assert (found.index.link.name, found.index.link.url, found.index.count) == ("Deep Sea", "/topics/deep-sea/", 3)


def test_a_new_topic_without_a_letter_is_refused(site: MakeSite) -> None:
    made = site("=== site_config.yaml\nname: X\nnew_topics: accept")
    made.write("content/articles/a.md", page(topics=["!?"]))
    assert "content/articles/a.md:3:10: there is no topic “!?”" in made.run("build").err


def test_a_slug_means_its_own_topic_whatever_another_is_called(site: MakeSite) -> None:
    made = site("=== site_config.yaml\nname: X\ntopics: [{slug: apps, name: Software}, {slug: software, name: Apps}]")
    made.write("content/articles/a.md", page(topics=["apps"]))
    assert topic_pages(made) == {"/topics/apps/": ["a"], "/topics/software/": []}


# Names, sources, corrections


def test_names_keep_both_scripts_and_join_what_is_spelt_alike(site: MakeSite) -> None:
    made = site()
    made.write("content/articles/a.md", page(id="a", published="2024-03-02", names=[{"name": "ByteDance Ltd"}, {"name": "黃仁勳"}]))
    made.write("content/articles/b.md", page(id="b", published="2024-03-01", names=[{"name": "ByteDance Ltd", "also": "字節跳動"}]))
    found = assembled(made)
    assert [(i.link.name, i.link.also, i.link.url, slugs(i)) for i in found.names] == [
        ("ByteDance Ltd", "字節跳動", "/names/bytedance-ltd/", ["a", "b"]), ("黃仁勳", "", "/names/黃仁勳/", ["a"]),
    ]  # fmt: skip
    assert [(name, also) for name, _, also in names_of(found, "a.md")] == [("ByteDance Ltd", "字節跳動"), ("黃仁勳", "")]


def test_a_name_has_a_page_from_the_number_of_articles_that_the_settings_say(site: MakeSite) -> None:
    made = site("=== site_config.yaml\nname: X\nname_page_from: 2", minimal=True)
    made.write("content/articles/a.md", page(id="a", names=[{"name": "Once"}, {"name": "Twice"}]))
    made.write("content/articles/b.md", page(id="b", names=[{"name": "Twice"}]))
    found = assembled(made)
    assert [(name, url) for name, url, _ in names_of(found, "a.md")] == [("Once", ""), ("Twice", "/names/twice/")]
    made.build()
    assert [path for path in made.public if path.startswith("names/")] == ["names/index.html", "names/twice/index.html"]
    assert "Once" in made.text("names/index.html"), "the glossary has it all the same"


def test_sources_are_the_outlets_in_the_order_of_the_alphabet(site: MakeSite) -> None:
    made = site("=== site_config.yaml\nname: X\nsources: [{name: Zeta, url: 'https://zeta.example'}]", minimal=True)
    for number, name in enumerate(["Zeta", "alpha", "中央社", "Zeta", "???"]):
        made.write(f"content/articles/a{number}.md", page(id=f"a{number}", source=name))
    assert [(i.link.name, i.link.url, i.count) for i in assembled(made).sources] == [
        ("alpha", "/sources/alpha/", 1), ("Zeta", "/sources/zeta/", 2), ("中央社", "/sources/中央社/", 1),
    ]  # fmt: skip
    made.build()
    assert "sources/中央社/feed.xml" in made.public


def test_corrections_stand_in_the_ledger_newest_first_and_on_their_page(site: MakeSite) -> None:
    made = site(minimal=True)
    made.write("content/articles/a.md", page(id="a", corrections=[
        {"date": "2024-03-05", "note": "The first figure was wrong."},
        {"date": "2024-03-07T08:00:00+08:00", "note": "And the second."},
    ]))  # fmt: skip
    made.write("content/articles/b.md", page(id="b", corrections=[{"date": "2024-03-06", "note": "A name was misspelt."}]))
    made.build()
    ledger = made.text("corrections/index.html")
    assert ledger.index("And the second.") < ledger.index("A name was misspelt.") < ledger.index("The first figure")
    article = made.text("articles/undated/a/index.html")
    assert '"CorrectionComment"' in article
    assert "2024-03-07T08:00:00+08:00 And the second." in article


# Drafts


def test_a_draft_is_in_no_file_of_the_site(site: MakeSite) -> None:
    made = site("=== site_config.yaml\nname: X\nnew_topics: accept", minimal=True)
    secret = page(
        "Zanzibar title", "Zanzibar body ![z](zanzibar.png)", published="2024-03-01", draft=True, topics=["Zanzibar topic"],
        names=[{"name": "Zanzibar name", "also": "桑給巴爾"}], source={"name": "Zanzibar source"}, summary="Zanzibar summary",
        aliases=["/zanzibar-alias/"], corrections=[{"date": "2024-03-01", "note": "Zanzibar note"}], slug="zanzibar-slug",
    )  # fmt: skip
    made.write("content/articles/2024/03/zanzibar.md", secret)
    made.write("content/articles/2024/03/zanzibar.png", "zanzibar")
    made.write("content/articles/2024/03/shown.md", page(published="2024-02-01"))
    made.build()

    def traces() -> list[str]:
        return [path for path, data in made.public.items() if b"anzibar" in path.encode() + data or "桑給巴爾".encode() in data]

    assert traces() == []
    assert "editions/2024-03-01/index.html" not in made.public
    made.build(drafts=True)
    assert {"articles/2024/03/zanzibar-slug/index.html", "articles/2024/03/zanzibar-slug/zanzibar.png", "feed.xml"} <= set(traces())
    made.build()
    assert traces() == [], "the preview's build leaves nothing behind"


# What must be refused


def refused(made: SiteFolder) -> str:
    """Build; the problems. Nothing may have been written."""
    before = made.public
    run = made.run("build")
    assert (run.status, made.public) == (1, before)
    return run.err


SAME = "    change the slug, the name or the alias of one of them\n"


def test_two_pages_at_one_address_are_an_error_that_names_both(site: MakeSite) -> None:
    made = site()
    made.write("content/articles/2024/a.md", page(id="a", published="2024-03-01"))
    made.write("content/articles/old/b.md", page(id="b", published="2024-03-02", slug="a"))
    assert refused(made) == f"content/articles/2024/a.md: its address /articles/2024/03/a/ is also that of content/articles/old/b.md\n{SAME}"


def test_an_alias_may_not_stand_on_a_page_nor_on_another_alias(site: MakeSite) -> None:
    made = site()
    made.write("content/articles/a.md", "---\nid: a\ntitle: A\naliases: [/old/]\n---\n")
    made.write("content/articles/b.md", "---\nid: b\ntitle: B\naliases: [/old, /articles/undated/a/]\n---\n")
    err = refused(made)
    assert "content/articles/b.md:4:10: its address /old/ is also that of content/articles/a.md\n" in err
    assert "content/articles/b.md:4:10: its address /articles/undated/a/ is also that of content/articles/a.md\n" in err
    assert err.count(SAME) == 2


def test_a_hand_written_page_may_not_take_the_place_of_a_list(site: MakeSite) -> None:
    made = site()
    made.write("content/pages/topics.md", page())
    made.write("content/pages/feed.xml", "mine")
    made.write("content/pages/404.html", "mine")
    assert refused(made) == "".join(
        f"content/pages/{file}: its address {url} is also that of {whose}\n{SAME}"
        for file, url, whose in (
            ("404.html", "/404.html", "the page of kind `not_found`"),
            ("feed.xml", "/feed.xml", "the page of kind `atom`"),
            ("topics.md", "/topics/", "the page of kind `topics`"),
        )
    )


def test_a_file_may_not_stand_where_a_folder_must(site: MakeSite) -> None:
    made = site()
    made.write("content/articles/a.md", page(aliases=["/feed.xml"]))
    made.write("content/pages/topics", "a file without a suffix")
    err = refused(made)
    assert "content/articles/a.md:3:10: its address /feed.xml/ is also that of the page of kind `atom`\n" in err
    assert "its address /topics/ is also that of content/pages/topics\n" in err


@pytest.mark.parametrize("slug", ["..", ".", "a/b", "../../up", "a\\b", "50%", "what?", "c#", "a\x0bb"])
def test_a_slug_that_no_link_could_lead_to_is_refused_with_its_line(site: MakeSite, slug: str) -> None:
    made = site()
    made.write("content/articles/2024/a.md", page(slug=slug, published="2024-03-01"))
    err = refused(made)
    shown = slug.replace("\x0b", "␋")
    assert err.startswith(f"content/articles/2024/a.md:3:7: “/articles/2024/03/{shown}/” cannot be an address\n")
    assert err.count("content/articles") == 1


@pytest.mark.parametrize("path", ["articles/c#.md", "articles/100%.md", "pages/what?.md"])
def test_a_file_name_that_no_link_could_lead_to_is_refused(site: MakeSite, path: str) -> None:
    made = site()
    made.write(f"content/{path}", page())
    assert f"content/{path}: “/" in refused(made)


def test_a_name_that_no_file_system_takes_is_refused_with_its_line(site: MakeSite) -> None:
    made = site()
    made.write("content/articles/a.md", page(slug="长" * 81))
    assert "content/articles/a.md:3:7: “/articles/undated/长" in refused(made)
    made.write("content/articles/a.md", page(slug="长" * 80))
    assert made.run("build").status == 0


def test_a_file_name_that_is_not_utf_8_is_refused(site: MakeSite) -> None:
    made = site()
    made.write("content/pages/about.md", page())
    (made.root / "content/pages" / os.fsdecode(b"caf\xe9.png")).write_bytes(b"x")
    assert "cannot be an address" in refused(made)


def test_aliases_that_leave_the_site_are_refused(site: MakeSite) -> None:
    made = site()
    made.write("content/articles/a.md", page(aliases=["https://old.example/a/", "/../up/", "/%2e%2e/up/"]))
    assert refused(made).count("content/articles/a.md:3:10: “") == 3


def test_two_pages_may_not_share_an_id(site: MakeSite) -> None:
    made = site()
    made.write("content/articles/a.md", page(id="same"))
    made.write("content/articles/b.md", page(id="same"))
    assert refused(made) == (
        "content/articles/b.md:3:5: the id is also that of content/articles/a.md\n"
        '    id: "same"\n        ^\n'
        "    delete one of the two pages, or this `id` if it is a copy\n"
    )


def test_all_problems_come_at_once(site: MakeSite) -> None:
    made = site(TOPICS)
    made.write("content/articles/a.md", page(topics=["nope"], aliases=["/topics/"], body="![x](x.png)"))
    made.write("content/articles/b.md", page(rights="link", body="Too much."))
    made.write("content/pages/topics.md", page())
    err = refused(made)
    assert [err.count(sign) for sign in ("no topic", "/topics/ is also", "image “x.png”", "a link alone")] == [1, 2, 1, 1]


# Rights


RIGHTS = """
=== site_config.yaml
name: X
excerpt_words: 5
sources:
  - {name: Ours, own: true}
  - {name: Licensed, license: CC BY 4.0}
  - {name: Permitted, permission: by letter of 2024-01-05}
  - {name: Known, url: https://known.example}
"""
SIX = "One two three four five six."
FIVE = "One two three four five."


@pytest.mark.parametrize(
    ("source", "rights", "body", "shown"),
    [
        ("", "", SIX, "full"),
        ("Ours", "", SIX, "full"),
        ("Licensed", "", SIX, "full"),
        ("Permitted", "full", SIX, "full"),
        ("Permitted", "excerpt", FIVE, "excerpt"),
        ("Known", "", FIVE, "excerpt"),
        ("Known", "link", "", "link"),
        ("Stranger", "", FIVE, "excerpt"),
        ("", "link", "", "link"),
        ("Stranger", "", "半導體晶片製造公司", "excerpt"),  # two letters of Chinese are a word
    ],
)
def test_what_the_rights_allow_is_shown(site: MakeSite, source: str, rights: str, body: str, shown: str) -> None:
    made = site(RIGHTS)
    front = {key: value for key, value in (("source", source), ("rights", rights)) if value}
    made.write("content/articles/a.md", page(body=body, **front))
    assert {row.path: row.rights for row in assembled(made).rows} == {"a.md": shown}


@pytest.mark.parametrize(
    ("front", "body", "message"),
    [
        ("source: Known\nrights: full", FIVE, "content/articles/a.md:4:9: nothing allows the full text of “Known”"),
        ("source: {url: 'https://x.example/a'}\nrights: full", FIVE, "content/articles/a.md:4:9: nothing allows the full text of “https://x.example/a”"),
        ("source: Known\nrights: excerpt", SIX, "content/articles/a.md:4:9: the page holds 6 words of its source, and its rights allow 5"),
        ("source: Ours\nrights: excerpt", SIX, "content/articles/a.md:4:9: the page holds 6 words of its source, and its rights allow 5"),
        ("source: Known", SIX, "content/articles/a.md:3:9: the page holds 6 words of its source, and its rights allow 5"),
        ("source_url: https://x.example/a", SIX, "content/articles/a.md:3:13: the page holds 6 words of its source, and its rights allow 5"),
        ("source: Known", "半導體晶片製造公司股份", "content/articles/a.md:3:9: the page holds 6 words of its source, and its rights allow 5"),
        ("source: Known\nrights: link", "One.", "content/articles/a.md:4:9: the page holds text, and its rights allow a link alone"),
    ],
)  # fmt: skip
def test_what_the_rights_do_not_allow_is_refused_with_its_line(site: MakeSite, front: str, body: str, message: str) -> None:
    made = site(RIGHTS)
    made.write("content/articles/a.md", f"---\ntitle: A\n{front}\n---\n\n{body}\n")
    assert refused(made).splitlines()[0] == message


def test_a_star_stands_for_every_source(site: MakeSite) -> None:
    made = site("=== site_config.yaml\nname: X\nexcerpt_words: 5\nsources: [{name: '*', license: all of it}]")
    made.write("content/articles/a.md", page(body=SIX, source="Anyone"))
    assert {row.path: row.rights for row in assembled(made).rows} == {"a.md": "full"}
