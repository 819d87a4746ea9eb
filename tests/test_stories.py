"""Stories on the site: what the files say, one address for good, and what an article that joins one costs."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from conftest import MakeSite, SiteFolder, page
from test_assemble import assembled

from digest import config, content
from digest.site.assemble import Content, assemble
from digest.site.rows import rows_of
from digest.site.stories import Story


def write(made: SiteFolder, day: int, slug: str, **front: object) -> None:
    values = {"id": f"id-{slug}", "published": f"2024-03-{day:02}", "source": {"name": f"The {slug.title()} News"}}
    made.write(f"content/articles/2024/03/{slug}.md", page(slug.title(), f"Body of {slug}.", **{**values, **front}))


def told(made: SiteFolder) -> dict[str, list[str]]:
    return {story.slug: slugs(story) for story in assembled(made).stories.all}


def slugs(story: Story) -> list[str]:
    return [teaser.url.split("/")[-2] for teaser in story.teasers]


def quake(site: MakeSite) -> SiteFolder:
    """Make a site on which three articles in three days tell of one event, and one of another."""
    made = site(minimal=True)
    write(made, 1, "quake")
    write(made, 2, "rescue", story="quake")
    write(made, 3, "rain")
    write(made, 4, "inquiry", story="quake")
    return made


# What the files say


def test_a_story_holds_the_articles_that_name_it_and_the_one_whose_slug_it_is(site: MakeSite) -> None:
    made = quake(site)
    assert told(made) == {"quake": ["quake", "rescue", "inquiry"]}
    (story,) = assembled(made).stories.all
    assert (story.link.name, story.link.url) == ("Quake", "/stories/quake/")


def test_a_story_needs_two_articles(site: MakeSite) -> None:
    made = site()
    write(made, 1, "alone", story="nobody-else")
    write(made, 2, "draft", story="nobody-else", draft=True)
    assert told(made) == {}


def test_an_editors_not_story_wins_over_a_slug_and_over_a_story(site: MakeSite) -> None:
    made = quake(site)
    write(made, 1, "quake", not_story=["quake"])
    assert told(made) == {"quake": ["rescue", "inquiry"]}
    write(made, 2, "rescue", story="quake", not_story=["quake"])
    assert told(made) == {}


def test_an_article_that_names_a_story_is_not_the_first_of_another(site: MakeSite) -> None:
    made = quake(site)
    write(made, 1, "quake", story="rain")
    assert told(made) == {"quake": ["rescue", "inquiry"], "rain": ["quake", "rain"]}


def test_the_address_outlives_the_first_article(site: MakeSite) -> None:
    made = quake(site)
    made.delete("content/articles/2024/03/quake.md")
    assert told(made) == {"quake": ["rescue", "inquiry"]}


def test_a_first_article_that_says_its_slug_or_has_a_jekyll_name_is_found(site: MakeSite) -> None:
    made = site()
    made.write("content/articles/2024-03-01-flood.md", page(id="1"))
    made.write("content/articles/x.md", page(id="2", slug="Snow", published="2024-03-02"))
    write(made, 3, "more-rain", story="flood")
    write(made, 4, "more-snow", story="Snow")
    assert told(made) == {"snow": ["Snow", "more-snow"], "flood": ["flood", "more-rain"]}


def test_of_several_articles_with_one_slug_the_nearest_in_time_is_the_first(site: MakeSite) -> None:
    made = quake(site)
    made.write("content/articles/2023/05/quake.md", page("The other quake", id="other", published="2023-05-01"))
    made.write("content/articles/undated/quake.md", page("A quake some time", id="some"))
    (story,) = assembled(made).stories.all
    assert story.teasers[0].id == "id-quake"


@pytest.mark.parametrize(("spelling", "slug"), [("The Sale", "the-sale"), ("並購", "並購"), ("C++", "c-plus-plus")])
def test_an_editor_may_call_a_story_what_she_likes(site: MakeSite, spelling: str, slug: str) -> None:
    made = site()
    write(made, 1, "a", story=spelling)
    write(made, 2, "b", story=slug)
    assert told(made) == {slug: ["a", "b"]}


def test_a_story_without_a_letter_is_refused_with_its_line(site: MakeSite) -> None:
    made = site()
    write(made, 1, "a", story="…")
    run = made.run("build")
    assert run.status == 1
    assert "content/articles/2024/03/a.md:6:8: `story` holds neither a letter nor a digit" in run.err
    assert "name the story by the slug of its first article" in run.err


def test_stories_do_not_depend_on_the_order_of_the_files(site: MakeSite) -> None:
    made = quake(site)
    settings, loaded = config.load(made.root), content.load(made.root)
    rows = tuple(rows_of(loaded.articles, settings))
    forward, backward = (assemble(Content(rows=some), settings)[0].stories.all for some in (rows, rows[::-1]))
    assert [(story.link, story.rows) for story in forward] == [(story.link, story.rows) for story in backward] != []


@pytest.mark.parametrize(
    ("first", "second", "known"),
    [
        ("2024-03-01", "2024-03-02", True), ("2024-03-01", "2024-03-01", False), ("2024-03-01T08:00:00Z", "2024-03-01T08:00:01Z", True),
        ("2024-03-01", "2024-03-01T08:00:00Z", False), ("2024-03-01T08:00:00Z", "2024-03-02", True), ("2024-03-01", "", False),
    ],
)  # fmt: skip
def test_who_was_first_is_said_only_where_it_is_known(site: MakeSite, first: str, second: str, known: bool) -> None:
    made = site()
    write(made, 1, "quake", published=first)
    write(made, 2, "rescue", story="quake", published=second or None, added="2024-03-02T00:00:00Z")
    (story,) = assembled(made).stories.all
    assert (story.link.name, story.first_is_known) == ("Quake", known)
    made.build()
    assert ("<strong>First</strong>" in made.text("stories/quake/index.html")) == known


# Editions: one lead, who else covered it, and what is an update


def lines(made: SiteFolder, edition: str) -> list[tuple[str, list[str], str]]:
    """Give of each item of an edition its title, those that also covered it, and what it is an update of."""
    found = assembled(made)
    wanted = next(e for e in found.days + found.weeks if e.name == edition)
    grouped = found.stories.items(wanted, found.stories.mentions(found.editions))
    return [(i.teaser.title, [t.title for t in i.also], i.update_of.title if i.update_of else "") for i in grouped]


def test_an_edition_has_one_lead_for_each_story_in_its_own_order(site: MakeSite) -> None:
    made = site()
    for slug in ("strike", "rain", "walkout", "fair", "pay"):
        write(made, 1, slug)
    for slug in ("walkout", "pay"):
        write(made, 1, slug, story="strike")
    made.write("content/editions/2024-03-01.md", "---\narticles: [2024/03/rain, 2024/03/pay, 2024/03/fair, 2024/03/strike, 2024/03/walkout]\n---\n")
    assert lines(made, "2024-03-01") == [("Rain", [], ""), ("Pay", ["Strike", "Walkout"], ""), ("Fair", [], "")]


def test_an_item_whose_story_stood_in_an_earlier_edition_is_an_update(site: MakeSite) -> None:
    made = quake(site)
    write(made, 12, "rebuilt", story="quake")
    assert lines(made, "2024-03-01") == [("Quake", [], "")]
    assert lines(made, "2024-03-02") == [("Rescue", [], "Quake")]
    assert lines(made, "2024-W09") == [("Rain", [], ""), ("Rescue", ["Quake"], "")]
    assert lines(made, "2024-W11") == [("Rebuilt", [], "Quake")]


# The pages, and what they cost


def test_a_story_has_a_page_a_feed_and_a_place_in_the_index(site: MakeSite) -> None:
    made = quake(site)
    made.build()
    assert {path for path in made.public if path.startswith("stories/")} == {
        "stories/index.html", "stories/quake/index.html", "stories/quake/feed.xml",
    }  # fmt: skip
    assert "/stories/quake/  Quake" in made.text("stories/index.html")
    assert "/stories/quake/feed.xml" in made.text("opml.xml")
    ordered = [line.split()[0] for line in made.text("stories/quake/index.html").splitlines() if line.startswith("<li>")]
    assert ordered == [f"<li>/articles/2024/03/{slug}/" for slug in ("quake", "rescue", "inquiry")]
    feed = made.text("stories/quake/feed.xml")
    assert feed.index("<title>Inquiry") < feed.index("<title>Rescue") < feed.index("<title>Quake")


def test_the_data_file_names_each_articles_story(site: MakeSite) -> None:
    made = quake(site)
    write(made, 5, "alone", story="nobody-else")
    made.build()
    found = [json.loads(line) for line in made.text("articles.jsonl").splitlines()]
    assert {a["title"]: a.get("story", "") for a in found} == {
        "Quake": "quake", "Rescue": "quake", "Inquiry": "quake", "Rain": "", "Alone": "",
    }  # fmt: skip


def test_an_article_that_joins_a_story_writes_the_storys_page_and_feed_and_what_any_article_writes(site: MakeSite) -> None:
    made, plain = quake(site), quake(site)
    made.build()
    plain.build()
    write(made, 5, "verdict", story="quake")
    write(plain, 5, "verdict")
    joins, stands_alone = ({path for path, _ in folder.build().written} for folder in (made, plain))
    assert joins - stands_alone == {"stories/quake/index.html", "stories/quake/feed.xml"}
    assert stands_alone - joins == set()


def test_a_new_story_writes_the_first_articles_page_and_the_index_once(site: MakeSite) -> None:
    made = quake(site)
    made.build()
    write(made, 5, "storm", story="rain")
    written = {path for path, _ in made.build().written}
    assert written >= {"stories/index.html", "articles/2024/03/rain/index.html", "stories/rain/index.html", "stories/rain/feed.xml"}
    assert not {path for path in written if path.startswith(("editions/2024-03-03", "stories/quake"))}


def test_whatever_happens_to_a_story_the_site_is_that_of_a_clean_build(site: MakeSite) -> None:
    made = quake(site)
    made.build()
    changes: tuple[Callable[[], None], ...] = (
        lambda: write(made, 5, "verdict", story="quake"),
        lambda: write(made, 2, "rescue", story="quake", not_story=["quake"]),
        lambda: made.delete("content/articles/2024/03/quake.md"),
        lambda: write(made, 3, "rain", story="inquiry"),
        lambda: write(made, 4, "inquiry"),
        lambda: made.delete("content/articles/2024/03/rain.md"),
    )
    for change in changes:
        change()
        made.build()
        step_by_step = made.public
        made.build(clean=True)
        assert made.public == step_by_step


def test_a_site_that_makes_no_story_pages_leads_to_none(site: MakeSite) -> None:
    made = site("=== site_config.yaml\nname: X\npages: [home, article, edition]\nfeeds: []")
    for slug in ("quake", "rescue"):
        write(made, 1, slug, story="quake")
    made.build()
    assert "Also covered by" in made.text("index.html")
    assert [path for path, data in made.public.items() if b"/stories/" in data] == []


# The theme


def test_an_articles_page_names_its_story_what_came_before_and_who_else_carries_it(site: MakeSite) -> None:
    made = site()
    write(made, 1, "quake")
    write(made, 2, "rescue", story="quake", also_at=[{"name": "Dawn", "url": "https://dawn.example/x"}, {"name": "No Web", "url": "ftp://x"}],
          via={"name": "Tide Table", "url": "https://tide.example/48"})  # fmt: skip
    made.build()
    text = made.text("articles/2024/03/rescue/index.html")
    assert '<a href="/stories/quake/">Story: <span>Quake</span></a>' in text
    assert text.index("Earlier in this story") < text.index('<a href="/articles/2024/03/quake/">Quake</a>')
    assert '<a href="https://dawn.example/x"><bdi>Dawn</bdi></a>, <bdi>No Web</bdi>' in text
    assert 'Via <a href="https://tide.example/48"><bdi>Tide Table</bdi></a>' in text
    first = made.text("articles/2024/03/quake/index.html")
    assert '<a href="/stories/quake/">Story: <span>Quake</span></a>' in first
    assert "Earlier in this story" not in first
