r"""What a reader of one format hands on: text, and every value with its evidence.

A format's module turns bytes into `RawArticle`s and decides nothing: it lists for each field what it found,
where, and how sure it is. `digest.ingest.normalize` weighs that and makes the `Article`::

    RawArticle(part=1, text="First paragraph.\n\nSecond.", evidence={"title": (Evidence(value="A title", where="its first line", sure=0.9),)})
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from digest.errors import Problem


@dataclass(frozen=True, kw_only=True, slots=True)
class Evidence:
    """One value that a raw article offers for a field: the text as it stands there, where, and how sure (0 to 1)."""

    value: str
    where: str
    sure: float = 1.0
    witness: str = ""
    """What of one witness agrees proves no more than one of it: two tags that one template fills. Empty: `where` is it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class RawArticle:
    """One article as its raw file gives it."""

    text: str
    """Markdown: paragraphs with an empty line between them."""
    part: int = 1
    """1-based among the articles of its file."""
    truncated: bool = False
    """The text breaks off in mid-sentence."""
    evidence: Mapping[str, tuple[Evidence, ...]] = field(default_factory=dict)
    """Field of the page file (`title`, `published`, `source`, `url` …) → all that speaks for a value of it."""


@dataclass(frozen=True, slots=True)
class Remark:
    """What a reader has to tell of a raw file that is no fault of it, or hinders nothing."""

    problem: Problem
