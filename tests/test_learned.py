"""Topics as the editor assigned them before: what is learnt, from which pages, and what is told of it."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from conftest import MakeSite, SiteFolder

from digest import content, model
from digest.ingest import learned, learning, teaching
from digest.ingest.learning import Example
from digest.ingest.topics import Hit, Proposal

pytest.importorskip("sklearn")

WATER = ["river", "lake", "rain", "dam", "reservoir", "flood", "tide", "harbor", "canal", "pipe"]
SOUND = ["violin", "drum", "song", "choir", "opera", "piano", "guitar", "melody", "concert", "chorus"]
HAN_WATER, HAN_SOUND = ("河流水庫下雨洪水港口", "音樂鋼琴合唱歌曲演奏")


def text(words: Sequence[str], number: int) -> str:
    """Write a few words about something, other ones for each number."""
    return " ".join(f"the {words[(number * step + step) % len(words)]} was seen" for step in (1, 3, 7)) + f" by witness {'abcdefghij'[number % 10] * 3}."


def han(letters: str, number: int) -> str:
    return f"昨天{letters[number % 5 * 2 :][:2]}和{letters[number % 4 * 2 :][:2]}在城裡。"


EXAMPLES = [
    *(Example(f"Report {n}", text(WATER, n), ("water",)) for n in range(25)),
    *(Example(f"Report {n + 25}", text(SOUND, n), ("sound",)) for n in range(25)),
    *(Example("", han(HAN_WATER, n), ("water",)) for n in range(20)),
    *(Example("", han(HAN_SOUND, n), ("sound",)) for n in range(20)),
]


def taken(words: str) -> list[str]:
    trained = learning.train(EXAMPLES, 0.9)
    assert trained
    return [proposal.topic for proposal in learned.propose(trained, "", words) if proposal.taken]


@pytest.mark.parametrize(
    ("words", "topics"),
    [
        ("A flood broke the dam, and the river rose.", ["water"]),
        ("The choir sang a song with the piano.", ["sound"]),
        ("水庫和港口", ["water"]),
        ("鋼琴演奏", ["sound"]),
        ("Somebody wrote a letter to a friend.", []),
        ("", []),
    ],
)
def test_a_topic_is_proposed_by_what_its_pages_have_in_common_in_any_script(words: str, topics: list[str]) -> None:
    assert taken(words) == topics


def test_the_words_that_decided_are_told_with_the_confidence() -> None:
    trained = learning.train(EXAMPLES, 0.9)
    assert trained
    first = learned.propose(trained, "", "A flood broke the dam, and the choir saw the flood and the river.")[0]
    assert (first.topic, first.taken, first.learned) == ("water", True, True)
    assert 0.7 <= first.score <= 1
    told = {hit.word: hit.count for hit in first.hits}
    assert (first.hits[0].word, told["flood"], told["dam"]) == ("flood", 2, 1)


def test_kindred_words_are_told_once() -> None:
    trained = learning.train(EXAMPLES, 0.9)
    assert trained
    told = [hit.word for hit in learned.propose(trained, "", "A flood, the flood, floods.")[0].hits]
    assert len([word for word in told if "floo" in word]) == 1


def test_the_words_of_the_settings_count_as_far_as_they_were_right() -> None:
    right, wrong = {"water": "water", "sound": "sound"}, {"water": "sound", "sound": "water"}
    said = Proposal("water", 6.0, (Hit("brook", 1, "title", 6.0),), True)
    found = []
    for means in (right, wrong):
        trained = learning.train([example._replace(weighed={means[example.topics[0]]: 6.0}) for example in EXAMPLES], 0.9)
        assert trained
        found.append(learned.propose(trained, "", "Somebody sat by the brook.", [said])[0])
    assert (found[0].topic, found[0].taken, found[0].hits[0].word) == ("water", True, "brook")
    assert found[1].topic == "sound"


def test_from_the_likelihood_on_from_which_as_many_are_right_as_is_asked_a_topic_is_given() -> None:
    chance = random.Random(1)
    muddled = [example._replace(topics=(chance.choice(["sound", "water"]),)) if chance.random() < 0.4 else example for example in EXAMPLES]
    least = [found.least for share in (0.5, 0.8, 0.95) if (found := learning.train(muddled, share))]
    assert least == sorted(least)
    assert least[0] == 0.5 < least[-1]


def test_law_3_the_same_pages_teach_the_same() -> None:
    assert learned.dumps(learning.train(EXAMPLES, 0.9)) == learned.dumps(learning.train(list(EXAMPLES), 0.9))


def test_a_model_survives_being_written_and_read() -> None:
    trained = learning.train(EXAMPLES, 0.9)
    assert learned.loads(learned.dumps(trained)) == trained
    assert learned.loads(learned.dumps(None)) is None
    for damaged in ("", "{", "[]", '{"version": 0}', '{"version": 1, "words": 1}', '{"version": 1, "words": {"a": ["x"]}}'):
        with pytest.raises(ValueError, match=r"."):
            learned.loads(damaged)


@pytest.mark.parametrize("few", [EXAMPLES[:29], EXAMPLES[:25], EXAMPLES[16:34], []])
def test_of_too_few_pages_nothing_is_learnt(few: list[Example]) -> None:
    assert learning.train(few, 0.9) is None


def test_pages_that_have_no_word_in_common_teach_nothing() -> None:
    letters = "abcdefghijklmnopqrst"
    alone = [Example("", letter * 6, ("sound" if n % 2 else "water",)) for n, letter in enumerate(letters)]
    assert learning.train(alone, 0.9) is None


# On a site


CONFIG = "name: X\nid: x\ntopics:\n  - {slug: water, name: Water}\n  - {slug: sound, name: Sound}\n"


@pytest.fixture
def taught(site: MakeSite) -> SiteFolder:
    """A site with pages whose topics are settled."""
    made = site(f"=== site_config.yaml\n{CONFIG}", minimal=True)
    for number, example in enumerate(EXAMPLES[:50]):
        article = model.Article(id=f"{number}", title=example.title, topics=example.topics, body=example.text, path=f"2024/01/{number:02}.md")
        made.write(f"content/articles/{article.path}", content.dumps(article))
    return made


FLOOD = "Title: News of the day\nDate: 2024-02-01\n\nA flood broke the dam, and the river rose to the harbor.\n"
LETTER = "Title: News of the night\nDate: 2024-02-01\n\nSomebody wrote a letter to a friend, who answered.\n"


def test_a_new_article_gets_a_topic_as_earlier_pages_have_it(taught: SiteFolder) -> None:
    taught.write("content/inbox/a.txt", FLOOD)
    run = taught.run("ingest", "--explain")
    (line,) = [line for line in run.out.splitlines() if "topic water" in line]
    assert "as learned from earlier pages: “" in line
    article = content.loads((taught.root / "content/articles/2024/02/news-of-the-day.md").read_text(), "2024/02/news-of-the-day.md")
    assert (article.topics, dict(article.review)) == (("water",), {})


def test_where_no_topic_is_sure_the_article_stands_in_review_with_what_spoke_for_the_likeliest(taught: SiteFolder) -> None:
    taught.write("content/inbox/a.txt", LETTER)
    assert taught.run("ingest").status == 0
    assert "topics: no topic is sure; the likeliest is " in taught.run("review").out


def test_a_topic_that_was_learned_is_not_given_by_its_words_alone(taught: SiteFolder) -> None:
    taught.write("site_config.yaml", CONFIG.replace("name: Water", "name: Water, words: {Somebody: 3}"))
    taught.write("content/inbox/a.txt", LETTER)
    run = taught.run("ingest", "--dry-run", "--json")
    (line,) = run.out.splitlines()
    said = {(proposal["topic"], proposal["learned"]): proposal for proposal in json.loads(line)["proposals"]}
    assert (said["water", False]["score"], said["water", False]["taken"]) == (6.0, False)
    assert 0 < said["water", True]["score"] < 0.9
    assert {topic for topic, was_learned in said if was_learned} == {"water", "sound"}


def test_few_pages_teach_each_of_them(taught: SiteFolder) -> None:
    for number in (*range(10, 25), *range(35, 50)):
        (taught.root / f"content/articles/2024/01/{number:02}.md").unlink()
    taught.write("content/inbox/a.txt", FLOOD)
    taught.run("ingest")
    found = learned.loads((taught.root / teaching.FILE).read_text().partition("\n")[2])
    assert found and found.topics == ("sound", "water")


def test_what_is_in_doubt_or_not_declared_teaches_nothing(taught: SiteFolder) -> None:
    for number in range(21):
        taught.edit(f"content/articles/2024/01/{number:02}.md", "topics: [water]", "topics: [water]\nreview: {title: x, topics: perhaps}")
    taught.write("content/inbox/a.txt", FLOOD)
    taught.run("ingest")
    assert learned.loads((taught.root / teaching.FILE).read_text().partition("\n")[2]) is None
    assert "water" not in (taught.root / "content/articles/2024/02/news-of-the-day.md").read_text()


def test_a_model_is_kept_until_the_pages_that_teach_have_changed(taught: SiteFolder) -> None:
    def made_of() -> str:
        return (taught.root / teaching.FILE).read_text().partition("\n")[0]

    found = []
    for name in ("a", "b"):
        taught.write(f"content/inbox/{name}.txt", FLOOD.replace("News", name))
        taught.run("ingest")
        found.append(made_of())
    assert found[0] == found[1]
    taught.edit("content/articles/2024/01/07.md", "topics: [water]", "topics: [sound]")
    taught.write("content/inbox/c.txt", LETTER)
    taught.run("ingest")
    assert made_of() != found[0]


def test_a_lost_or_damaged_model_is_learnt_again(taught: SiteFolder) -> None:
    taught.write("content/inbox/a.txt", FLOOD)
    taught.run("ingest")
    kept = (taught.root / teaching.FILE).read_text()
    taught.write(teaching.FILE, kept[:2000])
    taught.write("content/inbox/b.txt", LETTER)
    assert taught.run("ingest").status == 0
    assert (taught.root / teaching.FILE).read_text() == kept


WITHOUT = """
import sys
sys.modules["sklearn"] = None
from digest.cli import main
sys.exit(main(sys.argv[1:]))
"""


def test_without_the_library_or_with_it_switched_off_nothing_is_learnt_and_all_else_goes_on(taught: SiteFolder) -> None:
    taught.write("content/inbox/a.txt", FLOOD)
    root = Path(__file__).parents[1]
    run = subprocess.run([sys.executable, "-c", WITHOUT, "ingest", "--root", str(taught.root)], capture_output=True, text=True, check=False, cwd=root)
    assert (run.returncode, run.stderr) == (0, "")
    taught.write("site_config.yaml", f"{CONFIG}learn_topics: false\n")
    taught.write("content/inbox/b.txt", FLOOD.replace("News", "More"))
    assert taught.run("ingest").status == 0
    assert not (taught.root / teaching.FILE).exists()
