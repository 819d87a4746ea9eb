"""Pictures: what is counted for them, and that they cost no page that a new article does not touch."""

from __future__ import annotations

import datetime as dt
import re

from conftest import MakeSite, page
from hypothesis import given
from hypothesis import strategies as st

from digest.model import Source
from digest.site.nouns import Link, Teaser
from digest.site.pages import Counted
from digest.site.pictures import WEEKS, Day, by_year, level, month, shares, timeline, told_by_one, weekly


def teaser(topic: str = "", outlet: str = "") -> Teaser:
    topics = (Link(name=topic.title(), url=f"/topics/{topic}/"),) if topic else ()
    return Teaser(id="x", url="/x/", title="X", topics=topics, source=Source(name=outlet) if outlet else None)


def test_articles_are_counted_by_week_from_monday_to_sunday() -> None:
    days = ["2024-03-10", "2024-03-04", "2024-03-03", "2024-02-26"]  # a Sunday, its Monday, the Sunday before, its Monday
    weeks = weekly(days)
    assert weeks
    assert (weeks.counts[-2:], weeks.total, weeks.peak) == ((2, 2), 4, 2)
    assert (weeks.first, weeks.last) == (dt.date(2023, 3, 13), dt.date(2024, 3, 10))
    assert weeks.rows == ((dt.date(2024, 3, 4), 2), (dt.date(2024, 2, 26), 2))


def test_articles_without_a_date_make_no_picture() -> None:
    assert weekly([]) is None


@given(st.lists(st.dates(dt.date(1900, 1, 1), dt.date(2100, 1, 1)), min_size=1))
def test_what_is_a_year_older_than_the_newest_is_not_looked_at(days: list[dt.date]) -> None:
    newest_first = sorted(days, reverse=True)
    weeks = weekly(day.isoformat() for day in newest_first)
    assert weeks
    assert weeks.first.weekday() == 0
    assert len(weeks.counts) == WEEKS
    assert weeks.total == sum(weeks.first <= day <= weeks.last for day in days)
    assert weeks.counts[-1] == sum(day >= weeks.last - dt.timedelta(days=6) for day in days) > 0


def test_columns_stand_side_by_side_and_none_is_too_low_to_see() -> None:
    days = [dt.date(2024, 3, 10)] * 100 + [dt.date(2024, 3, 3)]
    weeks = weekly(day.isoformat() for day in days)
    assert weeks
    assert weeks.box == "0 0 207 40"
    assert weeks.columns == "M200 40v-2h3v2zM204 40v-40h3v40z"


def test_a_timeline_sets_each_day_where_it_stands_between_the_first_and_the_last() -> None:
    line = timeline([dt.date(2024, 3, 5), dt.date(2024, 3, 1), dt.date(2024, 3, 1), dt.date(2024, 3, 2)])
    assert line
    assert (line.first, line.last, line.days[0]) == (dt.date(2024, 3, 1), dt.date(2024, 3, 5), (dt.date(2024, 3, 1), 2))
    assert line.columns == "M0 40v-40h3v40zM51 40v-20h3v20zM204 40v-20h3v20z"
    assert timeline([dt.date(2024, 3, 1)] * 3) is None, "one day is no line"


def test_an_edition_is_divided_by_the_first_topic_the_largest_share_first() -> None:
    edition = [teaser(topic="space"), teaser(topic="chips"), teaser(topic="space"), teaser(), teaser(), teaser()]
    assert [(s.name, s.url, s.count, s.percent) for s in shares(edition, "topic")] == [
        ("Space", "/topics/space/", 2, 33), ("Chips", "/topics/chips/", 1, 17), ("", "", 3, 50),
    ]  # fmt: skip


def test_what_many_small_outlets_bring_is_one_share() -> None:
    edition = [teaser(outlet=f"Outlet {number}") for number in range(40)]
    *own, rest = shares(edition, "source")
    assert len(own) == 7
    assert (rest.others, rest.count, rest.percent) == (33, 33, 83)
    assert len(shares(edition[:8], "source")) == 8, "one more is shown rather than “others” that is one"


@given(st.lists(st.sampled_from(["", *"abcdefghijklmnop"]), min_size=1))
def test_shares_hold_every_article_once(outlets: list[str]) -> None:
    parts = shares([teaser(outlet=outlet) for outlet in outlets], "source")
    assert sum(part.count for part in parts) == len(outlets)
    assert abs(sum(part.percent for part in parts) - 100) <= len(parts)


def test_an_event_that_one_outlet_tells_twice_still_rests_on_one() -> None:
    two, one, nobody = [teaser(outlet="A"), teaser(outlet="B")], [teaser(outlet="A"), teaser(outlet="A"), teaser()], [teaser()]
    assert told_by_one([two, one, nobody, [teaser(outlet="C")]]) == 2


def test_cells_are_darker_in_four_steps() -> None:
    assert [level(count, 8) for count in range(9)] == [0, 1, 1, 2, 2, 3, 3, 4, 4]
    assert level(0, 0) == 0


def test_a_year_has_twelve_months_and_what_has_no_month_is_left_out() -> None:
    held = [Counted(link=Link(name=name, url=f"/{name}/"), count=1) for name in ("2024-12", "2024-01", "2020-05", "undated")]
    years = dict(by_year(held))
    assert list(years) == ["2024", "2020"]
    assert [number for number, each in enumerate(years["2024"], 1) if each] == [1, 12]
    assert all(len(months) == 12 for months in years.values())


def test_a_month_is_laid_out_from_monday() -> None:
    edition = Day(date=dt.date(2024, 9, 1), url="/editions/2024-09-01/", count=3)  # a Sunday
    first, *_, last = month("2024-09", [edition])
    assert first == (None,) * 6 + (edition,)
    assert last[0] == Day(date=dt.date(2024, 9, 30))
    assert last[1:] == (None,) * 6


def test_pictures_are_on_the_pages_that_a_new_article_touches_and_on_no_other(site: MakeSite) -> None:
    made = site()
    made.edit("site_config.yaml", "base_url", "per_page: 3\ntopics: [{slug: space, name: Space}]\nbase_url")
    for number in range(1, 10):
        made.write(f"content/articles/{number}.md", page(f"Title {number}", published=f"2024-03-0{number}", topics=["space"], source={"name": f"Outlet {number % 2}"}))
    made.build()
    assert '<path d="M200 40v-20h3v20zM204 40v-40h3v40z"/>' in made.text("topics/space/index.html")
    assert "9 articles in the last 52 weeks, at most 6 in one week" in " ".join(made.text("topics/space/index.html").split())
    assert len(re.findall("level-4", made.text("archive/2024/03/index.html"))) == 9
    before = made.public
    made.write("content/articles/new.md", page("New", published="2024-03-10", topics=["space"]))
    made.build()
    changed = {path for path, data in made.public.items() if before.get(path) != data}
    assert not [path for path in changed if "/page/" in path]


def test_an_edition_shows_its_shape_and_how_much_one_outlet_brings(site: MakeSite) -> None:
    made = site()
    made.edit("site_config.yaml", "base_url", "topics: [{slug: space, name: Space}]\nbase_url")
    for number in range(5):
        made.write(f"content/articles/{number}.md", page(f"Title {number}", published="2024-03-05", topics=["space"], source={"name": "A & B" if number else "C"}))
    made.build()
    edition = " ".join(made.text("editions/2024-03-05/index.html").split())
    assert "Of all articles here, 80% come from one outlet, <bdi>A &amp; B</bdi>." in edition
    assert "Events that one outlet alone tells of: 5 of 5." in edition
    assert '<path d="M0 0h80v1H0z"/>' in edition
    made.delete("content/articles/1.md")
    made.delete("content/articles/2.md")
    made.build()
    assert "The shape of this edition" not in made.text("editions/2024-03-05/index.html"), "three are seen at a glance"
