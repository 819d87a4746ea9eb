"""How every complaint is worded.

A *problem* is one thing that the user can mend: where it is, what is wrong, what would mend it::

    content/articles/2020/09/x.md:5:12: “2025-02-30” is no day of the calendar
        published: 2025-02-30
                   ^
        write the day as YYYY-MM-DD

`DigestError` carries problems, all of a run at once, up to the command line, which prints them and
exits with 1. Every other exception is a fault of this program and shows a traceback.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple, TypeVar

T = TypeVar("T")


class Place(NamedTuple):
    """Where a problem is: a path relative to the root with `/`, and 1-based line and column, 0 when unknown."""

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        return ":".join([self.file, *(str(n) for n in (self.line, self.column) if n)])


class Problem(NamedTuple):
    """One finding: where, what is wrong, and (where there is one) the cure and the offending line."""

    place: Place
    message: str
    cure: str = ""
    excerpt: str = ""

    def __str__(self) -> str:
        lines = [f"{self.place}: {self.message}"]
        if self.excerpt:
            lines.append(f"    {self.excerpt}")
            if self.place.column:
                lines.append("    " + " " * _cells(self.excerpt[: self.place.column - 1]) + "^")
        if self.cure:
            lines.append(f"    {self.cure}")
        return "\n".join(line.translate(_VISIBLE) for line in lines)


_VISIBLE = {**{code: 0x2400 + code for code in range(0x20)}, **dict.fromkeys((*range(0x7F, 0xA0), 0x2028, 0x2029), 0xFFFD)}
"""Control characters as pictures: what a file holds must not move a terminal's cursor, nor begin a line of its own."""


def _cells(text: str) -> int:
    """Count the columns of a terminal that a text takes: two for a letter of Chinese or an emoji, none for an accent."""
    return sum(0 if unicodedata.category(c) in ("Mn", "Me", "Cf") else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


class DigestError(Exception):
    """Problems that the user can mend. Exit status 1."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems

    def __reduce__(self) -> tuple[type[DigestError], tuple[Problem, ...]]:
        """Come back whole from another process."""
        return type(self), self.problems


class UsageError(DigestError):
    """The command was called in a way that means nothing. Exit status 2."""


def problem(file: str, message: str, cure: str = "", *, line: int = 0, column: int = 0, excerpt: str = "") -> Problem:
    """Make a `Problem` in one call."""
    return Problem(Place(file, line, column), message, cure, excerpt)


def tried(problems: list[Problem], function: Callable[..., T], *given: Any) -> T | None:
    """Call a function; where it raises `DigestError`, add to `problems` what is wrong, and return `None`."""
    try:
        return function(*given)
    except DigestError as error:
        problems.extend(error.problems)
        return None


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return “did you mean `x`?” for the nearest known word, or an empty string where none is near."""
    import difflib  # hardly a run has anything to complain of

    spelling = {k.casefold(): k for k in sorted(known)}
    near = difflib.get_close_matches(word.casefold(), spelling, n=1, cutoff=0.7)
    return f"did you mean `{spelling[near[0]]}`?" if near else ""
