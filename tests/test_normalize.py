"""From what a raw article offers to the article: which evidence wins, what is made, and what is doubted."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest import content
from digest.config import Config, SourceRule
from digest.ingest import dates, headline
from digest.ingest.normalize import normalize, weigh
from digest.ingest.raw import Evidence, RawArticle
from digest.language import count_words
from digest.model import Article, Source, Topic

NOW = dt.datetime(2026, 11, 23, 8, tzinfo=dt.UTC)
LATEST = dt.date(2026, 11, 24)
SHA = "ab" * 32
CONFIG = Config(name="The Test")
LEDE = "Rain has filled the reservoirs of the north, the Weather Bureau said on Wednesday."
EAST = dt.timezone(dt.timedelta(hours=8))


def made(text: str = LEDE, *, file: str = "foo.txt", config: Config = CONFIG, part: int = 1, truncated: bool = False, **evidence: Any) -> Article:
    """Normalize a text with evidence: a value, or a list of values, each as an editor's header states it."""
    return normalize(raw_article(text, part, truncated, evidence), file=file, sha256=SHA, config=config, added=NOW)


def raw_article(text: str, part: int, truncated: bool, evidence: dict[str, Any]) -> RawArticle:
    offered = {
        field: tuple(item if isinstance(item, Evidence) else Evidence(value=item, where=f"the line `{field}:`") for item in _each(values))
        for field, values in evidence.items()
    }
    return RawArticle(text=text, part=part, truncated=truncated, evidence=offered)


def _each(values: Any) -> list[Any]:
    return values if isinstance(values, list) else [values]


# Title


def test_a_title_that_is_stated_wins_and_is_not_doubted() -> None:
    article = made(title="Rain at last")
    assert (article.title, article.review.get("title")) == ("Rain at last", None)


def test_a_title_is_made_from_the_first_sentence_without_who_said_so() -> None:
    article = made()
    assert article.title == "Rain has filled the reservoirs of the north"
    assert article.review["title"] == "made from the first sentence"


def test_a_title_is_made_from_the_dek_where_there_is_one() -> None:
    article = made(dek="The firm is not in talks to sell chips to China, but it would welcome a change in policy that bars the activity today")
    assert article.title == "The firm is not in talks to sell chips to China"
    assert article.review["title"] == "made from the dek"


def test_a_line_that_is_hardly_a_title_is_the_title_and_doubted() -> None:
    article = made(title=Evidence(value="Rain at last", where="its first line", sure=0.6))
    assert (article.title, article.review["title"]) == ("Rain at last", "perhaps no title: its first line")


@pytest.mark.parametrize(
    ("sentence", "title"),
    [
        ("ByteDance Ltd (字節跳動) is in talks with Washington, the Wall Street Journal reported on Wednesday.", "ByteDance Ltd is in talks with Washington"),
        ("WeChat users cannot challenge the order, the US said.", "WeChat users cannot challenge the order"),
        ("China has issued guidance on chips, two sources familiar with the matter told Reuters.", "China has issued guidance on chips"),
        ("According to the Weather Bureau, rain has filled the reservoirs.", "Rain has filled the reservoirs"),
        ("Rain has filled the reservoirs, according to the Weather Bureau.", "Rain has filled the reservoirs"),
        ("One investor met with officials to discuss security, the Journal reported, citing someone familiar with the matter.", "One investor met with officials to discuss security"),
        ("The maker sold its house for ¥97 billion (US$630 million) to Minth Group (敏實集團).", "The maker sold its house for ¥97 billion to Minth Group"),
        ("The suit is over, the company said it would appeal.", "The suit is over, the company said it would appeal"),
        ("“We will win,” Huang said.", "“We will win,” Huang said"),
        ("TAIPEI, Sept. 5 (Reuters) — Rain has filled the reservoirs.", "Rain has filled the reservoirs"),
        ("Shares rose in the U.S. They fell elsewhere.", "Shares rose in the U.S."),
        ("Is it over? Yes.", "Is it over?"),
        ("Meanwhile, talks go on in both of the capitals.", "Talks go on in both of the capitals"),
        ("字節跳動（ByteDance）正在與華盛頓談判，以避免出售業務，《華爾街日報》週三報導。", "字節跳動正在與華盛頓談判，以避免出售業務"),
        ("據路透社報導，中國已發布指引。", "中國已發布指引"),
        ("政府は昨日、新しい法律を発表した、と共同通信が報じた。次。", "政府は昨日、新しい法律を発表した"),
    ],
)
def test_titles_from_sentences(sentence: str, title: str) -> None:
    language = "zh" if re.search("[\u3400-\u9fff]", sentence[:3]) else "en"
    assert headline.make_title(headline.lede(sentence), language) == title


@pytest.mark.parametrize(
    ("sentence", "title"),
    [
        (
            "TikTok has been at the center of a storm between the two capitals, and the president gave Americans a deadline to stop doing business with it.",
            "TikTok has been at the center of a storm between the two capitals",
        ),
        (
            "The regulations could make it harder for the firm to sell the popular video app, which features clips of dance routines and jokes.",
            "The regulations could make it harder for the firm to sell the popular video app",
        ),
        (
            "中國政府已發布指引，要求所有接受國家資金的新資料中心項目只能使用國產人工智慧晶片，這可能是迄今為止最積極的舉措之一。",
            "中國政府已發布指引，要求所有接受國家資金的新資料中心項目只能使用國產人工智慧晶片",
        ),
    ],
)
def test_a_long_title_is_cut_where_a_clause_ends(sentence: str, title: str) -> None:
    assert headline.make_title(sentence, "en") == title


@given(st.lists(st.text("abcdefghijklmnopqrstuvwxyzABC’-", min_size=1, max_size=14), min_size=1, max_size=60).map(" ".join))
def test_a_title_is_never_cut_within_a_word(prose: str) -> None:
    title = headline.make_title(prose, "en").removesuffix("…")
    assert {word.strip("-’").casefold() for word in title.split()} <= {word.strip("-’").casefold() for word in prose.split()}
    assert len(title) <= 200


@given(st.text(max_size=400))
def test_whatever_the_text_a_page_can_be_written_and_read_again(text: str) -> None:
    article = made(text)
    assert article.title
    assert content.loads(content.dumps(article), article.path) == article


def test_a_text_without_a_word_is_named_by_its_file() -> None:
    article = made("", file="2020/note.txt")
    assert (article.title, article.review["title"]) == ("note", "made from the file's name")


# Summary


def test_the_summary_is_one_or_two_whole_sentences_without_glosses() -> None:
    article = made("Minth Group (敏實集團) rose on Sept. 15 in the US. Nissan Corp. fell. A third sentence.")
    assert article.summary == "Minth Group rose on Sept. 15 in the US. Nissan Corp. fell."


def test_a_second_sentence_that_does_not_fit_stays_out() -> None:
    assert made(f"{LEDE} {'So it goes on and on ' * 15}.").summary == LEDE


def test_the_dek_is_the_summary_and_a_stated_summary_is_first() -> None:
    assert made(dek="The dek.").summary == "The dek."
    assert made(dek="The dek.", summary="The editor’s.").summary == "The editor’s."
    assert made(dek="The dek.", summary=Evidence(value="The feed’s.", where="the feed", sure=0.5)).summary == "The dek."


def test_the_summary_of_a_text_that_breaks_off_has_no_part_of_a_sentence() -> None:
    assert made("One whole sentence stands here. Huang yesterday said", truncated=True).summary == "One whole sentence stands here."
    assert made("Huang yesterday said…", truncated=True).summary == ""


def test_the_summary_has_no_markup() -> None:
    assert made("# A heading\n\n**Rain** fell in [the north](https://example.org) \\*again\\*.").summary == "Rain fell in the north *again*."


# Dates


@pytest.mark.parametrize(
    ("stated", "when"),
    [
        ("2020-09-11", dt.date(2020, 9, 11)),
        ("2020-09-11T08:00:00+08:00", dt.datetime(2020, 9, 11, 8, tzinfo=EAST)),
        ("2020-09-11 10:00:28 -0400", dt.datetime(2020, 9, 11, 10, 0, 28, tzinfo=dt.timezone(dt.timedelta(hours=-4)))),
        ("Fri, 11 Sep 2020 08:00:00 +0800", dt.datetime(2020, 9, 11, 8, tzinfo=EAST)),
        ("Fri, 11 Sep 20 08:00:00 GMT", dt.datetime(2020, 9, 11, 8, tzinfo=dt.UTC)),
        ("Sept. 15, 2020", dt.date(2020, 9, 15)),
        ("Tuesday, September 15, 2020 at 10:30 a.m. EDT", dt.datetime(2020, 9, 15, 10, 30, tzinfo=dt.timezone(dt.timedelta(hours=-4)))),
        ("15 September 2020", dt.date(2020, 9, 15)),
        ("15th of September, 2020", dt.date(2020, 9, 15)),
        ("15. September 2020", dt.date(2020, 9, 15)),
        ("15 de septiembre de 2020", dt.date(2020, 9, 15)),
        ("11 сентября 2020", dt.date(2020, 9, 11)),
        ("11 września 2020", dt.date(2020, 9, 11)),
        ("11 Eylül 2020", dt.date(2020, 9, 11)),
        ("11. syyskuuta 2020", dt.date(2020, 9, 11)),
        ("03.04.2020", dt.date(2020, 4, 3)),
        ("2020年9月11日", dt.date(2020, 9, 11)),
        ("民國109年9月11日", dt.date(2020, 9, 11)),
        ("2020년 9월 11일", dt.date(2020, 9, 11)),
        ("2020/09/11", dt.date(2020, 9, 11)),
        ("15/09/2020", dt.date(2020, 9, 15)),
        ("09/15/2020", dt.date(2020, 9, 15)),
        ("03/03/2020", dt.date(2020, 3, 3)),
        ("2026-11-24", dt.date(2026, 11, 24)),
    ],
)
def test_dates_as_people_and_programs_write_them(stated: str, when: dt.date) -> None:
    article = made(published=stated)
    assert (article.published, article.review.get("published")) == (when, None)


@pytest.mark.parametrize(
    ("stated", "doubt"),
    [
        ("03/04/2020", "“03/04/2020” is 3 April or March 4, 2020"),
        ("2025-02-30", "“2025-02-30” is no day of the calendar"),
        ("Feb. 30, 2020", "“Feb. 30, 2020” is no day of the calendar"),
        ("1889-05-01", "“1889-05-01” is before 1990"),
        ("2026-11-25", "“2026-11-25” is in the future"),
        ("9/15/20", "the year of “9/15/20” has two digits"),
        ("Sept. 15", "“Sept. 15” cannot be read as a date"),
        ("Wednesday", "“Wednesday” cannot be read as a date"),
        ("Jan. 1, 2020 to Jan. 3, 2020", "“Jan. 1, 2020 to Jan. 3, 2020” states more than one day"),
    ],
)
def test_a_date_that_says_no_day_stays_empty_and_is_explained(stated: str, doubt: str) -> None:
    article = made(published=stated)
    assert (article.published, article.review["published"]) == (None, doubt)


@pytest.mark.parametrize("stated", ["2020-09-11T08:00:00", "Sept. 11, 2020 8:00 a.m.", "2020年9月11日 上午8:00", "2020-09-11 08:00 CST", "Fri, 11 Sep 2020 08:00:00 -0000"])
def test_a_time_in_no_known_zone_leaves_the_day(stated: str) -> None:
    article = made(published=stated)
    assert (article.published, article.review["published"]) == (dt.date(2020, 9, 11), "the time has no zone, so only the day was kept")


@pytest.mark.parametrize("file", ["2020-09-11-foo.txt", "20200911_foo.txt", "deep/down/foo-2020-09-11.txt", "2020.09.11.txt"])
def test_the_files_name_tells_the_day(file: str) -> None:
    article = made(file=file)
    assert (article.published, article.review.get("published")) == (dt.date(2020, 9, 11), None)


@pytest.mark.parametrize(
    ("file", "doubt"),
    [
        ("000_f6c7480c647dcafb.txt", "no date in the text"),
        ("20200911a.txt", "no date in the text"),
        ("2020-09-11/foo.txt", "no date in the text"),
        ("12345678.txt", "no date in the text"),
        ("2025-02-30-foo.txt", "in the file's name, “2025-02-30” is no day of the calendar"),
        ("1975-01-01-foo.txt", "in the file's name, “1975-01-01” is before 1990"),
        ("2031-01-01-foo.txt", "in the file's name, “2031-01-01” is in the future"),
        ("2020-09-11-to-2020-09-12.txt", "in the file's name, the file's name states more than one day"),
    ],
)
def test_a_files_name_that_tells_no_day(file: str, doubt: str) -> None:
    article = made(file=file)
    assert (article.published, article.review["published"]) == (None, doubt)


def test_what_the_text_states_is_before_the_editors_date_and_that_before_the_files_name() -> None:
    def published(raw: RawArticle) -> object:
        return normalize(raw, file="2020-01-01-foo.txt", sha256=SHA, config=CONFIG, added=NOW, date=dt.date(2020, 2, 2)).published

    assert published(raw_article(LEDE, 1, False, {"published": "2020-03-03"})) == dt.date(2020, 3, 3)
    assert published(raw_article(LEDE, 1, False, {"published": "03/04/2020"})) == dt.date(2020, 2, 2)
    assert published(raw_article(LEDE, 1, False, {})) == dt.date(2020, 2, 2)


def test_two_dates_that_disagree_are_doubted() -> None:
    article = made(published=["2020-03-03", Evidence(value="2020-03-05", where="the URL", sure=0.4)])
    assert (article.published, article.review["published"]) == (dt.date(2020, 3, 3), "the URL says “2020-03-05”")


@given(st.lists(st.sampled_from(["Sept. 15,", "2020", "Wednesday", "2020-09-11", "yesterday", "May 5, 2021", "said.", "\n\n", "2020年9月11日", "on", "the"]), max_size=30))
def test_running_text_never_gives_a_date(words: list[str]) -> None:
    article = made(" ".join(words))
    assert (article.published, article.updated) == (None, None)
    assert article.review["published"] == "no date in the text"


@given(st.text(max_size=60))
def test_whatever_is_stated_is_a_day_or_a_reason(text: str) -> None:
    reading = dates.parse(text, LATEST)
    assert reading.when or reading.doubt


# Source, id, rights


def test_the_id_is_made_of_the_address_whatever_follows_its_readers_about() -> None:
    plain = made(url="https://example.org/a?x=1")
    assert plain.id == str(uuid.uuid5(uuid.NAMESPACE_URL, "https://example.org/a?x=1"))
    assert made("Other words.", url="https://example.org/a?x=1&utm_source=mail&fbclid=3").id == plain.id


def test_without_an_address_the_id_is_made_of_the_bytes_and_the_part() -> None:
    assert made().id == made("Other words.", file="bar.txt").id != made(part=2).id


@pytest.mark.parametrize("url", ["javascript:alert(1)", "example.org/a", "http://", "http://[", "https://example.org/a b", "file:///etc/passwd"])
def test_what_is_no_web_address_is_no_source(url: str) -> None:
    article = made(url=url)
    assert (article.source, article.review["source"]) == (None, f"“{url}” is no web address")


def test_an_outlet_is_known_by_its_address_where_the_settings_name_it() -> None:
    config = Config(name="T", sources=(SourceRule(name="Example Times", url="https://www.example.org", license="CC0"),))
    article = made(url="https://example.org/a", config=config)
    assert (article.source, article.rights) == (Source(name="Example Times", url="https://example.org/a"), "full")


def test_the_editors_source_is_for_texts_that_name_none() -> None:
    def source(**evidence: str) -> Source | None:
        raw = raw_article(LEDE, 1, False, evidence)
        return normalize(raw, file="a.txt", sha256=SHA, config=CONFIG, added=NOW, source="The Option").source

    assert source() == Source(name="The Option")
    assert source(source="The Header") == Source(name="The Header")


def test_a_text_that_names_no_source_is_the_editors_own() -> None:
    article = made("word " * 300)
    assert (article.rights, count_words(article.body)) == ("full", 300)


def test_a_text_with_a_source_is_cut_to_an_excerpt() -> None:
    article = made("One two three four. " * 100, source="Example Times")
    assert article.rights == "excerpt"
    assert count_words(article.body) == 120
    assert article.body.endswith("four. …")


def test_full_must_be_allowed_where_a_source_is_named() -> None:
    article = made(source="Example Times", rights="full")
    assert article.rights == "excerpt"
    assert article.review["rights"] == "“full” wants `own`, `license` or `permission` for Example Times in the settings"


def test_a_link_has_no_body() -> None:
    assert made(rights="link").body == ""
    assert made(rights="all").review["rights"] == "“all” is none of link, excerpt, full"


def test_a_text_that_breaks_off_ends_with_an_ellipsis_at_a_whole_clause() -> None:
    assert made("One sentence. Huang yesterday said", truncated=True).body == "One sentence. …"
    assert made("Costs fell, as it grapples", truncated=True).body == "Costs fell…"
    assert made("It ends here. …", truncated=True).body == "It ends here. …"


# Authors, language, topics, paths


@pytest.mark.parametrize(
    ("byline", "authors"),
    [
        ("By Jane Doe", ("Jane Doe",)),
        ("Jane Doe and John Smith", ("Jane Doe", "John Smith")),
        ("Jane Doe, John Smith and Li Wei", ("Jane Doe", "John Smith", "Li Wei")),
        ("Doe, Jane", ("Doe, Jane",)),
        ("王小明、李大華", ("王小明", "李大華")),
        ("Sandy Anderson", ("Sandy Anderson",)),
    ],
)
def test_authors(byline: str, authors: tuple[str, ...]) -> None:
    assert made(authors=byline).authors == authors


def test_the_language_is_what_is_stated_else_what_the_text_is_in_else_the_sites() -> None:
    assert made(language="zh_Hant").language == "zh-Hant"
    assert made().language == "en"
    assert made("Nvidia Blackwell").language == ""
    assert made(language="English (US)").review["language"] == "“English (US)” is no language tag"


TOPICS = (Topic(slug="weather", name="The Weather", aliases=("wx",), words={"rain": 3}), Topic(slug="trade", name="Trade", words={"tariff": 3}))


def test_topics_come_from_the_words_unless_the_editor_wrote_them() -> None:
    config = Config(name="T", topics=TOPICS)
    assert made(config=config).topics == ("weather",)
    assert made(config=config, topics="Trade").topics == ("trade",)
    assert made(config=config, topics=["wx", "trade"]).topics == ("weather", "trade")


def test_where_words_do_not_weigh_enough_the_likeliest_topics_are_told() -> None:
    article = made("A tariff was named.", title="The day", config=Config(name="T", topics=TOPICS, topic_threshold=9))
    assert (article.topics, article.review["topics"]) == ((), "no topic is sure; the likeliest is trade (6 of 9 by tariff)")
    assert "topics" not in made("Nothing was named.", title="The day", config=Config(name="T", topics=TOPICS)).review


def test_a_topic_that_is_not_declared_is_doubted_or_accepted() -> None:
    article = made(config=Config(name="T", topics=TOPICS), topics=["Trade", "Sport"])
    assert (article.topics, article.review["topics"]) == (("trade",), "not declared in the settings: Sport")
    assert made(config=Config(name="T", new_topics="accept"), topics="Water Sports").topics == ("water-sports",)


def test_a_feeds_own_topics_are_added_where_they_are_declared() -> None:
    article = made(config=Config(name="T", topics=TOPICS), topics=[Evidence(value=v, where="the feed", sure=0.5) for v in ("Trade", "Sport")])
    assert (article.topics, article.review.get("topics")) == (("weather", "trade"), None)


def test_names_are_found_with_their_other_script() -> None:
    (name,) = made("Shares of Minth Group (敏實集團) rose.").names
    assert (name.name, name.also) == ("Minth Group", "敏實集團")


def test_the_path_is_made_of_the_day_as_it_is_written_and_the_title() -> None:
    assert made(title="C++ wins", published="2020-09-30T23:30:00-08:00").path == "2020/09/c-plus-plus-wins.md"
    assert made(title="字節跳動").path == "undated/字節跳動.md"


def test_a_title_without_a_letter_is_told_apart_by_its_id() -> None:
    article = made(title="😀")
    assert article.path == f"undated/{article.id[:8]}.md"


def test_letters_that_were_guessed_are_doubted() -> None:
    article = made(charset=Evidence(value="windows-1252", where="the bytes are not UTF-8 and look like it", sure=0.4))
    assert article.review["body"] == "read as windows-1252: the bytes are not UTF-8 and look like it"


def test_the_evidence_that_decided_is_told() -> None:
    verdict = weigh(raw_article(LEDE, 1, False, {"title": "T", "url": "https://example.org"}), file="2020-09-11.txt", sha256=SHA, config=CONFIG, added=NOW)
    assert {field: evidence.where for field, evidence in verdict.evidence.items()} == {
        "title": "the line `title:`",
        "source": "the line `url:`",
        "published": "the file's name",
    }
