"""Which topics an article gets, and which of its words decided."""

from __future__ import annotations

import pytest

from digest.ingest.topics import Hit, Proposal, propose
from digest.model import Topic

US_CHINA = Topic(slug="us-china", name="US–China", words={"US-China": 4, "US": 1, "Washington": 1, "Beijing": 1.5})
APPS = Topic(slug="apps", name="Apps", words={"TikTok": 2, "WeChat": 2, "app": 1, "微信": 2, "抖音": 2})
TECH = Topic(slug="tech", name="Technology", words={"AI": 2, "technology": 1, "chip": 1})
CHIPS = Topic(slug="chips", name="Chips", parent="tech", words={"chip": 2, "TSMC": 3, "chip ban": 4, "potato chip": -6, "AI晶片": 4})
ALL = (US_CHINA, APPS, TECH, CHIPS)


def taken(title: str, lede: str = "", text: str = "", topics: tuple[Topic, ...] = ALL) -> list[str]:
    return [proposal.topic for proposal in propose(title, lede, text, topics, 4.0) if proposal.taken]


def words(title: str, *topics: Topic) -> list[str]:
    return sorted(hit.word for proposal in propose(title, "", "", topics, 4.0) for hit in proposal.hits)


def test_an_article_gets_the_topics_that_its_words_speak_for_best_first() -> None:
    assert taken("WeChat users sue over TikTok ban", "Talks between Beijing and Washington on US-China apps go on.") == ["apps", "us-china"]


def test_what_decided_can_be_told() -> None:
    (proposal,) = propose("TikTok sale", "", "TikTok is an app.", (APPS,), 4.0)
    assert proposal == Proposal("apps", 9.0, (Hit("TikTok", 1, "title", 6.0), Hit("TikTok", 1, "text", 2.0), Hit("app", 1, "text", 1.0)), True)


def test_a_topic_below_the_threshold_is_proposed_and_not_taken() -> None:
    (proposal,) = propose("", "", "One app.", (APPS,), 4.0)
    assert (proposal.topic, proposal.score, proposal.taken) == ("apps", 1.0, False)


def test_title_counts_more_than_lede_and_lede_more_than_text() -> None:
    scores = [propose(*parts, (APPS,), 4.0)[0].score for parts in (("TikTok", "", ""), ("", "TikTok", ""), ("", "", "TikTok"))]
    assert scores == [6.0, 4.0, 2.0]


def test_a_text_that_repeats_the_lede_counts_it_once() -> None:
    lede = "TikTok was sold."
    assert propose("", lede, f"{lede}\n\nThe end.", (APPS,), 4.0) == propose("", lede, "The end.", (APPS,), 4.0)


def test_a_word_said_ten_times_is_not_worth_ten_words() -> None:
    (once,) = propose("", "", "an app", (APPS,), 4.0)
    (often,) = propose("", "", "an app " * 10, (APPS,), 4.0)
    assert once.score < often.score < 4 * once.score


def test_a_long_article_does_not_collect_what_it_mentions_in_passing() -> None:
    filler = "The weather stayed as it had been for most of the week in the northern hills. " * 60
    assert taken("", "", "TikTok and WeChat met.") == ["apps"]
    assert taken("", "", f"{filler}TikTok and WeChat met.") == []


@pytest.mark.parametrize("text", ["TikTok", "tiktok", "TIKTOK", "TikTok’s", "TikToks", "TikTok's sale", "“TikTok”", "TikTok-like", "(TikTok)"])
def test_a_word_matches_in_any_case_with_plural_and_possessive(text: str) -> None:
    assert words(text, APPS) == ["TikTok"]


@pytest.mark.parametrize("text", ["happy", "apply", "snapped", "wrapper", "apparatus"])
def test_a_word_does_not_match_inside_another(text: str) -> None:
    assert words(text, APPS) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [("tell us", []), ("the US said", ["US"]), ("the US’ order", ["US"]), ("U.S. talks", ["US"]), ("A.I. in the U.S.", ["AI", "US"]), ("Kai ai", [])],
)
def test_a_word_in_capitals_matches_only_in_capitals(text: str, found: list[str]) -> None:
    assert words(text, US_CHINA, TECH) == found


@pytest.mark.parametrize("text", ["US-China talks", "US–China talks", "U.S.-China talks", "US China talks", "US\nChina"])
def test_hyphens_dashes_and_dots_make_no_difference(text: str) -> None:
    assert words(text, US_CHINA) == ["US-China"]


def test_plurals_in_ies_and_es() -> None:
    topic = Topic(slug="x", name="X", words={"company": 1, "tax": 1, "chip ban": 1})
    assert words("companies pay taxes for chip bans", topic) == ["chip ban", "company", "tax"]


def test_scripts_without_spaces_match_anywhere_also_beside_latin_letters() -> None:
    assert words("他用微信和抖音", APPS) == ["微信", "抖音"]
    assert words("用AI晶片做app", APPS, TECH, CHIPS) == ["AI", "AI晶片", "app"]


def test_a_negative_weight_speaks_against_and_the_longer_phrase_counts_for_its_topic() -> None:
    (tech, chips) = propose("Potato chips", "", "", (TECH, CHIPS), 4.0)
    assert (chips.score, [hit.word for hit in chips.hits]) == (-18.0, ["potato chip"])
    assert [hit.word for hit in tech.hits] == ["chip"]


def test_a_parent_is_not_added_where_its_child_is() -> None:
    assert taken("AI chip from TSMC") == ["chips"]
    assert taken("AI technology") == ["tech"]


def test_what_weighs_little_beside_the_first_topic_is_passing_unless_the_title_names_it() -> None:
    lede, text = "TikTok and WeChat are apps.", "TikTok and WeChat were asked about the AI chip."
    assert taken("", "", "The AI chip.", (APPS, TECH)) == []
    assert taken("", "", "The AI chip is technology.", (APPS, TECH)) == ["tech"]
    assert taken("TikTok", lede, f"{text} It is technology.", (APPS, TECH)) == ["apps"]
    assert taken("TikTok and AI", lede, text, (APPS, TECH)) == ["apps", "tech"]


def test_at_most_four_topics() -> None:
    many = tuple(Topic(slug=f"t{n}", name=f"T{n}", words={f"word{n}": 5}) for n in range(9))
    assert taken(" ".join(f"word{n}" for n in range(9)), topics=many) == ["t0", "t1", "t2", "t3"]


def test_a_topic_without_words_is_known_by_its_name() -> None:
    assert taken("The economy grows", topics=(Topic(slug="economy", name="Economy"),)) == ["economy"]


@pytest.mark.parametrize(("text", "slugs"), [("C++ 26", ["cpp"]), ("C 23", ["c"]), ("C# 14", ["c-sharp"]), ("Vitamin c", [])])
def test_c_and_its_kin_stay_apart(text: str, slugs: list[str]) -> None:
    kin = tuple(Topic(slug=slug, name=name, words={name: 4}) for slug, name in (("c", "C"), ("cpp", "C++"), ("c-sharp", "C#")))
    assert taken(text, topics=kin) == slugs


def test_without_topics_or_text_there_is_nothing_to_propose() -> None:
    assert propose("TikTok", "", "", (), 4.0) == ()
    assert propose("", "", "", ALL, 4.0) == ()
