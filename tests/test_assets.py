"""The theme's files as readers get them: short, and legible in whatever accent an editor chooses."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from conftest import MakeSite, page
from hypothesis import given
from hypothesis import strategies as st

from digest.config import Config
from digest.site.theme import GROUNDS, LEAST_CONTRAST, accents, as_published, contrast, sheet

OURS = (Path(__file__).parents[1] / "templates/static/style.css").read_bytes()
SCHEMES = ("light", "dark")


def colours(scheme: str) -> dict[str, str]:
    """Read the colours that the theme names for one scheme."""
    found = re.findall(r"--(\w+): light-dark\((#\w+), (#\w+)\)", OURS.decode())
    return {name: pair[SCHEMES.index(scheme)] for name, *pair in found}


def mixed(accent: str, paper: str, percent: int) -> str:
    """Mix as `color-mix(in srgb, …)` does."""
    pairs = zip(bytes.fromhex(accent[1:]), bytes.fromhex(paper[1:]), strict=True)
    return "#" + bytes(round((a * percent + b * (100 - percent)) / 100) for a, b in pairs).hex()


@pytest.mark.parametrize(("one", "other", "wanted"), [("#000000", "#ffffff", 21), ("#777777", "#ffffff", 4.48), ("#ff0000", "#0000ff", 2.15)])
def test_contrast_is_that_of_the_standard(one: str, other: str, wanted: float) -> None:
    assert contrast(one, other) == contrast(other, one) == pytest.approx(wanted, abs=0.005)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_text_of_the_theme_is_legible(scheme: str) -> None:
    named = colours(scheme)
    assert GROUNDS[scheme] == (named["paper"], named["wash"])
    for text in ("ink", "soft", "accent", "alert"):
        assert all(contrast(named[text], ground) >= 7 for ground in GROUNDS[scheme]), text


@pytest.mark.parametrize("scheme", SCHEMES)
@given(colour=st.binary(min_size=3, max_size=3).map(lambda data: "#" + data.hex()))
def test_any_accent_is_legible_in_both_schemes(scheme: str, colour: str) -> None:
    accent = accents(colour)[SCHEMES.index(scheme)]
    assert all(contrast(accent, ground) >= LEAST_CONTRAST for ground in GROUNDS[scheme])
    named = colours(scheme)
    for percent in (14, 32):  # --tint and --shade, which the cells of heat maps stand on
        assert f"color-mix(in srgb, var(--accent) {percent}%, var(--paper))" in OURS.decode()
        assert contrast(named["ink"], mixed(accent, named["paper"], percent)) >= LEAST_CONTRAST


def test_a_colour_that_is_legible_stays_as_it_is() -> None:
    assert accents("#0b5360").light == "#0b5360"
    assert accents("#86ced9").dark == "#86ced9"


def test_the_sheet_loses_its_comments_and_blanks_and_nothing_else() -> None:
    source = b"""/* a comment; with { marks } */
a > b, c :is(d) { content: "  /* kept */ ;  " ; inline-size: calc(100% - 2 * var(--gap)) }
@media (min-width: 48rem) { e { color: red; } }
"""
    assert sheet(source, Config(name="A")) == (
        b'a>b,c :is(d){content:"  /* kept */ ;  ";inline-size:calc(100% - 2 * var(--gap))}@media (min-width:48rem){e{color:red}}\n'
    )


def test_a_script_loses_its_comments_and_indents_and_nothing_else() -> None:
    source = b"/* What it is\n   for. */\n(() => {\n  // Why.\n  const url = 'https://a//b' /* kept */\n\n  go(url) // kept\n})()\n"
    assert as_published("digest.js", source, Config(name="A")) == b"(() => {\nconst url = 'https://a//b' /* kept */\ngo(url) // kept\n})()\n"


def test_bytes_that_are_no_text_survive() -> None:
    assert sheet(b"a { content: '\xff' }", Config(name="A")) == b"a{content:'\xff'}\n"


def test_an_accent_of_the_settings_ends_the_sheet_and_changes_its_address(site: MakeSite) -> None:
    made = site()
    made.write("content/articles/a.md", page())
    made.build()
    before, address = made.text("static/style.css"), re.findall(r"style\.css\?v=\w+", made.text("index.html"))
    made.edit("site_config.yaml", "name: The Test\n", 'name: The Test\naccent: "#ff8800"\n')
    made.build()
    assert made.text("static/style.css") == before + ":root{--accent:light-dark(#aa5b00,#ff8800)}\n"
    assert re.findall(r"style\.css\?v=\w+", made.text("index.html")) != address
