"""Cards: a picture of 1200 × 630 with the title of an article or an edition, for the networks where links are shared.

    /articles/2020/09/tiktok/card.png      /editions/2020-09-11/card.png

`cards_of` says what each card shows, and which titles no font of the machine has, `plan` makes files of the site of them,
`draw` makes a file's PNG. A text is set in
the first font that has all of its letters (`fonts`); a title without one gets no card. Alone knows Pillow, which is
installed by `digest[cards]`. To change the look, change the measures below.
"""

from __future__ import annotations

import datetime as dt
import importlib.util
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from digest.config import Config
from digest.language import SPACELESS
from digest.site import fonts
from digest.site.assemble import Site
from digest.site.fonts import Font, fonts_for
from digest.site.interface import Interface
from digest.site.nouns import Card, Cards, day_of
from digest.site.planned import Page
from digest.site.theme import accents

KIND = "card"

_WIDTH, _HEIGHT, _EDGE, _BAR = 1200, 630, 72, 16
_PAPER, _INK, _SOFT, _ACCENT = "#ffffff", "#14181b", "#4a5257", "#0b5360"
_SMALL = 34
_LABEL, _TITLE, _FOOT = 132, 190, 530
"""From the top: where the label, the title and the foot begin."""
_SIZES = (92, 84, 76, 68, 60, 54, 48, 42, 36)
"""Of the title: the largest that fits between label and foot is taken; of the smallest, what does not fit is left out."""
_LEADING, _GAP = 1.25, 12
_COLOURS = 32
"""Enough for the edges of letters in three colours, and a quarter of the bytes."""

_PIECE = rf"\s*(?:[{SPACELESS}][^\w\s]*|(?:(?![{SPACELESS}])\S)+)"
"""What is not broken at the end of a line: a word, or a letter of a script without spaces with the marks behind it."""
_RIGHT_TO_LEFT = "[^A-Za-z\u0590-\u08ff]*[\u0590-\u08ff]"


def are_possible() -> bool:
    """Whether everything is there that cards are made with."""
    return importlib.util.find_spec("PIL") is not None and fonts.are_known()


def cards_of(site: Site, config: Config, root: Path) -> Cards:
    """Say which cards there are; a title that no font can show has none."""
    found: dict[str, Card] = {}
    missing: list[str] = []
    for page, card in _wanted(site, config):
        if fonts.font_of(card.title, _fonts(card, config, root)):
            found[page] = card
        else:
            missing.append(card.title)
    return Cards(found, tuple(missing))


def plan(cards: Cards, config: Config, root: Path) -> Iterator[Page]:
    """Plan the picture of each card: its bytes depend on what it shows and on the fonts, beside the settings."""
    for card in cards.by_page.values():
        texts = (card.title, config.name, card.label, card.source)
        choice = (fonts.font_of(text, _fonts(card, config, root)) for text in texts)
        made_with = tuple(fonts.fingerprint_of(font) for font in choice if font)
        yield Page(card.url, KIND, {"card": tuple(card), "fonts": made_with})


def _wanted(site: Site, config: Config) -> Iterator[tuple[str, Card]]:
    for row in site.reach.rows(site.rows) if "article" in config.pages else ():
        teaser = site.maker(row)
        day = day_of(teaser.published, config.zone).isoformat() if teaser.published else ""
        label = teaser.kicker or (teaser.topics[0].name if teaser.topics else "")
        yield row.url, Card(f"{row.url}card.png", teaser.title, label, row.source, day, "", teaser.language or config.language)
    for edition in (*site.days, *site.weeks) if "edition" in config.pages and site.reach.lists else ():
        if not site.reach.holds("week" if edition.is_week else "day", edition.name):
            continue
        week = edition.name if edition.is_week else ""
        yield edition.url, Card(f"{edition.url}card.png", edition.title, "", "", edition.day.isoformat(), week, config.language)


def _fonts(card: Card, config: Config, root: Path) -> tuple[Font, ...]:
    return fonts_for(card.language, tuple(str(root / file) for file in config.card_fonts))


# --- drawing


def draw(page: Page, config: Config, words: Interface, root: Path) -> bytes:
    """Draw a planned card, a PNG: the same bytes for the same card in the same fonts."""
    from PIL import Image, ImageDraw

    card = Card(*page.context["card"])
    image = Image.new("RGB", (_WIDTH, _HEIGHT), _PAPER)
    pen = ImageDraw.Draw(image)
    accent = accents(config.accent).light if config.accent else _ACCENT
    choice = _fonts(card, config, root)
    when = _when(card, words)

    pen.rectangle((0, 0, _WIDTH, _BAR), fill=accent)
    _line(pen, config.name, choice, _EDGE, _INK)
    _line(pen, card.label, choice, _LABEL, accent)
    _line(pen, " · ".join(text for text in (card.source, when if card.title else "") if text), choice, _FOOT, _SOFT)
    _title(pen, card.title or when, choice)
    out = io.BytesIO()
    image.quantize(_COLOURS).save(out, "PNG", optimize=True)
    return out.getvalue()


def _when(card: Card, words: Interface) -> str:
    if card.week:
        return words.gettext("Week %(week)s of %(year)s") % {"week": int(card.week[6:]), "year": card.week[:4]}
    return words.day(dt.date.fromisoformat(card.day)) if card.day else ""


def _line(pen: Any, text: str, choice: tuple[Font, ...], top: int, colour: str) -> None:
    """Write one line, as much of it as fits; nothing where no font has all of it."""
    if text and (font := fonts.font_of(text, choice)):
        face = _face(font, _SMALL)
        _put(pen, _wrapped(text, face)[0], face, top, colour)


def _title(pen: Any, text: str, choice: tuple[Font, ...]) -> None:
    font = fonts.font_of(text, choice) or choice[0]
    for size in _SIZES:
        face, height = _face(font, size), size * _LEADING
        lines, room = _wrapped(text, face), int((_FOOT - _GAP - _TITLE) // height)
        if len(lines) <= room:
            break
    if len(lines) > room:
        lines = [*lines[: room - 1], f"{lines[room - 1].rstrip()} …" if font.has("…") else lines[room - 1]]
    for number, line in enumerate(lines):
        _put(pen, line, face, _TITLE + int(number * height), _INK)


def _put(pen: Any, line: str, face: Any, top: int, colour: str) -> None:
    from_right = bool(re.match(_RIGHT_TO_LEFT, line))
    at = (_WIDTH - _EDGE, top) if from_right else (_EDGE, top)
    pen.text(at, line, fill=colour, font=face, anchor="ra" if from_right else "la")


def _wrapped(text: str, face: Any) -> list[str]:
    """Break a text into lines that fit; a piece that is longer than a line is broken anywhere."""
    lines = [""]
    for piece in re.findall(_PIECE, text):
        while not _fits(lines[-1] + piece, face):
            if lines[-1]:
                lines.append("")
                piece = piece.lstrip()
                continue
            cut = next(length for length in range(len(piece) - 1, 0, -1) if length == 1 or _fits(piece[:length], face))
            lines[-1], piece = piece[:cut], piece[cut:]
            lines.append("")
        lines[-1] += piece if lines[-1] else piece.lstrip()
    return lines


def _fits(text: str, face: Any) -> bool:
    width: float = face.getlength(text)
    return width <= _WIDTH - 2 * _EDGE


def _face(font: Font, size: int) -> Any:
    from PIL import ImageFont

    return ImageFont.truetype(font.file, size, font.number)
