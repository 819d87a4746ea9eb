"""A summary may say only what its text says, in whatever writing."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest import figures
from digest.faithful import Claim, told, unsupported


def values(text: str) -> list[float]:
    return [float(min(number.values)) for number in figures.numbers(text)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("1.2 million", "1,200,000"), ("1.2 million", "1.200.000"), ("1,2 Mio.", "1.2m"), ("1 200 000", "1.2 million"), ("three", "3"), ("23", "twenty-three"),
        ("two hundred thousand", "200,000"), ("$4.5 bn", "4.5 billion"), ("4,5 Milliarden", "4.5bn"), ("120万", "1.2 million"), ("三百万", "3 million"),
        ("二十三", "23"), ("二〇二〇", "2020"), ("1万2千", "12,000"), ("12 thousand", "12k"), ("zwölf", "12"), ("5 percent", "five per cent"), ("3,5 %", "3.5 percent"),
        ("百分之三十", "30%"), ("三成", "30 %"), ("3억", "300 million"), ("5 млн", "5 million"), ("one hundred and five", "105"),
    ],
)  # fmt: skip
def test_writings_of_one_number(one: str, other: str) -> None:
    if one == "1万2千":
        assert unsupported("12,000 came.", "一万二千 came.") == ()
        return
    text, summary = f"They counted {one} in all.", f"They counted {other} in all."
    assert unsupported(summary, text) == ()
    assert unsupported(text, summary) == ()


@pytest.mark.parametrize(
    ("summary", "text", "lacks"),
    [
        ("It sold 1.3 million.", "It sold 1,200,000.", "1.3 million"),
        ("It fell by 5 percent.", "It fell by 5 dollars.", "5"),
        ("Seven ships sank.", "Six ships sank.", "Seven"),
        ("Some 40 came.", "Forty-one came.", "40"),
        ("They used an F-16.", "They used an F-15.", "F-16"),
        ("三百人参加。", "二百人参加。", "三百"),
        ("It was 12.", "It was 120.", "12"),
    ],
)
def test_a_number_that_the_text_lacks(summary: str, text: str, lacks: str) -> None:
    assert unsupported(summary, text) == (Claim(kind="number", words=lacks),)


def test_one_is_seldom_a_number() -> None:
    assert unsupported("One of them left.", "Some of them left.") == ()


@pytest.mark.parametrize("written", ["11 September 2020", "Sept. 11, 2020", "2020-09-11", "11. September 2020", "2020年9月11日", "9/11/2020", "11.9.2020"])
@pytest.mark.parametrize("said", ["September 11", "11 September 2020", "Sept. 11, 2020", "9月11日"])
def test_writings_of_one_day(written: str, said: str) -> None:
    assert unsupported(f"It began on {said}.", f"It began on {written}, in the September of that year (Sept.).") == ()


@pytest.mark.parametrize("said", ["September 12", "11 October 2020", "Sept. 11, 2021"])
def test_a_day_that_the_text_lacks(said: str) -> None:
    claims = unsupported(f"It began on {said}.", "It began on 11 September 2020, Sept. and October too.")
    assert Claim(kind="date", words=said) in claims


def test_quotation_marks_differ_and_words_may_not() -> None:
    text = "“We had no warning at all,” she said. „Wir gehen“, sagte er. 他說：「不能再等。」"
    for summary in ('She: "We had no warning at all".', "She: ‘We had no warning at all’.", "“We had … at all”", "«Wir gehen»", "他说“不能再等”"):
        assert [claim for claim in unsupported(summary, text) if claim.kind == "quotation"] == []
    assert unsupported("“we had every warning”", text) == (Claim(kind="quotation", words="we had every warning"),)
    assert unsupported("“at all … We had”", text) == (Claim(kind="quotation", words="at all … We had"),)


@pytest.mark.parametrize(
    ("summary", "text"),
    [
        ("The mayor, Ana Ruiz, resigned.", "Ana Ruiz was mayor. She resigned."),
        ("Ruiz's office closed.", "The office of Ana Ruíz closed."),
        ("The US and the U.N. met.", "The U.S. met the UN."),
        ("Researchers found water.", "A researcher found water."),
        ("Jean-Luc Picot spoke.", "Jean Luc Picot spoke."),
        ("L’an dernier, d’Orsay a fermé.", "Le musée d'Orsay a fermé l'an dernier."),
        ("Three-quarters of them left.", "Three of four left."),
        ("Die neue Regel gilt.", "Eine Vorschrift, die gilt."),
    ],
)
def test_names_that_the_text_has(summary: str, text: str) -> None:
    assert [claim for claim in unsupported(summary, text, "de" if summary.startswith("Die") else "en") if claim.kind == "name"] == []


@pytest.mark.parametrize(
    ("summary", "text", "lacks", "language"),
    [
        ("The mayor, Ana Silva, resigned.", "Ana Ruiz, the mayor, resigned.", "Silva", "en"),
        ("Il a vu d’Estaing.", "Il a vu le président.", "Estaing", "fr"),
        ("Obama spoke.", "The president spoke.", "Obama", "en"),
        ("Das sagte Olaf Meier.", "Das sagte Olaf Schmidt.", "Meier", "de"),
        ("王毅表示满意。", "外长表示满意，他很高兴。", "王毅", "zh-Hans"),
        ("トランプ氏が会見した。", "大統領が会見した。", "トランプ", "ja"),
    ],
)
def test_a_name_that_the_text_lacks(summary: str, text: str, lacks: str, language: str) -> None:
    assert unsupported(summary, text, language) == (Claim(kind="name", words=lacks),)


def test_what_stands_in_an_address_of_the_text_does_not_count() -> None:
    assert unsupported("It cost 4711.", "It cost [much](https://a.example/4711).") == (Claim(kind="number", words="4711"),)


def test_how_it_is_told() -> None:
    claims = (Claim(kind="number", words="7"), Claim(kind="quotation", words="a loss"))
    assert told(claims) == "the text has no “7” (number), no “a loss” (quotation)"


@given(st.text())
def test_every_text_is_faithful_to_itself(text: str) -> None:
    assert [claim for claim in unsupported(text, text) if claim.kind in ("number", "quotation")] == []


@given(st.integers(0, 10**12))
def test_a_number_is_found_however_it_is_parted(number: int) -> None:
    for written in (f"{number}", f"{number:,}", f"{number:,}".replace(",", "."), f"{number:,}".replace(",", " ")):
        (found,) = figures.numbers(written)
        assert Fraction(number) in found.values
