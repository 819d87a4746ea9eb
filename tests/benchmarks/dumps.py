"""Raw text dumps, as an editor drops them into the inbox: a whole article, then four teasers that break off.

Of invented words, the same bytes on every machine; a line of dashes stands between the pieces::

    Yowmkora There These Maktildrot

    Mathis stornon skowning prostla rorlon on it trerooth …
    -----
    TUFIN GAEPREL: Tesk time its Sorim Paper (소림제지) man swendbivi thu
"""

from __future__ import annotations

from pathlib import Path

from . import corpus
from .words import GLOSSED, Dice, sentences

PIECES = 5
"""In each dump."""


def dump(number: int) -> str:
    """Write dump `number`."""
    dice = Dice(f"dump {number}")
    return "\n-----\n".join([_whole(dice), *(_teaser(dice) for _ in range(PIECES - 1))]) + "\n"


def make(count: int, folder: Path) -> None:
    """Write so many dumps below `folder`."""
    for number in range(count):
        corpus.write(folder, f"dump-{number:06}.txt", dump(number))


def _whole(dice: Dice) -> str:
    title = " ".join(word.capitalize() for word in dice.words(dice.between(5, 9)))
    paragraphs = [sentences(dice, dice.between(20, 60), GLOSSED) for _ in range(dice.between(7, 14))]
    return "\n\n".join([title, *paragraphs])


def _teaser(dice: Dice) -> str:
    kicker = " ".join(dice.words(2)).upper()
    text = sentences(dice, dice.between(70, 120), GLOSSED)
    return f"{kicker}: {text[: -dice.between(5, 20)].rstrip(' .,')}"
