"""What an editor or an outlet writes above an article: a header block, front matter, headline, byline, date.

::

    Title: Rain fills the reservoirs        or, without marks:      Rain fills the reservoirs
    Source: The Daily Example                                      By Ann Example / Staff reporter
    Date: 2024-08-02                                               Aug. 2, 2024

Each value becomes `(field, Evidence)`; the fields are those of the page file. To understand one more key of a
header, add it to `KEYS`; one more form of byline, to `_BYLINES`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import yaml

from digest import yamldoc
from digest.ingest import paragraphs as look
from digest.ingest.paragraphs import Paragraph
from digest.ingest.raw import Evidence

Found = list[tuple[str, Evidence]]

KEYS = {
    "title": "title headline 標題 标题 タイトル 제목 titel titre título titulo titolo",
    "kicker": "kicker overline rubrik",
    "dek": "dek deck subtitle subhead standfirst",
    "summary": "summary description abstract excerpt 摘要",
    "published": "date published pubdate publication-date published-at 日期 日付 날짜 datum fecha data",
    "updated": "updated modified lastmod last-modified",
    "source": "source outlet publication publisher 來源 来源 出典 출처 quelle fuente fonte",
    "url": "url link source-url permalink original canonical 網址 网址 連結 链接",
    "authors": "author authors byline by writer reporter 作者 記者 记者 著者 저자 autor auteur autore",
    "language": "language lang 語言 语言 sprache langue idioma lingua",
    "topics": "topics topic tags tag categories category keywords section 主題 分類 标签 標籤",
    "rights": "rights",
}
"""Field of the page file → what a header calls it, in small letters, with `-` for a space or `_`."""

_FIELDS = {key: field for field, keys in KEYS.items() for key in keys.split()}
_SURE_ALONE = {"title", "published", "source", "url", "authors"}
"""One line with one of these is a header; of the others it takes two, or an empty line below."""
_LISTS = {"authors", "topics"}

_HEADER = re.compile(r"\s{0,3}(?P<key>[^\W\d_][\w -]{0,20}?)\s*[:：](?P<value>.*)")
_PAIR = re.compile(r"(?:[\"']?[^\W\d][\w -]*[\"']?\s*:(?:\s|$)|\s+\S|-(?:\s|$)|#|[\]}]|$)")


_MONTH = r"(?:[Jj]an|[Ff]eb|[Mm]ar|[Aa]pr|[Mm]ay|[Jj]un|[Jj]ul|[Aa]ug|[Ss]ep|[Oo]ct|[Nn]ov|[Dd]ec)[a-z]*\.?"
_DATE_LINE = re.compile(
    rf"(?:(?P<said>published|posted|updated|last updated|last modified|date)(?: on)?[:\s]+)?(?:\w{{3,9}}\.?,? )?(?P<date>"
    rf"(?:\d{{4}}[-/.]\d{{1,2}}[-/.]\d{{1,2}}|{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}}|\d{{1,2}}\.? {_MONTH},? \d{{4}}|"
    r"\d{4}\s?年\s?\d{1,2}\s?月\s?\d{1,2}\s?日)(?:[T,\s–—-]*(?:at )?\d{1,2}:\d{2}.{0,20})?)(?:\W+page \w+.{0,20})?",
    re.IGNORECASE,
)


def front_matter(lines: Sequence[str], start: int, path: str) -> tuple[Found, int] | None:
    """Read YAML between two lines of `---`, the first at `start`: what it says and the index below it.

    `None` where there is none. Raises `DigestError` where it is not YAML.
    """
    end = next((n for n in range(start + 1, min(start + 200, len(lines))) if lines[n].rstrip() in ("---", "...")), 0)
    inside = lines[start + 1 : end]
    if not any(map(str.strip, inside)) or not all(map(_PAIR.match, inside)) or not re.match(r"[\w\"'#]", next(filter(str.strip, inside))):
        return None
    node = yamldoc.compose("\n".join(inside), path, line=start + 2)
    return (list(_values(node)), end + 1) if isinstance(node, yaml.MappingNode) else None


def _values(node: yaml.MappingNode) -> Iterator[tuple[str, Evidence]]:
    for key, value in node.value:
        where = f"`{key.value}` in the front matter"
        name = _field(str(key.value))
        if isinstance(value, yaml.MappingNode):
            pairs = {str(k.value): v for k, v in value.value}
            yield from ((field, Evidence(value=v.value, where=where)) for k, v in pairs.items() if (field := {"name": name}.get(k) or _field(k)))
            continue
        items = value.value if isinstance(value, yaml.SequenceNode) else [value]
        for item in items:
            if name and isinstance(item, yaml.ScalarNode) and item.value.strip():
                yield name, Evidence(value=item.value.strip(), where=where)


def _field(key: str) -> str:
    return _FIELDS.get(re.sub(r"[\s_]+", "-", key.strip().casefold()), "")


def header_block(lines: Sequence[str], start: int) -> tuple[Found, int] | None:
    """Read lines of `Key: value` from `start` on: what they say and the index below them; `None` where there are none."""
    found: Found = []
    n = start
    while n < len(lines) and lines[n].strip():
        match = _HEADER.match(lines[n])
        field = _field(match["key"]) if match else ""
        if match and field:
            found += _stated(field, match["key"], match["value"].strip())
        elif found and lines[n][:1] in " \t" and not lines[n - 1].rstrip().endswith("."):
            name, last = found[-1]
            found[-1] = (name, Evidence(value=f"{last.value} {lines[n].strip()}".strip(), where=last.where))
        else:
            break
        n += 1
    fields = {field for field, _ in found}
    if not found or (n == start + 1 and n < len(lines) and lines[n].strip() and not fields & _SURE_ALONE):
        return None
    return [(field, said) for field, said in found if said.value], n


def _stated(field: str, key: str, value: str) -> Found:
    where = f"the line `{key.strip()}:`"
    parts = re.split(r"\s*[;,、，]\s*", value) if field in _LISTS and not value.startswith("[") else [value]
    if value.startswith("[") and field in _LISTS:
        parts = [part.strip("\"' ") for part in value.strip("[]").split(",")]
    return [(field, Evidence(value=part.strip("\"“”" if field == "title" else ""), where=where)) for part in parts]


def opens_with_title(lines: Sequence[str], start: int) -> bool:
    """Whether a line is `Title:` of a header block."""
    match = _HEADER.match(lines[start])
    return bool(match and match["value"].strip() and _field(match["key"]) == "title")


def read_head(paragraphs: Sequence[Paragraph]) -> tuple[Found, list[Paragraph]]:
    """Take headline, kicker line, dek line, byline, date and address off the top of an article; give what is left too."""
    found: Found = []
    rest = list(paragraphs)
    while len(rest) > 1:
        text, known = rest[0].text, {field for field, _ in found}
        taken = _byline(text) or _date(text) or _address(text, known) or _marked(text, known) or _kicker(text, rest[1].text, known)
        taken = taken or _title(rest, known) or _dek(rest, known)
        if not taken:
            break
        found += taken
        rest.pop(0)
    return found, rest


def _byline(text: str) -> Found:
    who = look.byline(text)
    return [("authors", Evidence(value=name.strip(), where="the byline", sure=0.9)) for name in who if name.strip()]


def _date(text: str) -> Found:
    match = _DATE_LINE.fullmatch(text) if len(text) <= 80 else None
    if not match:
        return []
    field = "updated" if (match["said"] or "").lower() in ("updated", "last updated", "last modified") else "published"
    return [(field, Evidence(value=match["date"].strip(), where="a line of its own above the text", sure=0.8))]


def _address(text: str, known: set[str]) -> Found:
    if "url" in known or not re.fullmatch(r"https?://\S+", text):
        return []
    return [("url", Evidence(value=text, where="a line of its own above the text", sure=0.8))]


def _marked(text: str, known: set[str]) -> Found:
    """Read a headline that is marked as Markdown does: `# Headline`."""
    match = re.fullmatch(r"#{1,2} +(?P<title>.*?)(?: +#+)?", text) if len(text) <= 300 else None
    return [("title", Evidence(value=match["title"], where="its heading", sure=0.95))] if match and "title" not in known else []


def _kicker(text: str, following: str, known: set[str]) -> Found:
    """Read a line of capitals above the headline; alone above the text it is a headline."""
    words = text.rstrip(":：")
    if not look.is_caps(words) or known & {"kicker", "title"} or look.is_dateline(text):
        return []
    if words != text or (look.is_title(following) and not look.is_caps(following)):
        return [("kicker", Evidence(value=words, where="the line of capitals above the headline", sure=0.9))]
    return []


def _title(rest: Sequence[Paragraph], known: set[str]) -> Found:
    text = rest[0].text
    prose = next((p for p in rest[1:5] if not look.is_title(p.text) and not look.byline(p.text) and not _date(p.text)), None)
    if "title" in known or prose is None or not look.is_title(text) or look.is_dateline(text):
        return []
    full = len(prose.text) >= 80 or len(prose.text) > 2 * len(text) or len(rest) > 3
    return [("title", Evidence(value=text, where="its first line", sure=0.9 if full else 0.6))]


def _dek(rest: Sequence[Paragraph], known: set[str]) -> Found:
    text, following = rest[0].text, rest[1].text
    if "title" not in known or "dek" in known or not look.is_title(text) or look.is_title(following) or len(text) < 25:
        return []
    return [("dek", Evidence(value=text, where="the line below the headline", sure=0.7))]
