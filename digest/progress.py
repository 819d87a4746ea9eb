"""How far long work has come: told by whoever does it, shown by the command line.

    Progress("building", 1200, 5000)   →   building  24% ▕███████                       ▏ 1,200 of 5,000

Work that may take long yields a `Progress` now and then, or calls a `Tell` with it. `Bar` words it: on a terminal
one line that is drawn again and again, elsewhere a plain line every `EVERY` seconds, so that a log stays short and
still shows that something happens. Nothing is printed here: `Bar` is given what to write with, and a clock.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

EVERY = 10.0
"""Seconds between two lines of a log. Work that is done sooner says nothing."""
_DRAWN = 0.1
"""Seconds between two drawings of the bar."""
_WIDTH = 30
_CLEAR = "\r\033[K"


class Progress(NamedTuple):
    """So many of `total` things are done; `total` is 0 where nobody knows, `unit` is empty where things are counted."""

    what: str
    done: int
    total: int = 0
    unit: str = ""


Tell = Callable[[Progress], None]
"""What is called now and then by work that may take long."""


def tell_nobody(progress: Progress) -> None:
    """Pass over how far it is."""


class Bar:
    """The line that shows a `Progress`."""

    def __init__(self, write: Callable[[str], object], clock: Callable[[], float], terminal: bool) -> None:
        """Show with `write` text that is to be seen at once; `clock` gives seconds, and it is a `terminal` or a log."""
        self._write, self._clock, self._terminal = write, clock, terminal
        self._shown = False
        self._last = clock()

    def __call__(self, progress: Progress) -> None:
        """Show it, unless something was shown just before."""
        now = self._clock()
        if now - self._last < (_DRAWN if self._terminal else EVERY):
            return
        self._last = now
        self._shown = self._terminal
        self._write(f"{_CLEAR}{draw(progress)}" if self._terminal else f"{tell(progress)}\n")

    def clear(self) -> None:
        """Make room on a terminal for a line of something else, and at the end."""
        if self._shown:
            self._write(_CLEAR)
            self._shown = False


def tell(progress: Progress) -> str:
    """Word it for a log: `building: 1,200 of 5,000`."""
    return f"{progress.what}: {_count(progress)}"


def draw(progress: Progress) -> str:
    """Word it for a terminal, with a bar where the total is known."""
    if not progress.total:
        return f"{progress.what}  {_count(progress)}"
    part = min(1.0, progress.done / progress.total)
    return f"{progress.what} {part:4.0%} ▕{'█' * round(_WIDTH * part):{_WIDTH}}▏ {_count(progress)}"


def _count(progress: Progress) -> str:
    of = f" of {progress.total:,}" if progress.total else ""
    return f"{progress.done:,}{of} {progress.unit}".rstrip()
