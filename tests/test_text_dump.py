"""Text dumps: marks, borders that nothing marks, what stands above a text, how it ends, and Markdown that shows it."""

from __future__ import annotations

import codecs
import json
import re
import time
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from digest.errors import DigestError
from digest.ingest import names, teaser, text_dump
from digest.ingest.markdown_text import escape_markdown
from digest.ingest.raw import RawArticle

FORMATS = Path(__file__).parent / "formats" / "text_dump"


def parse(text: str, path: str = "dump.txt") -> tuple[RawArticle, ...]:
    return text_dump.parse(text.encode(), path)


def values(article: RawArticle, field: str) -> list[str]:
    return [evidence.value for evidence in article.evidence.get(field, ())]


def openings(articles: tuple[RawArticle, ...]) -> list[str]:
    """The first three words of each article."""
    return [" ".join(article.text.split()[:3]) for article in articles]


# ---------------------------------------------------------------- Twin files


def as_data(articles: tuple[RawArticle, ...]) -> list[dict[str, object]]:
    return [
        {
            "text": article.text.split("\n\n"),
            "truncated": article.truncated,
            "evidence": {
                field: [{"value": e.value, "where": e.where, "sure": e.sure} for e in found]
                for field, found in article.evidence.items()
            },
            "names": [f"{name.name} = {name.also}" for name in names.find(article.text)],
        }
        for article in articles
    ]


TWINS = sorted(path.name for path in FORMATS.glob("*.txt"))


def test_there_are_twins() -> None:
    assert len(TWINS) >= 8


@pytest.mark.parametrize("name", TWINS)
def test_a_dump_and_what_is_read_from_it(name: str, request: pytest.FixtureRequest) -> None:
    """Each raw file has a twin that says what comes of it; `pytest --update-golden` rewrites the twins."""
    found = as_data(text_dump.parse((FORMATS / name).read_bytes(), name))
    twin = FORMATS / f"{name.removesuffix('.txt')}.json"
    if request.config.getoption("--update-golden"):
        twin.write_text(json.dumps(found, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    assert found == json.loads(twin.read_text(encoding="utf-8"))


def test_a_whole_article_and_three_teasers_are_four() -> None:
    articles = text_dump.parse((FORMATS / "article-and-teasers.txt").read_bytes(), "x.txt")
    assert [article.part for article in articles] == [1, 2, 3, 4]
    assert [article.truncated for article in articles] == [False, True, True, True]
    assert articles[0].text.count("\n\n") == 11
    assert [values(article, "kicker") for article in articles] == [[], ["NEW COURSE"], [], ["ROUGH WATERS"]]
    assert values(articles[1], "dek")[0].endswith("for the time being")
    assert openings(articles)[1:] == ["The Bank of", "Taiwan Semiconductor Manufacturing", "The UN (聯合國)"]
    assert all(article.text.endswith("…") for article in articles[1:])


# ---------------------------------------------------------------- What the tests are made of

BRIDGE = ["The bridge across the Storebælt links the Danish islands of Zealand and Funen, and 25 years ago it replaced the ferries.", "Its main span is 1,624 meters long, and its pylons rise 254 meters above the water of the strait.", "Trains take a tunnel on one half of the way and a low bridge beside the road on the other.", "The toll for a car pays back the loans that the state guaranteed when the bridge was built.", "Engineers look at the cables of the bridge every year, because salt and wind wear the steel.", "About 12 million vehicles cross the strait on it in a year, the operator’s figures show."]

TELESCOPE = ["The Event Horizon Telescope is no single dish, but a network of radio antennas from Hawaii to the South Pole.", "In April 2019, astronomers showed the first image that it had made of the shadow of a black hole.", "The black hole lies in the galaxy M87, and has the mass of several billion suns.", "Each antenna stores what it receives on disks, which are flown to two institutes and compared there.", "A second image followed in 2022: the black hole in the middle of our own galaxy.", "More antennas would make the images sharper, so astronomers want to add dishes in Africa."]

SEEDS = ["The seed vault on Svalbard keeps copies of seeds from the gene banks of nearly all countries.", "It was opened in 2008 inside a mountain near Longyearbyen, where the frozen ground keeps the seeds cold.", "A gene bank that sends seeds remains their owner, and nobody else may open its boxes.", "The first seeds were taken out again in 2015, when a gene bank had to leave Aleppo.", "It grew new plants from them in Lebanon and Morocco, and has since sent fresh seeds to the vault.", "Norway pays for the vault, and a trust for crops pays for much of what it costs to run."]

REEF = (
    "Corals on the Great Barrier Reef turned white again in the summer of 2024, and aerial surveys found bleaching on three reefs "
    "out of four. Corals lose the algae that feed them when the sea stays too warm for weeks. They can recover if the water cools in "
    "time, but the pauses between such summers have become shorter. It was the fifth mass bleaching in eight years, the authority "
    "that looks after the park said. Divers counted how many of the corals died later, and they found the worst losses in the"
)
TRAM = (
    "Luxembourg has made buses, trams and trains free of charge since March 1, 2020, the first country to do so everywhere in its "
    "borders. Passengers need no ticket any more, unless they want to travel first class on a train. The fares had covered less than "
    "a tenth of what the service costs. Most people still go by car, and so do most of the 200,000 who cross the border to work "
    "there each day. The government wants to build more tracks for trams, and it has widened the main station so that"
)
LABELLED = (
    "SLOW START: The law gives makers three years to adapt, but campaigners said that the small print leaves too many ways out "
    "The European Union adopted a law on June 13, 2024, that gives buyers a right to have things repaired. A maker of washing "
    "machines, telephones and the like must repair them at a fair price even after the guarantee has ended. Buyers who choose a "
    "repair while the guarantee runs get one more year of it. The member states have two years to put the rules into their own"
)
PROSE = BRIDGE[0] + "\n" + BRIDGE[1]

# ---------------------------------------------------------------- Borders

PARTED = {
    "article, teaser with a kicker": ([*BRIDGE, LABELLED], 2),
    "article, teaser without one, and another": ([*BRIDGE, REEF, TRAM], 3),
    "article and all three": ([*TELESCOPE, LABELLED, REEF, TRAM], 4),
    "teasers alone": ([REEF, LABELLED, TRAM], 3),
    "two whole articles": ([*BRIDGE, *SEEDS], 2),
    "three whole articles": ([*TELESCOPE, *BRIDGE, *SEEDS], 3),
    "two whole articles and a teaser": ([*TELESCOPE, *SEEDS, REEF], 3),
    "two with headlines": (
        ["A bridge instead of ferries", *BRIDGE, "Cold storage for the seeds of the world", *SEEDS],
        2,
    ),
    "three with headlines and bylines": (
        ["Bridge turns 25", "By Ann Example", *BRIDGE, "Black hole in the picture", "By Ben Example", *TELESCOPE,
         "Seeds in the cold", "By Eve Example", *SEEDS],
        3,
    ),
    "a dateline opens the second": ([*BRIDGE, "OSLO, Feb. 26 (Reuters) — " + SEEDS[0], *SEEDS[1:]], 2),
    "the first is signed off": ([*BRIDGE, "Additional reporting by Reuters", *SEEDS], 2),
    "briefs under labels": (
        ["TRAFFIC", "Bridge pays its way", " ".join(BRIDGE[:4]), "SPACE", "A second image", " ".join(TELESCOPE[:4]),
         "CROPS", "Seeds come home", " ".join(SEEDS[:4])],
        3,
    ),
    "a photograph’s caption, then teasers": (["A diver looks at a reef.", "Photo: AP", TRAM, LABELLED], 3),
    "a letter’s signature, then a teaser": ([*BRIDGE, "Ann Example", "Copenhagen", REEF, TRAM], 3),
    "a name is told in full again": (
        ["The World Meteorological Organization (WMO) said that the year was warm.", *[f"The WMO counted storm {n}." for n in range(6)],
         "The World Meteorological Organization (WMO) opened an office in Nairobi for the forecasts of the lakes nearby. " + TRAM],
        2,
    ),
    "Chinese": (
        ["冰島的火山上週再度噴發，熔岩流過道路，居民已經撤離。", "當地氣象局表示，噴發口長約一公里，火山活動仍在持續。", "機場照常開放，火山灰沒有影響航班。",
         "日本銀行宣布調高政策利率，這是十七年來的第一次，負利率政策就此結束。總裁植田和男在記者會上表示，薪資與物價一起上漲的循環已經形成，今後仍會維持寬鬆的金融環境。銀行之間隔夜拆款的目標調到零至百分之零點一，長期利率的上限也取消了，不過央行仍會繼續買進"],
        2,
    ),
}  # fmt: skip


@pytest.mark.parametrize("gap", ["\n", "\n\n", "\r\n", "\r\n\r\n"])
@pytest.mark.parametrize("case", PARTED)
def test_articles_are_told_apart(case: str, gap: str) -> None:
    paragraphs, count = PARTED[case]
    articles = parse(gap.join(paragraphs))
    assert len(articles) == count, openings(articles)


NOT_PARTED = {
    "an article": BRIDGE,
    "one paragraph": BRIDGE[:1],
    "a headline without a full stop": ["A bridge instead of ferries", *BRIDGE],
    "a headline and a subtitle": ["A bridge instead of ferries", "The link across the strait is 25 years old and nearly paid for", *BRIDGE],
    "a list": [*BRIDGE[:3], "What it carries:", "- cars", "- trains", "- cables for the grid", *BRIDGE[3:]],
    "a numbered list": [*BRIDGE[:3], "1. cars and lorries", "2. trains on two tracks", *BRIDGE[3:]],
    "quotations": [BRIDGE[0], "“It saves an hour,” a driver said. “And nobody misses the ferries", "“Well, some do.”", *BRIDGE[1:]],
    "a dateline": ["KORSØR, Denmark, June 14 (Reuters) — " + BRIDGE[0], *BRIDGE[1:]],
    "a word in capitals": ["NATO ships pass below the bridge every week.", *BRIDGE],
    "subheadings": [*BRIDGE[:2], "BELOW THE WATER", *BRIDGE[2:4], "Who pays", *BRIDGE[4:]],
    "a lost full stop": [BRIDGE[0], BRIDGE[1].rstrip("."), *BRIDGE[2:]],
    "a long paragraph without its full stop": [" ".join(BRIDGE[:3]).rstrip("."), *BRIDGE[3:], "The strait and its bridge are busy."],
    "a paragraph much longer than the others": [*BRIDGE[:2], " ".join(BRIDGE), *BRIDGE[2:]],
    "a photograph’s credit": [*BRIDGE[:2], "Photo: Ann Example, AFP", *BRIDGE[2:], "Photo courtesy of the operator"],
    "a sign-off at the end": [*BRIDGE, "Additional reporting by Reuters", "(Editing by Ann Example)"],
    "an interview": ["Q: How old is the bridge?", "A: It is 25 years old.", "Q: And what does it cost?", "A: As much as a ferry did."],
    "speakers in capitals": ["ANN: The bridge is old.", "BEN: It is 25 years old.", "ANN: So it is.", "BEN: And the pylons?", *BRIDGE],
    "a note in capitals": [*BRIDGE, "NOTE: The toll of the bridge was lowered."],
    "it breaks off": [*BRIDGE[:5], BRIDGE[5][:60]],
    "a teaser": [REEF],
    "a teaser with a kicker": [LABELLED],
    "a turn to another matter": [*BRIDGE, "In related news, a tunnel between Denmark and Germany is being built below the Fehmarn Belt.",
                                "It will carry cars and trains, as the bridge does, and it replaces ferries too."],
    "glosses that were lost": ["The firm named Chen (", "Chen said the bridge was safe.", *BRIDGE],
    "short sentences": ["It rained.", "The bridge was closed.", "Nobody came.", "Then the sun shone.", "The bridge was opened."],
    "Chinese": ["橋樑跨越海峽，全長十八公里。", "火車走隧道，汽車走橋面。", "過橋費用來償還貸款。", "工程師每年檢查纜索，因為海風侵蝕鋼材。"],
    "Thai, which has no full stops": ["สะพานข้ามช่องแคบเปิดใช้เมื่อยี่สิบห้าปีก่อน", "รถไฟใช้อุโมงค์ใต้น้ำ", "ค่าผ่านทางใช้คืนเงินกู้"],
    "German": ["Die Brücke über den Großen Belt ist 25 Jahre alt.", "Sie ersetzt die Fähren zwischen den Inseln.", "Die Maut zahlt die Kredite zurück."],
}  # fmt: skip


@pytest.mark.parametrize("gap", ["\n", "\n\n", "\n\n\n"])
@pytest.mark.parametrize("case", NOT_PARTED)
def test_one_article_stays_one(case: str, gap: str) -> None:
    articles = parse(gap.join(NOT_PARTED[case]))
    assert len(articles) == 1, openings(articles)


@pytest.mark.parametrize("width", [60, 72, 80])
def test_lines_that_are_wrapped_are_joined(width: int) -> None:
    import textwrap

    text = "\n\n".join(textwrap.fill(" ".join(part), width) for part in (BRIDGE[:3], BRIDGE[3:5], BRIDGE[5:]))
    (article,) = parse(text)
    assert article.text.split("\n\n") == [" ".join(BRIDGE[:3]), " ".join(BRIDGE[3:5]), BRIDGE[5]]


def test_a_paragraph_that_a_line_end_parted_is_joined() -> None:
    (article,) = parse(f"{BRIDGE[0]}\nThe toll for a car pays back the loans that the state\nguaranteed when the bridge was built.\n{BRIDGE[1]}")
    assert article.text.split("\n\n")[1] == "The toll for a car pays back the loans that the state guaranteed when the bridge was built."


def test_a_poem_keeps_its_lines() -> None:
    (article,) = parse("The bridge\n\nAbove the water\nruns the road\nand carries gladly\nevery load\n\nBelow the water\nruns the train\nand comes\nto light again\n")
    assert values(article, "title") == ["The bridge"]
    assert article.text.startswith("Above the water\\\nruns the road\\\n")


# ---------------------------------------------------------------- Marks

RULES = ["---", "-----", "- - - -", "=====", "***", "*****", "____", "~~~~", "###", "────────", "\f"]


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_parts_articles(rule: str) -> None:
    assert openings(parse(f"{PROSE}\n\n{rule}\n\n{SEEDS[0]}")) == ["The bridge across", "The seed vault"]
    assert openings(parse(f"{PROSE}\n{rule}\n{SEEDS[0]}\n{rule}\n")) == ["The bridge across", "The seed vault"]


def test_a_form_feed_may_stand_within_a_line() -> None:
    assert openings(parse(f"{PROSE}\f{SEEDS[0]}")) == ["The bridge across", "The seed vault"]


def test_three_stars_apart_are_a_pause() -> None:
    assert len(parse(f"{PROSE}\n\n* * *\n\n{BRIDGE[2]}")) == 1
    assert len(parse(f"{PROSE}\n\n* * *\n\nSeeds in the cold\n\n{SEEDS[0]}")) == 2


@pytest.mark.parametrize("line", ["=====================", "---------------------", "----"])
def test_a_line_under_the_first_line_marks_the_headline(line: str) -> None:
    (article,) = parse(f"A bridge and no ferry\n{line}\n{PROSE}")
    assert values(article, "title") == ["A bridge and no ferry"]
    assert article.text.startswith("The bridge across")


def test_two_empty_lines_above_a_headline_part_articles() -> None:
    first, second = parse(f"Bridge turns 25\n\n{BRIDGE[0]}\n\n{BRIDGE[1]}\n\n\nMore trains for the bridge\n\n{BRIDGE[2]}\n\n{BRIDGE[3]}")
    assert values(first, "title") + values(second, "title") == ["Bridge turns 25", "More trains for the bridge"]


HEADER = """\
Title: A bridge: 25 years on
DATE: 14 June 2023
source: The Example Courier
Source-URL: https://www.example.org/bridge
By: Ann Example; Ben Example
Tags: traffic, Denmark
lang: en
Summary: A bridge
  replaced the ferries.
"""


def test_a_header_block() -> None:
    (article,) = parse(f"\n{HEADER}\n{PROSE}")
    assert {field: values(article, field) for field in article.evidence} == {
        "title": ["A bridge: 25 years on"],
        "published": ["14 June 2023"],
        "source": ["The Example Courier"],
        "url": ["https://www.example.org/bridge"],
        "authors": ["Ann Example", "Ben Example"],
        "topics": ["traffic", "Denmark"],
        "language": ["en"],
        "summary": ["A bridge replaced the ferries."],
    }
    assert article.text == "\n\n".join(BRIDGE[:2])
    assert article.evidence["published"][0].where == "the line `DATE:`"


def test_each_article_has_its_own_header() -> None:
    text = f"Title: One\nDate: 2024-05-01\n\n{BRIDGE[0]}\n\nTitle: Two\nURL: https://example.org/2\n\n{SEEDS[0]}\n\n---\n\nTitle: Three\n\n{REEF}"
    articles = parse(text)
    assert [values(article, "title") for article in articles] == [["One"], ["Two"], ["Three"]]
    assert [values(article, "published") for article in articles] == [["2024-05-01"], [], []]


def test_a_header_may_be_ruled_off_and_may_be_chinese() -> None:
    (article,) = parse(f"標題：橋\n日期：2024年5月1日\n來源：範例日報\n-----\n{PROSE}")
    assert [values(article, field) for field in ("title", "published", "source")] == [["橋"], ["2024年5月1日"], ["範例日報"]]


@pytest.mark.parametrize("line", ["Language: the key to all of it is that we listen.", "Note: this is no header.", "Topics: many were there."])
def test_a_sentence_with_a_colon_is_no_header(line: str) -> None:
    (article,) = parse(f"{line}\n{PROSE}")
    assert article.text.startswith(line)


def test_front_matter() -> None:
    head = "---\ntitle: 'One: a bridge'\ndate: 2023-06-14\nsource: {name: Courier, url: https://example.org}\ntags: [traffic, Denmark]\nauthor: Ann\n---\n"
    first, second = parse(f"{head}\n{PROSE}\n\n---\ntitle: Two\n---\n{SEEDS[0]}\n")
    assert {field: values(first, field) for field in first.evidence} == {
        "title": ["One: a bridge"],
        "published": ["2023-06-14"],
        "source": ["Courier"],
        "url": ["https://example.org"],
        "topics": ["traffic", "Denmark"],
        "authors": ["Ann"],
    }
    assert first.evidence["title"][0].where == "`title` in the front matter"
    assert (values(second, "title"), second.text) == (["Two"], SEEDS[0])


def test_front_matter_that_is_no_yaml_is_shown_its_place() -> None:
    with pytest.raises(DigestError) as error:
        parse(f"---\ntitle: a: b\n---\n{PROSE}", "inbox/x.txt")
    assert str(error.value).startswith("inbox/x.txt:2:9: not YAML: mapping values are not allowed")


def test_markdown_stays_markdown() -> None:
    (article,) = parse(f"---\ndate: 2024-01-01\n---\n\n# The bridge\n\n**{BRIDGE[0]}**\n\n---\n\n- [a](https://example.org)\n", "x.md")
    assert values(article, "title") == ["The bridge"]
    assert article.text == f"**{BRIDGE[0]}**\n\n---\n\n- [a](https://example.org)"


# ---------------------------------------------------------------- Above the text

BYLINES = {
    "By Ann Example": ["Ann Example"],
    "by Ann Example and Ben de Example": ["Ann Example", "Ben de Example"],
    "By Ann Example / Staff reporter": ["Ann Example"],
    "By Ann Example, Ben Example and Eve Example": ["Ann Example", "Ben Example", "Eve Example"],
    "By Ann Example in Copenhagen": ["Ann Example"],
    "Ann Example / Staff reporter, with CNA": ["Ann Example"],
    "Staff writer, with CNA": ["Staff writer, with CNA"],
    "Reuters, COPENHAGEN": ["Reuters, COPENHAGEN"],
    "Von Anna Beispiel": ["Anna Beispiel"],
    "記者王小明／台北報導": ["王小明"],
    "記者王小明、陳小華／綜合報導": ["王小明", "陳小華"],
    "〔記者陳小華／台北報導〕": ["陳小華"],
    "文／王小明": ["王小明"],
}


@pytest.mark.parametrize("line", BYLINES)
def test_a_byline(line: str) -> None:
    (article,) = parse(f"A bridge instead of ferries\n{line}\n{PROSE}")
    assert values(article, "authors") == BYLINES[line]
    assert values(article, "title") == ["A bridge instead of ferries"]
    assert article.text == "\n\n".join(BRIDGE[:2])


@pytest.mark.parametrize("line", ["By the numbers", "By 2030 the bridge will be paid for.", "By the water"])
def test_no_byline(line: str) -> None:
    (article,) = parse(f"{line}\n{PROSE}")
    assert "authors" not in article.evidence


@pytest.mark.parametrize(
    ("line", "field", "value"),
    [
        ("2023-06-14", "published", "2023-06-14"),
        ("June 14, 2023", "published", "June 14, 2023"),
        ("Wed, Jun 14, 2023 - Page 3", "published", "Jun 14, 2023"),
        ("Published: 14 June 2023", "published", "14 June 2023"),
        ("Updated: 2023/06/14 03:00", "updated", "2023/06/14 03:00"),
        ("2023年6月14日", "published", "2023年6月14日"),
        ("https://www.example.org/bridge", "url", "https://www.example.org/bridge"),
    ],
)
def test_a_line_of_its_own_above_the_text(line: str, field: str, value: str) -> None:
    (article,) = parse(f"A bridge instead of ferries\n{line}\n{PROSE}")
    assert values(article, field) == [value]
    assert article.text == "\n\n".join(BRIDGE[:2])


def test_days_in_the_text_are_no_date() -> None:
    (article,) = parse("The minister said on Wednesday that they have until Sept. 15, 2020, to agree.\nShe will speak again on Aug. 6.")
    assert article.evidence == {}


def test_a_dateline_stays_in_the_text() -> None:
    (article,) = parse(f"TAIPEI, Sept. 5 (Reuters) — {PROSE}")
    assert article.text.startswith("TAIPEI, Sept. 5 (Reuters) — The bridge")
    assert article.evidence == {}


HEADS = {
    "A bridge instead of ferries": {"title": ["A bridge instead of ferries"]},
    "Is this the longest bridge?": {"title": ["Is this the longest bridge?"]},
    "# A bridge instead of ferries": {"title": ["A bridge instead of ferries"]},
    "‘We miss the ferries’": {"title": ["‘We miss the ferries’"]},
    "iPhone maker builds a bridge": {"title": ["iPhone maker builds a bridge"]},
    "TRAFFIC\nA bridge instead of ferries": {"kicker": ["TRAFFIC"], "title": ["A bridge instead of ferries"]},
    "TRAFFIC:\nA bridge instead of ferries": {"kicker": ["TRAFFIC"], "title": ["A bridge instead of ferries"]},
    "TRAFFIC: A bridge instead of ferries": {"kicker": ["TRAFFIC"], "title": ["A bridge instead of ferries"]},
    "BRIDGE REPLACES FERRIES": {"title": ["BRIDGE REPLACES FERRIES"]},
    "SAVING TIME: The link across the strait has replaced the ferries, and its toll has nearly paid for it": {
        "kicker": ["SAVING TIME"],
        "dek": ["The link across the strait has replaced the ferries, and its toll has nearly paid for it"],
    },
    "Bridge turns 25\nThe link across the strait has replaced the ferries": {
        "title": ["Bridge turns 25"],
        "dek": ["The link across the strait has replaced the ferries"],
    },
    "The bridge is old.": {},
    "The bridge, which": {},
}


@pytest.mark.parametrize("head", HEADS)
def test_what_stands_above_the_text(head: str) -> None:
    (article,) = parse(f"{head}\n{PROSE}")
    assert {field: values(article, field) for field in article.evidence} == HEADS[head]
    if HEADS[head]:
        assert article.text == "\n\n".join(BRIDGE[:2])


# ---------------------------------------------------------------- Kicker, dek and text in one

DEKS = [
    ("The operator said that the toll will fall next year, as the loans for the bridge are nearly paid back",
     "Sund & Baelt Holding A/S (Sund & Baelt) yesterday said that it would lower the toll for cars by a quarter."),
    ("The central bank cut its forecast for growth this year, citing weaker demand from abroad and a strong currency",
     "Exports last month fell 4.2 percent from a year earlier, the Ministry of Finance said yesterday."),
    ("Although the law was passed, its author said that more work needs to be done",
     "Lawmakers yesterday passed amendments to the Labor Standards Act that would raise the minimum wage."),
    ("The president said that the two sides would keep talking, even as tariffs take effect",
     "US President Joe Biden on Friday said he would impose a tariff of 20 percent on goods from three countries."),
    ("The minister called on hospitals to prepare, saying that the peak of the season is yet to come",
     "The number of people seeking treatment rose by 12 percent last week, the Centers for Disease Control (CDC) said."),
    ("The firm’s third-quarter profit beat expectations, thanks to demand for servers that run AI",
     "Quanta Computer Inc (廣達電腦) yesterday posted its highest quarterly profit in three years."),
    ("Consumers are buying fewer clothes, with sales of footwear the worst hit, an industry group said",
     "Retail sales in Japan fell in August for a third month, government data showed yesterday."),
    ("The probe landed at 3:20am and sent back its first pictures hours later",
     "Japan yesterday became the fifth country to land a spacecraft on the moon."),
    ("The galaxy is the most distant seen so far, and its light has traveled for 13 billion years",
     "Astronomers using the James Webb Space Telescope have found a galaxy that was bright early on."),
    ("Chou held on in the opening round, and then beat every opponent on her way to the final",
     "Taiwanese pool player Chou Chieh-yu on Saturday won a silver medal at the World Games."),
    ("The group plans to open 12 stores by the end of the year and to hire 300 people",
     "Ikea yesterday said that it would return to a market that it had left three years ago."),
]  # fmt: skip


@pytest.mark.parametrize(("dek", "text"), DEKS)
def test_a_dek_that_runs_into_the_text(dek: str, text: str) -> None:
    (article,) = parse(f"LOW TIDE: {dek} {text} {REEF}")
    assert values(article, "kicker") == ["LOW TIDE"]
    assert values(article, "dek") == [dek]
    assert article.text.startswith(text[:30])


NO_DEKS = [
    "The minister told Sweden’s parliament that Volvo Cars and Scania had asked for Chinese batteries. " + REEF,
    "Prices rose again. " + REEF,
    "A spokesman for the group said that Nvidia Corp has won an order from Toyota Motor Corp for its chips. " + REEF,
    "Analysts at Goldman Sachs Group said on Friday that sales to American and European buyers would fall. " + REEF,
    "Die Regierung in Berlin hat gestern ein Gesetz über den Bau von Brücken und Tunneln beschlossen. " + REEF,
]


@pytest.mark.parametrize("text", NO_DEKS)
def test_where_no_dek_is_plain_none_is_made(text: str) -> None:
    (article,) = parse(f"LOW TIDE: {text}")
    assert values(article, "kicker") == ["LOW TIDE"]
    assert [(e.value, e.sure) for e in article.evidence["dek"]] == [("", 0.1)]
    assert article.text.startswith(text[:40])


def test_a_wide_space_ends_a_dek() -> None:
    (article,) = parse("LOW TIDE: Prices of rice rose again      Rice cost more last month. " + REEF)
    assert values(article, "dek") == ["Prices of rice rose again"]
    assert article.text.startswith("Rice cost more")


@pytest.mark.parametrize("label", ["‘NOT READY’", "AI BOOM", "WHAT NEXT?", "US$1 BILLION", "A-LEVELS"])
def test_kickers(label: str) -> None:
    (article,) = parse(f"{label}: {REEF}")
    assert values(article, "kicker") == [label.strip("‘’")]


# ---------------------------------------------------------------- How a text ends

ENDS = {
    "The bridge is open. The toll has": "The bridge is open. …",
    "The bridge is open. The operator of the bridge said that the toll would be lowered next year as the loans": (
        "The bridge is open. The operator of the bridge said that the toll would be lowered next year…"
    ),
    "The bridge is open [...]": "The bridge is open…",
    "The bridge is open. […]": "The bridge is open. …",
    "The bridge is open...": "The bridge is open…",
    "The bridge is open. Continue reading →": "The bridge is open. …",
    "The bridge is open. [+1234 chars]": "The bridge is open. …",
    "The bridge is open.\nRead more": "The bridge is open. …",
    "橋樑已經開放。過橋費明年": "橋樑已經開放。…",
    "橋樑已經開放。營運公司表示，過橋費明年會降低，因為興建的貸款": "橋樑已經開放。營運公司表示，過橋費明年會降低…",
    "橋樑已經開放。請繼續往下閱讀...": "橋樑已經開放。…",
}


@pytest.mark.parametrize("text", ENDS)
def test_a_text_that_breaks_off(text: str) -> None:
    (article,) = parse(text)
    assert (article.text, article.truncated) == (ENDS[text], True)


@pytest.mark.parametrize("text", ["The bridge is open.", "“Is it open?”", "Open!", "He asked people to read more books.", "橋樑已經開放。", "पुल खुला है।", "(Reuters)"])
def test_a_text_that_is_whole(text: str) -> None:
    (article,) = parse(f"{BRIDGE[0]}\n{text}")
    assert article.truncated is False
    assert article.text.endswith(text)


@given(st.text(max_size=300), st.booleans())
def test_finish_never_invents_a_word(text: str, broken: bool) -> None:
    texts, _ = teaser.finish([text] if text.strip() else ["a"], broken=broken)
    assert all(part.rstrip("… ") in text or not text.strip() for part in texts) or "[+" in text


# ---------------------------------------------------------------- Markdown

MARKDOWN = MarkdownIt("commonmark").enable(["table", "strikethrough"])
SIGNS = ["a", "b1", " ", "*", "_", "`", "[", "]", "(", ")", "<", ">", "&", "#", "-", "+", "=", "~", "|", "!", "\\", ".", "\n", ":", "1.", "2)",
         "&amp;", "&#35;", "<b>", "```", "~~~", "- ", "    ", "---", "===", "[a](b)", "![a](b)", "[a]: b", "中", "é", "https://a.b"]  # fmt: skip


def shown(markdown: str) -> str:
    """The text that a reader sees; anything but paragraphs and line breaks leaves a mark that no text has."""
    out = []
    for token in MARKDOWN.parse(markdown):
        for child in token.children or []:
            out.append("\n" if child.type in ("softbreak", "hardbreak") else child.content if child.type.startswith("text") else "\0")
        out.append("" if token.type in ("paragraph_open", "paragraph_close", "inline") else "\0")
    return "".join(out)


@given(st.one_of(st.lists(st.sampled_from(SIGNS), max_size=30).map("".join), st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=40)))
@example("1. May 2024")
@example("#1 in the charts")
@example("AT&T; R&D &amp; more")
@example("* a\n* b")
@example("a | b\n--- | ---\n1 | 2")
@example("snake_case and _emphasis_")
def test_escaped_text_is_shown_as_it_stands(text: str) -> None:
    assert shown(escape_markdown(text)).split() == text.split()


@pytest.mark.parametrize("text", ["Plain prose, with 1.5 percent (a bit) — and “quotes”.", "file_name", "a [sic] b", "5 < 6", "R&D", "-5 degrees", "#hashtag", "3.5 million"])
def test_prose_is_not_escaped(text: str) -> None:
    assert escape_markdown(text) == text


# ---------------------------------------------------------------- Bytes


def test_encodings() -> None:
    text = "The café’s “bridge” is open. 橋。\n"
    for data in (text.encode(), codecs.BOM_UTF8 + text.encode(), text.encode("utf-16"), codecs.BOM_UTF16_BE + text.encode("utf-16-be"), text.encode("utf-32")):
        (article,) = text_dump.parse(data, "x.txt")
        assert (article.text, article.evidence) == (text.strip(), {})


def test_windows_1252_is_a_guess_and_says_so() -> None:
    (article,) = text_dump.parse(f"Caf\xe9 owners said \x93no\x94. {PROSE}".encode("latin-1"), "x.txt")
    assert article.text.startswith("Café owners said “no”. The bridge across the Storebælt")
    assert [(e.value, e.sure) for e in article.evidence["charset"]] == [("windows-1252", 0.4)]


def test_a_character_that_was_cut_in_half_at_the_end_is_dropped() -> None:
    (article,) = text_dump.parse(f"{PROSE} 橋".encode()[:-1], "x.txt")
    assert article.text.endswith(BRIDGE[1] + " …") or article.text.endswith(BRIDGE[1])


def test_characters_that_cannot_be_seen_are_dropped() -> None:
    (article,) = parse("The\x07 bridge\x1b is\u200b open.\x0bIt is\ufeff old.\u2028It is long.")
    assert article.text == "The bridge is open.\n\nIt is old.\n\nIt is long."


REFUSED = {
    b"": "x.txt: the file is empty\n    put the article's text into it, or delete it",
    b" \n\t\n": "x.txt: the file is empty\n    put the article's text into it, or delete it",
    b"a\nb\0c": "x.txt:2: the file holds NUL characters: it is damaged, or no text\n    save it as plain text in UTF-8",
    b"\0" * 1000: "x.txt:1: the file holds NUL characters: it is damaged, or no text\n    save it as plain text in UTF-8",
    b"%PDF-1.7 ...": "x.txt: the file is a PDF, no plain text\n    save it as plain text in UTF-8",
    b"PK\x03\x04...": "x.txt: the file is an archive or an office document, no plain text\n    save it as plain text in UTF-8",
    b"A line.\n" + bytes(range(1, 256)): "x.txt:3: the file is in no encoding that is known, here at the latest\n    save it as plain text in UTF-8",
    b"Title: x\nDate: 2020-01-01\n": "x.txt: the file holds a header and no text\n    write the text below it, or delete the file",
    b"ok.\n" + b"a" * 1_000_001: "x.txt:2: one line has 1 million characters: that is no paragraph of an article\n    part it into lines",
    b"a" * 50_000_001: "x.txt: the file has 50 MB, and a text at most 50\n    part it",
    (b"A sentence. " * 60_000 + b"\n") * 7: "x.txt:1: the article that starts here has 5 million characters\n    part it with lines of `---`",
}


@pytest.mark.parametrize("data", REFUSED, ids=lambda data: repr(data[:16]))
def test_what_is_no_text_is_refused(data: bytes) -> None:
    with pytest.raises(DigestError) as error:
        text_dump.parse(data, "x.txt")
    assert str(error.value) == REFUSED[data]


LINES = ["Title: a", "---", "Date: x", "KICKER: The x The y said.", "A Title Line", "A sentence that ends. And one that does not", "* * *", "===",
         "By Ann Example", "Read more", "", "", "中文句子。", "title: x", "- a", "\f", "TEN", "“a", "..."]  # fmt: skip


@given(st.one_of(st.binary(max_size=200), st.lists(st.sampled_from(LINES), max_size=14).map(lambda lines: "\n".join(lines).encode())), st.sampled_from(["a.txt", "a.md"]))
def test_any_bytes_give_articles_or_a_complaint(data: bytes, path: str) -> None:
    try:
        articles = text_dump.parse(data, path)
    except DigestError as error:
        assert error.problems[0].place.file == path
    else:
        assert [article.part for article in articles] == list(range(1, len(articles) + 1))
        assert all(article.text.strip() for article in articles)


ENDLESS = ["a", "A ", "( ", "“", ". ", "中。", "1", "&a", "[", "Ltd, ", "X: ", "Read more ", "…", "By A ", "Title: a ", ".\t", "Ab (中文) "]
BEFORE_SPACES = ["Title: a", "# a", "Ab (", "KICKER: a", "a.", "a …", "“a", "- a", "By Ann", "a ("]


@pytest.mark.parametrize("text", [*(unit * (100_000 // len(unit)) for unit in ENDLESS), *(f"{head}{' ' * 100_000}b" for head in BEFORE_SPACES)],
                         ids=[*ENDLESS, *BEFORE_SPACES])  # fmt: skip
def test_one_endless_line_is_read_in_time(text: str) -> None:
    """Twice the line takes twice the time: no pattern runs away on it."""
    start = time.process_time()
    names.find(text)
    for path in ("x.txt", "x.md"):
        text_dump.parse(f"{text}\nb".encode(), path)
    assert time.process_time() - start < 10


def test_the_order_of_the_pieces_is_that_of_the_file() -> None:
    articles = parse("\n-----\n".join(f"Number {n} is a sentence." for n in range(1, 200)))
    assert [article.text for article in articles] == [f"Number {n} is a sentence." for n in range(1, 200)]
    assert not re.search("<|>", repr([article.part for article in articles]))
