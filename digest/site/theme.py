"""The theme's files as readers get them: without comments and blanks, in the accent that the settings ask for.

    accents("#ff8800")  →  Accents(light="#a85a00", dark="#ff8800")

An editor names one colour; text in it must be legible on the paper of both schemes. So each scheme gets the nearest
shade of it, towards black or white, whose contrast is 4.5 : 1 or better (WCAG 2.2, 1.4.3).
"""

from __future__ import annotations

import re
from typing import NamedTuple

from digest.config import Config

LEAST_CONTRAST = 4.5
GROUNDS = {"light": ("#ffffff", "#f1f4f3"), "dark": ("#14181b", "#1f2528")}
"""By the scheme, the grounds that text stands on: `--paper` and `--wash` of style.css."""

FILES = ("style.css", "digest.js", "search.css", "search.js")
"""In the theme's folder `static`: what every page has, and what the search page has beside it."""

_STEPS = 256
_TOKENS = re.compile(r"""("[^"]*"|'[^']*')|/\*.*?\*/|\s*([{};,>])\s*|(:)\s+|(?<=[\s:,(-])0(?=\.\d)|\s+""", re.DOTALL)
_NOT_SCRIPT = re.compile(rb"^\s*/\*[^*]*\*/\s*|^\s*//.*\n|^\s+", re.MULTILINE)
"""Lines of comment and the blanks that lines open with: so no text in a script may stand on several lines."""


class Accents(NamedTuple):
    """One colour as each scheme can show it."""

    light: str
    dark: str


def as_published(name: str, source: bytes, config: Config) -> bytes:
    """Return what readers get of one of `FILES`."""
    if name.endswith(".js"):
        return _NOT_SCRIPT.sub(b"", source)
    return sheet(source, config) if name == "style.css" else shortened(source)


def sheet(source: bytes, config: Config) -> bytes:
    """Return the style sheet that the site is given: the theme's, shortened, and what the settings add to it."""
    if not config.accent:
        return shortened(source)
    light, dark = accents(config.accent)
    return shortened(source) + f":root{{--accent:light-dark({light},{dark})}}\n".encode()


def shortened(source: bytes) -> bytes:
    """Leave comments and blanks out of a style sheet."""
    text = _TOKENS.sub(_short, source.decode(errors="surrogateescape"))
    return (text.replace(";}", "}").strip() + "\n").encode(errors="surrogateescape")


def _short(token: re.Match[str]) -> str:
    text, mark, colon = token.groups()
    dropped = token[0] == "0" or token[0].startswith("/*")
    return text or mark or colon or ("" if dropped else " ")


def accents(colour: str) -> Accents:
    """Find the shades of a colour (`#rrggbb`) that are nearest to it and legible on the grounds of each scheme."""
    return Accents(_legible(colour, "#000000", GROUNDS["light"]), _legible(colour, "#ffffff", GROUNDS["dark"]))


def _legible(colour: str, towards: str, grounds: tuple[str, ...]) -> str:
    shades = (_mixed(colour, towards, step / _STEPS) for step in range(_STEPS + 1))
    return next(shade for shade in shades if all(contrast(shade, ground) >= LEAST_CONTRAST for ground in grounds))


def _mixed(colour: str, other: str, share: float) -> str:
    parts = (round(a + (b - a) * share) for a, b in zip(_channels(colour), _channels(other), strict=True))
    return "#" + "".join(f"{part:02x}" for part in parts)


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours as WCAG 2.2 defines it, from 1 to 21."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (v / 255 for v in _channels(colour)))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _channels(colour: str) -> tuple[int, ...]:
    return tuple(bytes.fromhex(colour[1:]))
