"""Cards: a picture for each article and edition, in fonts that have its letters, drawn only where it changed."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from conftest import MakeSite, SiteFolder, page
from PIL import Image

from digest.site import cards, fonts
from digest.site.cards import _wrapped
from digest.site.fonts import Font, font_of, fonts_for

pytestmark = pytest.mark.skipif(not fonts.are_known(), reason="there is no fontconfig")

CONFIG = """=== site_config.yaml
name: The Test
id: the-test
base_url: https://example.org/repo
search: false
cards: true
topics: [{slug: space, name: Space}]
"""
CARD = "articles/2024/03/a/card.png"


def small(site: MakeSite) -> SiteFolder:
    made = site(CONFIG)
    made.write("content/articles/2024/03/a.md", page("A probe", published="2024-03-01", topics=["space"], source={"name": "Moon Daily"}))
    made.write("content/articles/2024/03/b.md", page("Another", published="2024-03-01"))
    made.build()
    return made


def cards_in(made: SiteFolder) -> dict[str, bytes]:
    return {path: data for path, data in made.public.items() if path.endswith("card.png")}


def written(made: SiteFolder) -> set[str]:
    return {path for path, _ in made.build().written if path.endswith("card.png")}


def test_each_article_and_edition_has_a_card_that_its_page_names(site: MakeSite) -> None:
    made = small(site)
    assert cards_in(made).keys() == {CARD, "articles/2024/03/b/card.png", "editions/2024-03-01/card.png", "editions/2024-W09/card.png"}
    for path, data in cards_in(made).items():
        picture = Image.open(io.BytesIO(data))
        assert (picture.format, picture.size) == ("PNG", (1200, 630))
        assert len(data) < 40_000
        text = made.text(path.replace("card.png", "index.html"))
        assert f'<meta property="og:image" content="https://example.org/repo/{path}">' in text
        assert '<meta name="twitter:card" content="summary_large_image">' in text


def test_a_card_is_drawn_only_where_what_it_shows_changed(site: MakeSite) -> None:
    made = small(site)
    before = cards_in(made)
    assert written(made) == set()
    made.edit("content/articles/2024/03/a.md", "A body.", "Another body.")
    assert written(made) == set()
    made.edit("content/articles/2024/03/a.md", "A probe", "A probe landed")
    assert written(made) == {CARD}
    assert cards_in(made)[CARD] != before[CARD]
    made.build(clean=True)
    after = cards_in(made)
    made.edit("site_config.yaml", "cards: true", "cards: false")
    made.build()
    assert cards_in(made) == {}
    assert "og:image" not in made.text("articles/2024/03/a/index.html")
    made.edit("site_config.yaml", "cards: false", "cards: true")
    made.build()
    assert cards_in(made) == after, "the same bytes each time"


def test_a_title_that_no_font_has_is_told_once(site: MakeSite, monkeypatch: pytest.MonkeyPatch) -> None:
    made = small(site)
    made.write("content/articles/2024/03/c.md", page("\U000f0000 one", published="2024-03-02"))
    made.write("content/articles/2024/03/d.md", page("\U000f0001 two", published="2024-03-01"))
    (notice,) = made.build().notices
    assert "no font has the letters of “\U000f0000 one”, and 2 in all have no card" in str(notice)
    assert "articles/2024/03/c/card.png" not in made.public
    assert "og:image" not in made.text("articles/2024/03/c/index.html")
    monkeypatch.setattr(cards, "are_possible", lambda: False)
    (notice,) = made.build().notices
    assert "no card is made: Pillow or fontconfig is not installed" in str(notice)
    assert cards_in(made) == {}


def test_a_font_of_ones_own_goes_first(site: MakeSite) -> None:
    first, *others = fonts_for("en", ())
    other = next(font for font in others if font.file != first.file)
    assert fonts_for("en", (other.file,))[0].file == other.file
    made = small(site)
    before = cards_in(made)
    made.write("fonts/own.ttf", Path(other.file).read_bytes())
    made.edit("site_config.yaml", "cards: true", "cards: true\ncard_fonts: [fonts/own.ttf]")
    made.build()
    assert cards_in(made).keys() == before.keys()
    assert cards_in(made)[CARD] != before[CARD]
    made.delete("fonts/own.ttf")
    (notice,) = made.build().notices
    assert "the font file `fonts/own.ttf` is not there" in str(notice)


@pytest.mark.parametrize(("language", "text"), [("en", "Ships & quays, “naïvely”"), ("zh-Hant", "台積電 TSMC"), ("ja", "新しい工場"), ("ko", "반도체 공장"), ("ar", "قمر جديد")])
def test_a_text_is_set_in_a_font_that_has_all_of_it(language: str, text: str) -> None:
    font = font_of(text, fonts_for(language, ()))
    if language == "en":
        assert font
    elif not font:
        pytest.skip(f"this machine has no font for {language}")
    assert font.has(text)


def test_letters_are_looked_for_in_ranges() -> None:
    font = Font("x.ttf", 0, (0x20, 0x7F, 0xE9, 0xEA))
    assert font.has("plain é\n")
    assert not font.has("è")
    assert not font.has("\x7f")
    assert font_of("è", (font,)) is None


class Ruler:
    """Measures a text as if each letter were 100 wide."""

    def getlength(self, text: str) -> float:
        return 100.0 * len(text)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("one two three", ["one two", "three"]),
        ("unbelievable", ["unbelievab", "le"]),
        ("a unbelievable", ["a", "unbelievab", "le"]),
        ("新しい工場は来年につながる", ["新しい工場は来年につ", "ながる"]),
        ("新しい工場は来年に、つながる", ["新しい工場は来年に、", "つながる"]),
        ("新しい工場は来年にも、つながる", ["新しい工場は来年に", "も、つながる"]),
        ("", [""]),
    ],
)
def test_lines_break_at_words_and_between_letters_that_have_none(text: str, lines: list[str]) -> None:
    ruler: Any = Ruler()
    assert _wrapped(text, ruler) == lines
