r"""The plain text of a message → Markdown that shows it as it stood. Pure.

    plain_to_markdown("Prose that a mail program broke at\nseventy letters. See https://a.example/b.")
    → "Prose that a mail program broke at seventy letters. See [https://a.example/b](https://a.example/b)."

A row whose address stands behind it (`Harbour reopens <https://…>`), or in a list at the end (`Harbour reopens [3]`), is a
link. `format=flowed`, which says itself where lines were broken, is joined by `unflow` before.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from digest.ingest.markdown_text import address, escape_markdown

_URL = re.compile(r"<?\b(?P<url>https?://[^\s<>\"\\]*[^\s<>\"\\.,;:!?'’”)\]}|*_])>?", re.IGNORECASE)
_PGP = re.compile(r"-----BEGIN PGP SIGNED MESSAGE-----\n(?:[\w-]+: .*\n)*\n(?P<text>[\s\S]*?)(?:-----BEGIN PGP SIGNATURE-----[\s\S]*|\Z)")
_NOTE = re.compile(r"^[ \t]*\[(?P<mark>\d{1,3})\][:.]?[ \t]+<?(?P<url>https?://[^\s<>]+)>?[ \t]*\n?", re.MULTILINE)
"""A line of a list of addresses."""
_MARK = re.compile(r"\[(?P<mark>\d{1,3})\]")
_TITLE = re.compile(
    r"(?P<bullet>(?:[-*+•·]|\d{1,2}[.)])\s+)?(?P<title>[^\s\d\W].{7,178}?[^\s:：,;-])\s*(?:[<(\[]\s*(?P<url>https?://[^\s<>()\[\]]+)\s*[>)\]]|\[(?P<mark>\d{1,3})\])"
)
"""A row that is a title, and behind it its address or the number of it."""
_BRACKET = re.compile(r"(?<!\\)[\[\]]")
_PROSE = 40
"""A line shorter than this says nothing of how wide a text is."""
_RAGGED = 3
"""So much shorter than most a line may be and still be full."""
_ONE_LETTER = re.compile("[\u3000-\u9fff\uff00-\uffef]$")
"""Ends in a letter that is two wide."""
_LIST_MARK = re.compile(r"(?:[-*+•·o>]|\(?\d{1,2}[.)])\s|[\W_]{4,}")


def unflow(text: str, *, delete_space: bool) -> str:
    """Join the lines that `format=flowed` broke (RFC 3676): those that end in a blank, but for the mark of a signature."""
    lines: list[str] = []
    open_ = False
    for line in text.split("\n"):
        depth = len(line) - len(line.lstrip(">"))
        line = line[:depth] + line[depth:].removeprefix(" ")
        signature = line[depth:] == "-- "
        if open_ and not signature and lines and _depth(lines[-1]) == depth:
            lines[-1] += line[depth:]
        else:
            lines.append(line)
        open_ = line.endswith(" ") and not signature
        if open_ and delete_space:
            lines[-1] = lines[-1][:-1]
    return "\n".join(lines)


def _depth(line: str) -> int:
    return len(line) - len(line.lstrip(">"))


def plain_to_markdown(text: str) -> str:
    """Write plain text as Markdown: prose that was broken at 70 letters in one line, addresses as links, all else as it stands."""
    if signed := _PGP.search(text):
        text = text[: signed.start()] + re.sub(r"^- (?=-)", "", signed["text"], flags=re.MULTILINE)
    notes = {match["mark"]: match["url"] for match in _NOTE.finditer(text)}
    text = _NOTE.sub("", text) if notes else text
    blocks = re.split(r"\n[ \t]*(?:\n[ \t]*)+", re.sub("[\x00-\x08\x0b\x0e-\x1f\x7f\u200b\ufeff]|\xad", "", text).replace("\f", "\n\n"))
    width = _width(text)
    return "\n\n".join(filter(None, (_block(block, width, notes) for block in blocks)))


def _width(text: str) -> int:
    """Say how long lines are where a mail program broke them: three quarters of those of prose are shorter."""
    lengths = sorted(len(line) for line in map(str.strip, text.split("\n")) if len(line) >= _PROSE and not _URL.search(line))
    return lengths[len(lengths) * 3 // 4] if lengths else 0


def _block(block: str, width: int, notes: Mapping[str, str]) -> str:
    lines = [line.strip() for line in block.split("\n") if line.strip()]
    is_entry = 2 <= len(lines) <= 4 and bool(_URL.fullmatch(lines[-1]))
    joined: list[str] = []
    for before, line in zip(["", *lines], lines, strict=False):
        if before and _is_broken(before, line, width) and not (is_entry and not line[:1].islower()):
            joined[-1] += ("" if re.search("[\u3000-\u9fff]$", before) else " ") + line
        else:
            joined.append(line)
    return "\\\n".join(_titled(line, notes) or _with_links(line, notes) for line in joined)


def _is_broken(line: str, following: str, width: int) -> bool:
    """Whether a line was broken for want of room: the first word of the next would not have stood in it."""
    full = len(line) + 1 + len(following.split()[0]) > width - _RAGGED or (_ONE_LETTER.search(line) and len(line) > width // 2 - 4)
    begins = _LIST_MARK.match(following) or _URL.fullmatch(following) or _URL.fullmatch(line)
    return bool(width and full and not begins and not re.search(r"[-=_*~#<>]{4,}$", line))


def _titled(line: str, notes: Mapping[str, str]) -> str:
    """Write a row that is a title and its address as a link; nothing where it is something else."""
    match = _TITLE.fullmatch(line)
    url = (match["url"] or notes.get(match["mark"], "")) if match else ""
    return f"{match['bullet'] or ''}{_link(match['title'], url)}" if match and url and " " in match["title"] else ""


def _with_links(line: str, notes: Mapping[str, str]) -> str:
    """Escape a line of text, and make links of the addresses in it and of the numbers that stand for some."""
    found = [(match.start(), match.end(), match["url"], match["url"]) for match in _URL.finditer(line)]
    found += [(match.start(), match.end(), match[0], notes[match["mark"]]) for match in _MARK.finditer(line) if match["mark"] in notes]
    written, at = [], 0
    for start, end, label, url in sorted(found):
        written += [_escaped(line[at:start]), _link(label, url)]
        at = end
    return "".join([*written, _escaped(line[at:])])


def _link(label: str, url: str) -> str:
    label = _BRACKET.sub(r"\\\g<0>", escape_markdown(label))
    return f"[{label}]({address(url)})"


def _escaped(text: str) -> str:
    """Escape text within a line, with the blanks at its edges."""
    inner = escape_markdown(text)
    return f"{' ' if text[:1].isspace() else ''}{inner}{' ' if inner and text[-1:].isspace() else ''}"
