r"""Text → Markdown that shows it as it stands; alone knows what Markdown would take for a sign of its own.

`escape_markdown` does plain text. `Line` takes text in pieces, with emphasis, links, images and code between them,
as a format with marks of its own gives them, and writes each of its paragraphs::

    line = Line()
    line.text("See ")
    line.begin("strong")
    line.text(" the *star* ")
    line.end("strong")
    line.paragraphs()
    → ["See **the \*star\***"]

Blanks are as HTML has them, one for many; those at the edge of a mark move outside, since Markdown knows no other.
A mark that Markdown could not read where it stands (`**「…」**字`) is left out, and its text stays.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import Literal, NamedTuple

from digest.language import SPACELESS

Mark = Literal["strong", "em", "del", "link"]

_DELIMITERS: Mapping[Mark, str] = {"strong": "**", "em": "*", "del": "~~"}

_INLINE = re.compile(
    r"[\\*`_\]<&~](?:(?<=[\\*`])|(?<=_)(?:(?<![^\W_]_)|(?![^\W_]))|(?<=\])(?=[(\[:])|(?<=<)(?=[A-Za-z/!?])|(?<=&)(?=#?\w+;)|(?<=~)(?=~)|(?<=~~))"
)
_LINE_START = re.compile(r"(?P<number>\d{1,9})(?P<dot>[.)])(?=\s|$)|(?=#{1,6}(?:\s|$)|>|[-+](?:\s|$)|=+\s*$|-+\s*$|(?:-\s*){3,}$|~~~|[|:-][\s|:-]*$)")
_BLANKS = re.compile(r"\s+")
_WRAPPED = re.compile(rf"(?<=[{SPACELESS}，。、；：！？」』）])[ \t]*\r?\n\s*(?=[{SPACELESS}「『（])")
"""The end of a line between letters that have no spaces between them."""
_BLANKS_OR_TAB = re.compile(r"[ \t]{2,}|\t")
_UNSEEN = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u200b\ufeff\ufffe\uffff\ud800-\udfff]")
_IN_ADDRESS = re.compile(r"[\s()<>`\\\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_ENTITY = re.compile(r"&(?=#?\w+;)")


def escape_markdown(text: str) -> str:
    """Write plain text so that Markdown shows it as it stands; its line ends become line breaks."""
    if "  " in text or "\t" in text:
        text = _BLANKS_OR_TAB.sub(" ", text)
    lines = map(str.strip, text.split("\n"))
    return "\\\n".join(_guard(_escape(line)) for line in lines if line)


def _escape(text: str) -> str:
    return _INLINE.sub(r"\\\g<0>", text)


def _guard(line: str) -> str:
    """Keep the first letters of a line from making it a heading, an item, a quotation or a rule."""
    start = _LINE_START.match(line)
    if not start:
        return line
    return f"{start['number']}\\{line[len(start['number']) :]}" if start["number"] else "\\" + line


def address(url: str) -> str:
    """Write an address so that it stands between the brackets of a link."""
    quoted = _IN_ADDRESS.sub(lambda match: "".join(f"%{byte:02X}" for byte in match[0].encode("utf-8", "replace")), url)
    return _ENTITY.sub(r"\\&", quoted)


def image(url: str, alt: str = "") -> str:
    """Write an image; `alt` is what it shows for those who cannot see it."""
    words = _escape(" ".join(_UNSEEN.sub("", alt).split()))
    return f"![{_without_brackets(words)}]({address(url)})"


def _without_brackets(escaped: str) -> str:
    return re.sub(r"\\.|[\[\]]", lambda match: match[0] if len(match[0]) > 1 else "\\" + match[0], escaped)


def code(text: str) -> str:
    """Write a code span."""
    text = " ".join(_UNSEEN.sub("", text).split())
    fence = "`" * (1 + max(map(len, re.findall("`+", text)), default=0))
    blank = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{blank}{text}{blank}{fence}" if text else ""


class _Token(NamedTuple):
    """A piece of a line: `text` is as it stands, all else is Markdown already; `mark` and `url` tell of `open` and `close`."""

    kind: Literal["text", "space", "break", "as_is", "open", "close"]
    text: str = ""
    mark: Mark = "em"
    url: str = ""


class Line:
    """The inline content of one block, in the making."""

    def __init__(self) -> None:
        self._tokens: list[_Token] = []
        self._open: list[_Token] = []

    def text(self, text: str) -> None:
        """Add text; a blank that stands alone stays what it is, such as one that does not break."""
        text = _WRAPPED.sub("", _UNSEEN.sub("", text))
        at = 0
        for blanks in _BLANKS.finditer(text):
            self._add_text(text[at : blanks.start()])
            self._add_space(blanks[0] if blanks[0] in ("\xa0", "\u202f", "\u3000") else " ")
            at = blanks.end()
        self._add_text(text[at:])

    def _add_text(self, text: str) -> None:
        if text:
            self._tokens.append(_Token("text", text))

    def _add_space(self, blank: str) -> None:
        """Add a blank before the marks that open here, unless one is there."""
        at = self._before_marks()
        if at and self._tokens[at - 1].kind not in ("space", "break"):
            self._tokens.insert(at, _Token("space", blank))

    def _before_marks(self) -> int:
        at = len(self._tokens)
        while at and self._tokens[at - 1].kind == "open":
            at -= 1
        return at

    def as_is(self, markdown: str) -> None:
        """Add Markdown, such as an image or a code span."""
        if markdown:
            self._tokens.append(_Token("as_is", markdown))

    def line_break(self) -> None:
        """Begin a new line; two in a row begin a new paragraph."""
        at = self._before_marks()
        if at and self._tokens[at - 1].kind == "space":
            at -= 1
            del self._tokens[at]
        self._tokens.insert(at, _Token("break"))

    def is_open(self, mark: Mark) -> bool:
        """Whether a mark is open here."""
        return any(token.mark == mark for token in self._open)

    def begin(self, mark: Mark, url: str = "") -> None:
        """Begin a mark, or go on with one that ended just here; `url` is the address of a link."""
        token = _Token("open", mark=mark, url=url)
        self._open.append(token)
        if mark != "link" and self._tokens and self._tokens[-1] == token._replace(kind="close"):
            self._tokens.pop()
        else:
            self._tokens.append(token)

    def end(self, mark: Mark) -> None:
        """End the innermost mark, which is `mark`; around nothing it leaves no trace."""
        opened = self._open.pop()
        at = len(self._tokens)
        while self._tokens[at - 1].kind in ("space", "break"):
            at -= 1
        if self._tokens[at - 1] is opened:
            del self._tokens[at - 1]
        else:
            self._tokens.insert(at, opened._replace(kind="close"))

    def paragraphs(self) -> list[str]:
        """Write what was added; all marks must be closed."""
        return [text for tokens in _split(self._tokens) if (text := _write(tokens))]


def _split(tokens: Sequence[_Token]) -> Iterator[list[_Token]]:
    """Part tokens where two line breaks meet; marks that are open there end and begin anew."""
    part: list[_Token] = []
    opened: list[_Token] = []
    for token in tokens:
        if token.kind == "break" and part and _last_kind(part) == "break":
            yield [*part, *(mark._replace(kind="close") for mark in reversed(opened))]
            part = list(opened)
            continue
        if token.kind == "open":
            opened.append(token)
        elif token.kind == "close":
            opened.pop()
        part.append(token)
    yield part


def _last_kind(tokens: Sequence[_Token]) -> str:
    return next((token.kind for token in reversed(tokens) if token.kind not in ("open", "close", "space")), "")


def _write(tokens: list[_Token]) -> str:
    tokens = _merged(_without_unreadable(_trimmed(tokens)))
    written, in_link = "", False
    for n, token in enumerate(tokens, 1):
        in_link = token.kind == "open" if token.mark == "link" else in_link
        written += _markdown(token, in_link=in_link, is_last=n == len(tokens))
    return "\\\n".join(_guard(line) for line in map(str.strip, written.split("\n")) if line)


def _trimmed(tokens: list[_Token]) -> list[_Token]:
    """Take blanks and breaks off both ends, and marks that hold nothing else."""
    seen = [n for n, token in enumerate(tokens) if token.kind in ("text", "as_is")]
    if not seen:
        return []
    kept = [token for n, token in enumerate(tokens) if seen[0] <= n <= seen[-1] or token.kind in ("open", "close")]
    stack: list[int] = []
    empty: set[int] = set()
    for n, token in enumerate(kept):
        if token.kind == "open":
            stack.append(n)
        elif token.kind == "close":
            start = stack.pop()
            if all(inside.kind not in ("text", "as_is") for inside in kept[start:n]):
                empty |= {start, n}
    return [token for n, token in enumerate(kept) if n not in empty]


def _without_unreadable(tokens: list[_Token]) -> list[_Token]:
    """Leave out emphasis that Markdown would not read: CommonMark 0.31, section 6.2, on flanking delimiters."""
    stack: list[int] = []
    out: set[int] = set()
    for n, token in enumerate(tokens):
        if token.kind == "open":
            stack.append(n)
        elif token.kind == "close":
            start = stack.pop()
            if token.mark == "link":
                continue
            before, first = _beside(tokens, start, -1, out), _beside(tokens, start, 1, out)
            last, after = _beside(tokens, n, -1, out), _beside(tokens, n, 1, out)
            if _meets(tokens, start, out) or not (_flanks(first, before) and _flanks(last, after)):
                out |= {start, n}
    kept = [token for n, token in enumerate(tokens) if n not in out]
    return _without_unreadable(kept) if out else kept


def _meets(tokens: Sequence[_Token], start: int, out: set[int]) -> bool:
    """Whether delimiters open where others of their kind close, which make one run."""
    mark, before = tokens[start].mark, tokens[start - 1]
    return start > 0 and start - 1 not in out and before.kind == "close" and _DELIMITERS.get(mark, "[")[0] == _DELIMITERS.get(before.mark, "]")[0]


def _beside(tokens: Sequence[_Token], n: int, step: int, out: set[int]) -> str:
    """Give the character next to a delimiter, beyond others of its kind; a blank at the ends."""
    n += step
    while 0 <= n < len(tokens) and (n in out or (tokens[n].kind in ("open", "close") and tokens[n].mark in ("strong", "em"))):
        n += step
    if not 0 <= n < len(tokens):
        return " "
    token = tokens[n]
    return token.text[0 if step > 0 else -1] if token.kind in ("text", "as_is") else " " if token.kind in ("space", "break") else "["


def _flanks(inside: str, outside: str) -> bool:
    return not inside.isspace() and (not _is_punctuation(inside) or outside.isspace() or _is_punctuation(outside))


def _is_punctuation(letter: str) -> bool:
    return unicodedata.category(letter)[0] in "PS"


def _merged(tokens: Sequence[_Token]) -> list[_Token]:
    """Join texts and blanks that stand side by side, so that each is escaped with its neighbours in sight."""
    merged: list[_Token] = []
    for is_text, some in itertools.groupby(tokens, key=lambda token: token.kind in ("text", "space")):
        if is_text:
            merged.append(_Token("text", "".join(token.text for token in some)))
        else:
            merged += some
    return merged


def _markdown(token: _Token, *, in_link: bool, is_last: bool) -> str:
    if token.kind == "text":
        text = _without_brackets(_escape(token.text)) if in_link else _escape(token.text)
        if text.startswith("~"):
            text = "\\" + text
        if text.endswith("~") and not text.endswith("\\~"):
            text = text[:-1] + "\\~"
        return f"{text[:-1]}\\{text[-1]}" if not is_last and text.endswith(("!", "<")) else text
    if token.kind == "break":
        return "\n"
    if token.kind == "as_is":
        return token.text
    if token.mark == "link":
        return "[" if token.kind == "open" else f"]({address(token.url)})"
    return _DELIMITERS[token.mark]
