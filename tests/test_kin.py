"""The same article twice, and articles on one event: from the inbox to the pages, and what an editor says of it."""

from __future__ import annotations

import datetime as dt
import functools
import itertools
import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_ingest import LATER, NOW, Site, folder  # noqa: F401 - a fixture

from digest import ingest as stage
from digest.ingest import bitsets, duplicates, memory, record, stories, terms, traces
from digest.ingest.stories import Told
from digest.model import Article, Source

WIRE = """The old lighthouse of Farrow Point was lit again on Monday evening, after eleven years in the dark. Engineers of
the Coastal Trust had replaced the lens, which a storm broke in 2013, with one that was found in a barn near Ostley.
“It took us nine winters to raise the money,” said Maud Pellering, who leads the trust. Two hundred people came to see the
first beam, and the ferry sounded its horn. Ships no longer need the light, the harbour office said, but fishermen had
asked for it, because it tells them where the sandbank begins. The keeper's house will open as a small museum in June."""

CHINESE = """法羅角的舊燈塔在熄滅十一年之後，星期一晚上重新點亮。海岸信託的工程師更換了二○一三年被暴風雨打碎的透鏡，新的透鏡是在
奧斯特利附近的一座穀倉裡找到的。信託會負責人說，他們花了九個冬天才籌到這筆錢。兩百人前來觀看第一道光束，渡輪也鳴起了汽笛。
港務局表示，船隻已經不再需要這盞燈，但是漁民希望它回來，因為它能告訴他們沙洲從哪裡開始。守燈人的房子六月將開放為小型博物館。"""

JAPANESE = """ファロー岬の古い灯台が十一年ぶりに月曜日の夜、再びともされた。沿岸トラストの技術者たちは、二〇一三年の嵐で割れたレンズを、
オストリー近くの納屋で見つかったものに取り替えた。代表のペラリングさんは「資金を集めるのに九回の冬がかかった」と話した。
最初の光を見ようと二百人が集まり、フェリーは汽笛を鳴らした。港湾事務所によると、船はもうこの明かりを必要としないが、砂州の始まりが分かるので漁師たちが求めていたという。"""


CHINESE, JAPANESE = CHINESE.replace("\n", ""), JAPANESE.replace("\n", "")


def raw(title: str, body: str, source: str = "", url: str = "", date: str = "2024-03-04") -> str:
    outlet = f'source: {{name: "{source}", url: "{url}"}}\n' if source or url else ""
    return f'---\ntitle: "{title}"\ndate: {date}\n{outlet}---\n\n{body}\n'


def notices(report: stage.Report) -> list[str]:
    return [str(problem) for problem in report.notices]


# One address in several forms


@pytest.mark.parametrize(
    "again",
    [
        "https://news.example/light?utm_source=feed&utm_medium=rss", "http://news.example/light", "https://www.news.example/light/",
        "https://news.example/light#comments", "https://amp.news.example/light", "https://news.example/light/amp/",
    ],
)  # fmt: skip
def test_one_address_in_another_form_is_one_page_that_names_both_sources(folder: Site, again: str) -> None:  # noqa: F811
    folder.drop("a.txt", raw("The light is back", "It was lit on Monday.", "The News", "https://news.example/light"))
    folder.drop("b.txt", raw("Lighthouse lit again", "A light, after eleven years.", "Coast Links", again))
    report = folder.ingest()
    assert folder.pages == ["2024/03/the-light-is-back.md"]
    assert folder.load(folder.pages[0]).also_at == (Source(name="Coast Links", url=again),)
    assert notices(report) == [
        "content/inbox/b.txt: part 1 is already taken in as content/articles/2024/03/the-light-is-back.md, which says now that Coast Links carries it too"
    ]


def test_the_same_outlet_again_is_told_and_not_listed(folder: Site) -> None:  # noqa: F811
    folder.drop("a.txt", raw("The light is back", "It was lit on Monday.", "The News", "https://news.example/light"))
    folder.drop("b.txt", raw("The light is back", "It was lit on Monday evening.", "The News", "https://news.example/light?utm_campaign=x"))
    report = folder.ingest()
    assert folder.load("2024/03/the-light-is-back.md").also_at == ()
    assert notices(report) == ["content/inbox/b.txt: part 1 is already taken in as content/articles/2024/03/the-light-is-back.md"]


# One text under several addresses


COPIES = {
    "the same": WIRE,
    "another opening": "OSTLEY, By a reporter of the Post — " + WIRE,
    "a cut tail": WIRE[: WIRE.index(" The keeper")],
    "other words": WIRE.replace("Monday evening", "Monday night").replace("Two hundred", "Some 200"),
    "links": WIRE.replace("Coastal Trust", "[Coastal Trust](https://trust.example/a-long-address/of-its-own)"),
    "Chinese": CHINESE.replace("星期一晚上", "周一晚間"),
    "Japanese": JAPANESE.replace("月曜日の夜", "月曜の晩"),
}


@pytest.mark.parametrize("kind", COPIES)
def test_wire_copy_is_one_page_that_names_every_source(folder: Site, kind: str) -> None:  # noqa: F811
    text = {"Chinese": CHINESE, "Japanese": JAPANESE}.get(kind, WIRE)
    folder.drop("a.txt", raw("The light is back", text, "The News", "https://news.example/light"))
    folder.drop("b.txt", raw("Eleven dark years end", COPIES[kind], "The Post", "https://post.example/2024/dark"))
    folder.drop("c.txt", raw("A lens from a barn", COPIES[kind], "The Mail", "https://mail.example/7"))
    folder.ingest()
    assert folder.pages == ["2024/03/the-light-is-back.md"]
    assert [source.name for source in folder.load(folder.pages[0]).also_at] == ["The Post", "The Mail"]
    before = folder.disk
    folder.ingest(now=LATER)
    folder.ingest(now=LATER, refresh=True)
    assert folder.disk == before


def test_another_text_on_the_same_event_is_an_article_of_its_own(folder: Site) -> None:  # noqa: F811
    folder.drop("a.txt", raw("The light is back", WIRE, "The News", "https://news.example/light"))
    folder.drop("b.txt", raw("Museum at Farrow Point", WIRE[WIRE.index("The keeper") :] * 3, "The Post", "https://post.example/museum"))
    folder.ingest()
    assert len(folder.pages) == 2


def test_a_text_that_returns_after_a_year_is_news_again(folder: Site) -> None:  # noqa: F811
    folder.drop("a.txt", raw("How to vote", WIRE, "The News", "https://news.example/2023", "2023-03-04"))
    folder.drop("b.txt", raw("How to vote", WIRE, "The News", "https://news.example/2024"))
    folder.ingest()
    assert folder.pages == ["2023/03/how-to-vote.md", "2024/03/how-to-vote.md"]


def test_an_edited_page_is_left_alone_and_its_editor_is_told(folder: Site) -> None:  # noqa: F811
    folder.drop("a.txt", raw("The light is back", WIRE, "The News", "https://news.example/light"))
    folder.ingest()
    folder.edit("2024/03/the-light-is-back.md", "The light is back", "Light!")
    before = folder.disk
    folder.drop("b.txt", raw("Eleven dark years end", WIRE, "The Post", "https://post.example/dark"))
    report = folder.ingest(now=LATER)
    assert folder.disk == before
    (told,) = report.notices
    assert told.message == "part 1 is already taken in as content/articles/2024/03/the-light-is-back.md, from another source"
    assert told.cure == "write {name: The Post, url: https://post.example/dark} under `also_at` of that page; it was edited, so it stays as it is"


def test_a_text_is_known_by_its_page_when_the_cache_is_lost(folder: Site) -> None:  # noqa: F811
    folder.drop("a.txt", raw("The light is back", WIRE, "The News", "https://news.example/light"))
    folder.ingest()
    folder.forget()
    folder.drop("b.txt", raw("Eleven dark years end", WIRE, "The Post", "https://post.example/dark"))
    folder.ingest(now=LATER)
    assert folder.pages == ["2024/03/the-light-is-back.md"]


def test_however_many_texts_have_a_boilerplate_in_common_few_are_compared(folder: Site, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    compared = []
    monkeypatch.setattr(memory, "_CANDIDATES", 2)
    monkeypatch.setattr(duplicates, "likeness", lambda one, other: compared.append(one) or 0.0)  # type: ignore[func-returns-value]
    for number in range(20):
        folder.drop(f"{number:02}.txt", raw(f"Sitting {number}", f"{WIRE} Item {number} was put off."))
    folder.ingest()
    assert len(folder.pages) == 20
    assert max(compared.count(one) for one in compared) <= 2 * 16


# Signatures


def edited(share: float) -> float:
    """Give the likeness of a text and of one in which some of its words are others."""
    chance = random.Random(1)
    words = [f"word{n}" for n in range(600)]
    other = [f"other{n}" if chance.random() < share else word for n, word in enumerate(words)]
    return duplicates.likeness(duplicates.signature(" ".join(words)), duplicates.signature(" ".join(other)))


def test_likeness_falls_with_every_change() -> None:
    found = [edited(share) for share in (0.0, 0.02, 0.05, 0.1, 0.3, 1.0)]
    assert found[0] == 1.0
    assert found == sorted(found, reverse=True)
    assert found[-1] < 0.1


@given(st.text(min_size=200, max_size=400), st.text(max_size=40))
def test_likeness_is_the_same_both_ways_and_of_a_text_with_itself_whole(text: str, more: str) -> None:
    one, other = duplicates.signature(text), duplicates.signature(text + more)
    assert duplicates.likeness(one, other) == duplicates.likeness(other, one)
    if one:
        assert duplicates.likeness(one, one) == 1.0
        assert len(one) == 256


def test_a_short_text_has_no_signature() -> None:
    assert duplicates.signature("Rain. More rain is to come.") == b""
    assert duplicates.bands(b"") == frozenset()


# Stories


FLOOD = (
    ("Dam at Kessel gives way", "The dam above Kessel gave way on Tuesday night and the river Orne flooded 400 houses in Kessel and Marn. The dam was built in 1931."),
    ("Kessel flood: 400 homes under water", "After the dam above Kessel gave way, the Orne stands in 400 houses of Kessel and Marn. Firemen brought people to Marn by boat."),
    ("Minister visits Kessel after the dam failed", "The minister walked through Kessel, where the Orne flooded 400 houses when the dam gave way on Tuesday. Marn is dry again."),
)  # fmt: skip
OTHERS = (
    ("Dam at Tolle is safe, says the state", "The state looked at the dam of Tolle and found no crack in its wall. It holds the water of the Birr and lights 9,000 lamps in Solm."),
    ("Rowers win in Solm", "The rowers of Solm won the spring race on the Birr by two lengths, before 3,000 who stood on the bridge. Lena Fries led the boat."),
    ("A bakery in Marn turns ninety", "Bread for everybody: the bakery of Otto Klamm has its ninetieth birthday, and the price of a roll is that of 1990 for a day."),
)  # fmt: skip


def drop_all(made: Site, articles: tuple[tuple[str, str], ...], prefix: str = "", day: str = "2024-03-04") -> None:
    for number, (title, body) in enumerate(articles):
        made.drop(f"{prefix}{number}.txt", raw(title, body, date=day))


def stories_of(made: Site) -> dict[str, str]:
    return {page.rpartition("/")[2]: made.load(page).story for page in made.pages}


def test_articles_on_one_event_name_the_first_of_them_and_others_none(folder: Site) -> None:  # noqa: F811
    drop_all(folder, FLOOD + OTHERS)
    folder.ingest()
    found = stories_of(folder)
    named = {name: story for name, story in found.items() if story}
    (story,) = set(named.values())
    assert {*named, f"{story}.md"} == {"dam-at-kessel-gives-way.md", "kessel-flood-400-homes-under-water.md", "minister-visits-kessel-after-the-dam-failed.md"}
    assert folder.ingest(now=LATER).written == ()


def test_a_story_goes_on_while_no_more_than_five_days_lie_between(folder: Site) -> None:  # noqa: F811
    for number, (article, day) in enumerate(zip(FLOOD, ("2024-03-04", "2024-03-08", "2024-03-20"), strict=True)):
        folder.drop(f"{number}.txt", raw(*article, date=day))
    folder.ingest()
    assert stories_of(folder) == {
        "dam-at-kessel-gives-way.md": "", "kessel-flood-400-homes-under-water.md": "dam-at-kessel-gives-way", "minister-visits-kessel-after-the-dam-failed.md": "",
    }  # fmt: skip


@pytest.mark.parametrize("order", list(itertools.permutations(range(len(FLOOD)))))
def test_a_report_that_comes_late_finds_its_story_all_the_same(folder: Site, order: tuple[int, ...]) -> None:  # noqa: F811
    for day, number in enumerate(order):
        folder.drop(f"{number}.txt", raw(*FLOOD[number], date=f"2024-03-0{4 + number}"))
        folder.ingest(now=NOW + dt.timedelta(days=day))
    said = stories_of(folder)
    opening = next(path for path, story in said.items() if not story).removesuffix(".md")
    assert sorted(said.values()) == ["", opening, opening]


def test_articles_join_in_the_same_way_whether_they_come_at_once_or_day_by_day(folder: Site, tmp_path: object) -> None:  # noqa: F811
    for number, article in enumerate(FLOOD):
        folder.drop(f"{number}.txt", raw(*article, date=f"2024-03-0{4 + number}"))
        folder.ingest(now=NOW + dt.timedelta(days=number))
    assert set(stories_of(folder).values()) == {"", "dam-at-kessel-gives-way"}
    assert list(stories_of(folder).values()).count("") == 1


def test_an_editors_word_on_stories_is_never_undone(folder: Site) -> None:  # noqa: F811
    drop_all(folder, FLOOD[:1], "a")
    folder.ingest()
    folder.edit("2024/03/dam-at-kessel-gives-way.md", "\ntitle:", "\nnot_story: [dam-at-kessel-gives-way]\ntitle:")
    drop_all(folder, FLOOD[1:2], "b")
    folder.ingest(now=LATER)
    assert stories_of(folder)["kessel-flood-400-homes-under-water.md"] == "", "its only kin refuses to open a story"
    folder.edit("2024/03/kessel-flood-400-homes-under-water.md", "\ntitle:", "\nstory: the-flood\ntitle:")
    before = folder.disk
    drop_all(folder, FLOOD[2:], "c")
    folder.ingest(now=LATER)
    assert {**folder.disk, **before} == folder.disk
    assert stories_of(folder)["minister-visits-kessel-after-the-dam-failed.md"] == "the-flood"


def test_a_slug_that_two_articles_have_names_no_story(folder: Site) -> None:  # noqa: F811
    folder.drop("0.txt", raw("Dam at Kessel gives way", "Another dam at another Kessel, long ago, of which little is known but its name.", date="2023-01-01"))
    folder.ingest()
    folder.drop("1.txt", raw(*FLOOD[0], date="2023-02-01"))
    folder.drop("2.txt", raw(*FLOOD[1], date="2023-02-02"))
    folder.ingest(now=LATER)
    assert {page: folder.load(page).story for page in folder.pages} == {
        "2023/01/dam-at-kessel-gives-way.md": "",
        "2023/02/dam-at-kessel-gives-way.md": "dam-at-kessel-gives-way-2",
        "2023/02/kessel-flood-400-homes-under-water.md": "dam-at-kessel-gives-way-2",
    }


def test_a_dry_run_tells_the_stories_too(folder: Site) -> None:  # noqa: F811
    drop_all(folder, FLOOD)
    report = folder.ingest(dry_run=True)
    assert [outcome.article.story for outcome in report.written].count("") == 1
    assert [content for outcome in report.written if (content := outcome.verdict.page)][1].count("\nstory: ") <= 1
    assert folder.disk == {}


SCRIPTS = {
    "Chinese": (
        "克塞爾上方的水壩星期二夜間潰決，奧恩河淹沒了克塞爾和馬恩的四百棟房屋。這座水壩建於一九三一年。",
        "水壩潰決後，奧恩河水仍停留在克塞爾與馬恩的四百棟房屋裡，消防員用船把居民送往馬恩。",
        "索爾姆的划船隊在比爾河春季賽中以兩個船身獲勝，三千名觀眾站在橋上觀看。",
    ),
    "Japanese": (
        "ケッセル上流のダムが火曜日の夜に決壊し、オルネ川がケッセルとマルンの住宅四百棟を浸水させた。ダムは一九三一年に造られた。",
        "ダムの決壊から一夜明け、ケッセルとマルンの住宅四百棟は今もオルネ川の水につかっている。消防隊は住民を船でマルンへ運んだ。",
        "ゾルムのボートチームがビル川の春の競漕で二艇身の差をつけて優勝し、橋の上の三千人が見守った。",
    ),
    "Thai": (
        "เขื่อนเหนือเมืองเคสเซลแตกเมื่อคืนวันอังคาร แม่น้ำออร์เนท่วมบ้านสี่ร้อยหลังในเคสเซลและมาร์น",
        "หลังเขื่อนเหนือเมืองเคสเซลแตก แม่น้ำออร์เนยังท่วมบ้านสี่ร้อยหลังในเคสเซลและมาร์น นักดับเพลิงพาผู้คนไปมาร์นด้วยเรือ",
        "ทีมเรือพายของโซล์มชนะการแข่งขันฤดูใบไม้ผลิ ผู้ชมสามพันคนยืนดูบนสะพาน",
    ),
}


def told(number: int, text: str, at: float = 0.0, **more: object) -> Told:
    return Told(**{"id": f"{number:03}", "at": at, "slug": f"s{number}", "terms": terms.packed(text), **more})  # type: ignore[arg-type]


def joined(articles: list[Told]) -> dict[str, str]:
    return {article.slug: slug for article, slug in stories.join(lambda: sorted(articles, key=lambda one: (one.at, one.id)))}


@pytest.mark.parametrize("script", SCRIPTS)
def test_scripts_without_spaces_are_treated_equally(script: str) -> None:
    assert joined([told(number, text) for number, text in enumerate(SCRIPTS[script])]) == {"s1": "s0"}


ARTICLES = [told(n, f"{title}\n{text}", at) for n, ((title, text), at) in enumerate(zip(FLOOD + OTHERS, (0.0, 9, 50, 3, 20, 21), strict=True))]


@given(st.permutations(range(len(ARTICLES))))
def test_the_order_in_which_articles_come_changes_nothing(order: list[int]) -> None:
    assert joined([ARTICLES[number] for number in order]) == joined(ARTICLES) == {"s1": "s0", "s2": "s0"}


@given(st.integers(0, 5), st.booleans())
def test_what_a_page_says_always_wins(number: int, refuses: bool) -> None:
    said = {"not_story": frozenset({"s0"})} if refuses else {"story": "else", "is_new": False}
    changed = [told(n, f"{title}\n{text}", float(n), **(said if n == number else {})) for n, (title, text) in enumerate(FLOOD + OTHERS)]
    found = joined(changed)
    assert f"s{number}" not in found or found[f"s{number}"] != "s0"


def test_addresses_tags_and_what_a_template_fills_in_are_no_terms() -> None:
    shown = "Kessel asks what the dam cost: the report of 1931 caf\u00e9 owners read"
    marked = (
        'Kessel <span class="nofollow lead">asks</span> what the dam cost: [the report](https://kessel.example/2024/03/87667306.pdf "Copy") '
        "of 1931 {% include teaser.html id=4711 %}caf&eacute; owners read https://kessel.example/2024/03/"
    )
    assert terms.packed(marked) == terms.packed(shown)


def test_what_stands_at_the_beginning_counts_twice() -> None:
    weights = [max(told(0, f"{'dam ' * early}{'and so on ' * 40}{'dam ' * late}").terms[-1:]) for early, late in ((1, 0), (0, 1), (0, 2))]
    assert weights[0] == weights[2] > weights[1]


def test_one_word_that_two_articles_have_in_common_is_no_event() -> None:
    texts = (
        "Kessel mourns a poet. Old streets, green verses, quiet evenings: Kessel readers lay flowers before midnight, schools close early, "
        "choirs rehearse hymns, publishers reprint volumes about Kessel, widows collect letters, and printers in Kessel carve plaques.",
        "Kessel beats its rivals. Loud stands, fast wingers, one late penalty: Kessel readers sing until midnight, buses run empty, "
        "brewers sell barrels, scouts watch defenders of Kessel, keepers polish gloves, and bakers in Kessel raise prices.",
    )
    assert joined([told(number, text) for number, text in enumerate(texts)]) == {}


def test_the_words_of_a_trade_are_known_as_such_from_the_first_article_on() -> None:
    trade = "agile discovery prototype procurement vendor sprint backlog contracting acquisition delivery usability research"
    chance = random.Random(7)

    def post(number: int) -> Told:
        own = " ".join(f"thing{number}x{n}" for n in range(12))
        return told(number, f"{own} {' '.join(chance.sample(trade.split(), 6))}", at=100.0 * number)

    assert joined([post(number) for number in range(60)]) == {}


def test_two_beginnings_of_one_story_become_one_when_an_article_shows_that_they_are() -> None:
    begin = ("Dam Kessel breaks Orne floods Tuesday engineers warned", "Minister Aust visits Marn shelter residents promise money")

    def article(number: int, text: str, **more: Any) -> Told:
        return told(number, f"{text} {' '.join(f'own{number}x{n}' for n in range(4))}", **more)

    apart = [article(number, begin[number // 2]) for number in range(4)]
    assert joined(apart) == {"s1": "s0", "s3": "s2"}
    both = [article(number, " ".join(begin)) for number in (4, 5)]
    assert joined(apart + both) == {f"s{number}": "s0" for number in range(1, 6)}
    refusals: tuple[dict[str, Any], ...] = ({"not_story": frozenset({"s0"})}, {"story": "visit", "is_new": False})
    for said in refusals:
        assert joined([*apart[:2], article(2, begin[1], **said), apart[3], *both]).get("s2") is None


@pytest.mark.parametrize("later", [(), (9_000.0,)])
def test_what_stood_alone_joins_a_story_that_began_after_it(later: tuple[float, ...]) -> None:
    """It is looked at again when it goes out of sight, or at the end."""

    def sharing(number: int, at: float, **words: int) -> Told:
        return told(number, " ".join(f"{kind}{n}x" for kind, many in {**words, f"own{number}x": 6}.items() for n in range(many)), at)

    begin = [sharing(0, 0.0, river=2, dam=6), sharing(1, 9.0, river=2, boat=8)]
    assert joined(begin) == {}
    after = [sharing(number, at, rain=9) for number, at in enumerate(later, 3)]
    assert joined([*begin, sharing(2, 20.0, dam=6, boat=8), *after]) == {"s1": "s0", "s2": "s0"}


def test_a_story_goes_on_when_what_it_began_with_is_out_of_sight() -> None:
    chain = [told(number, f"Dam Kessel breaks Orne floods Tuesday own{number}x", 100.0 * number) for number in range(9)]
    assert joined(chain) == {f"s{number}": "s0" for number in range(1, 9)}


def test_an_article_is_compared_with_few_stories_however_many_there_are() -> None:
    """Twice as many articles are twice as many comparisons at most, and not four times."""
    counts = []
    for many in (300, 600):
        chance = random.Random(7)
        days = stories._Days()
        for number in range(many):
            one = told(number, " ".join(f"Word{chance.randrange(4000)} thing{chance.randrange(60)}" for _ in range(40)))
            days.see(one)
            days.place(one)
        counts.append(days.compared)
    assert counts[1] <= 2.2 * counts[0] + 600
    assert counts[1] <= 600 * 20


def test_articles_that_lie_too_far_back_are_forgotten() -> None:
    days = stories._Days()
    for number in range(400):
        one = told(number, f"Only{number} Once{number} Here{number} Alone{number} Never{number} again{number}", at=10.0 * number)
        days.see(one)
        days.place(one)
    assert len(days._near) <= 13
    assert len(days._stories) <= 13
    assert len(days._finds) <= 13 * 7


def test_terms_that_no_article_of_the_history_has_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stories, "HISTORY", 20)
    days = stories._Days()
    for number in range(200):
        days.see(told(number, f"Only{number} Once{number} Here{number} Alone{number} never{number}", at=10.0 * number))
    assert len(days._with_term) == 20 * 5


def test_where_the_keys_of_stories_are_kept_changes_nothing(tmp_path: Path) -> None:
    with record.opened(tmp_path, dry=True) as known:
        on_disk = stories.join(lambda: ARTICLES, keys=functools.partial(memory._Keys, known))
        assert {article.slug: slug for article, slug in on_disk} == joined(ARTICLES) != {}


@given(st.lists(st.sets(st.integers(0, 9)), max_size=9), st.integers(1, 5))
def test_all_are_counted_at_once_as_one_by_one(sets: list[set[int]], least: int) -> None:
    counted = bitsets.counted(sum(1 << number for number in some) for some in sets)
    found = [set(bitsets.members(numbers)) for numbers in bitsets.most_often(counted, least)]
    counts = Counter(itertools.chain.from_iterable(sets))
    assert found == [{n for n in counts if counts[n] == many} for many in sorted(set(counts.values()), reverse=True) if many >= least]


def test_the_time_of_an_article_is_its_days_noon_or_when_it_was_taken_in() -> None:
    day, added = dt.date(1970, 1, 2), dt.datetime(1970, 1, 3, tzinfo=dt.UTC)
    assert traces.hours(Article(id="", title="", published=day, added=added)) == 36
    assert traces.hours(Article(id="", title="", added=added)) == 48
    assert traces.hours(Article(id="", title="")) is None


def test_a_source_is_listed_once_and_never_beside_itself() -> None:
    page = Article(id="", title="", source=Source(name="The News", url="https://news.example/a"), also_at=(Source(name="The Post"),))
    known = [Source(name="the news"), Source(name="The Post", url="https://post.example"), Source(), Source(url="http://www.news.example/a/")]
    assert [duplicates.with_source(page, source) for source in known] == [page.also_at] * 4
    mail = Source(name="The Mail")
    assert duplicates.with_source(page, mail) == (*page.also_at, mail)
    assert len(list(itertools.chain(duplicates._sources(page)))) == 2


def test_an_archive_with_few_articles_is_looked_through_once_and_not_for_each_of_them(folder: Site, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    for month in range(1, 13):
        folder.drop(f"{month:02}.txt", f"Title: Month {month}\nDate: 2024-{month:02}-15\n\nWhat happened in month {month} is told here.\n")
    calls = 0
    join = stories.join

    def counted(*given: Any, **more: Any) -> Iterator[tuple[Told, str]]:
        nonlocal calls
        calls += 1
        return join(*given, **more)

    monkeypatch.setattr(stories, "join", counted)
    assert len(folder.ingest().written) == 12
    assert calls == 1
