"""Fonts of the system for a text in any script, as fontconfig names them; alone knows its programs.

    fonts_for("ja", ())  →  Font(file="…/NotoSerifCJK-Bold.ttc", index=0, bounds=(32, 127, 160, …)), …

They come in the order in which the system would fall back for a language, each with the letters that it has.
"""

from __future__ import annotations

import functools
import shutil
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from digest.site.cache import fingerprint

_LANGUAGES = {"zh-hant": "zh-tw", "zh-hans": "zh-cn", "zh": "zh-cn"}
"""Languages by the names that fontconfig knows."""

_FORMAT = "%{file}|%{index}|%{scalable}|%{charset}\n"
_INSTANCES = 1 << 16
"""From this number on an index names an instance of a variable font."""


class Font(NamedTuple):
    """A font in a file, and the letters that it has as the bounds of their ranges, in order: first, last + 1, and so on."""

    file: str
    number: int
    bounds: tuple[int, ...]

    def has(self, text: str) -> bool:
        """Whether all letters of a text are in it."""
        return all(bisect_right(self.bounds, ord(letter)) % 2 for letter in set(text) if not letter.isspace())


def are_known() -> bool:
    """Whether fontconfig is there."""
    return shutil.which("fc-match") is not None


@functools.lru_cache(maxsize=64)
def fonts_for(language: str, own: tuple[str, ...]) -> tuple[Font, ...]:
    """Name bold fonts for a language (a BCP 47 tag), those of the files `own` first."""
    parts = language.lower().split("-")
    tag = _LANGUAGES.get("-".join(parts[:2]), _LANGUAGES.get(language.lower(), "-".join(parts[:2])))
    named = [line for file in own for line in _ask("fc-query", "--format", _FORMAT, file)]
    return tuple(_parse([*named, *_ask("fc-match", "--all", "--format", _FORMAT, f"serif:bold:lang={tag}")]))


def font_of(text: str, fonts: Iterable[Font]) -> Font | None:
    """Return the first font that has all letters of a text."""
    return next((font for font in fonts if font.has(text)), None)


@functools.lru_cache(maxsize=64)
def fingerprint_of(font: Font) -> str:
    """Fingerprint what a font draws."""
    return f"{fingerprint(Path(font.file).read_bytes())}{font.number}"


def _ask(*command: str) -> list[str]:
    import subprocess

    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.splitlines()


def _parse(lines: Iterable[str]) -> Iterator[Font]:
    for line in lines:
        file, index, scalable, letters = line.split("|")
        if scalable == "True" and int(index) < _INSTANCES:
            ranges = (part.partition("-") for part in letters.split())
            bounds = ((int(first, 16), int(last or first, 16) + 1) for first, _, last in ranges)
            yield Font(file, int(index), tuple(bound for pair in bounds for bound in pair))
