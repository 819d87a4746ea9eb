"""What the visible page says above and below its article: headings, who wrote it, when. Evidence, no decision.

Only what stands near the article counts: from a little above its heading to its first long paragraph, and a little
below its end. A date in a list of other articles is none of this one.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from digest.ingest import dates
from digest.ingest import html_chaff as chaff
from digest.ingest import html_tree as tree
from digest.ingest import paragraphs as look
from digest.ingest.html_tree import Element
from digest.ingest.raw import Evidence

_ABOVE, _ABOVE_WHO, _BELOW = 40, 6, 40
"""Elements before the heading (who wrote it stands close) and after the end that are looked at."""
_MOST = 12
"""Headings that are looked at: a page with more of the first rank has no title among them."""
_LONG = 100
"""Characters of a paragraph that belongs to the article."""
_SHORT = 160
"""A line that says who or when is shorter."""
_BESIDE, _BESIDE_BARE = 70, 25
"""Letters beside the day in a line that the page calls a date, and in one that it does not: a sentence has more."""

_SAYS_WHEN = re.compile(r"date|publish|posted|time|dateline|byline|entry-meta|article-?info|article-?meta|post-?meta|fecha|datum|meta-", re.IGNORECASE)
_SAYS_WHO = re.compile(r"byline|author|writer|reporter|contributor|autor|auteur|writtenby|written-by|by-name|creator", re.IGNORECASE)
_OF_AUTHORS = re.compile(r"/(?:authors?|writers?|by|reporters?|staff|people|profiles?|contributors?|journalist\w*|autor\w*|auteurs?)/[\w%-]{3,}", re.IGNORECASE)
"""The address of a page about who wrote something."""
_NOT_WHO = re.compile(r"bio|social|follow|comment|related|avatar|image|photo-?credit", re.IGNORECASE)
_UPDATED = re.compile(
    r"updat|modif|revis|edited|aktualisier|geändert|mis à jour|actualizad|aggiornat|atualizad|bijgewerkt|更新|修改|수정|최종|обновл",
    re.IGNORECASE,
)
_PUBLISHED = re.compile(r"pub-?date|publish|posted|veröffentlicht|publié|publicad|pubblicat|gepubliceerd|發布|发布|發佈|公開|등록|입력|опубликован", re.IGNORECASE)
_BY = re.compile(
    r"^\W*(?:(?:written|reported|posted|story|text|words|article)\s+by|by|von|par|por|di|door|av|autor(?:in)?|author|text)\s*[:：]?\s+(?=\S)",
    re.IGNORECASE,
)
_BREAK = re.compile(r"\s*(?:[|•·\n\t]|\s[—–-]\s|(?<=\w),\s(?=(?:\d|Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)))\s*")
_NAME = re.compile(r"[^\W\d_][\w.'’-]*(?:[ ·][^\W\d_][\w.'’-]*){0,5}(?: \([^()]{2,80}\)(?: [^\W\d_][\w.'’-]*)?)?")
_HOME = re.compile(r"https?://[^/?#]+/?|/")
_ANY_DAY = dt.date(9000, 1, 1)


@dataclass(frozen=True, slots=True)
class _Line:
    """A short piece of the page near its article."""

    element: Element
    text: str
    near: float
    """1 above the text, less below it."""
    from_heading: int
    """Elements between the heading and it; negative above the heading."""


def number(page: Element) -> None:
    """Give each element its place in the page, so that what was copied from it is found in it again."""
    for n, element in enumerate(page.iter("*")):
        element.set("digest-n", str(n))


def headings(page: Element) -> list[tuple[Element, str]]:
    """Give the headings of the page that could be its title, with their text."""
    shown = ((element, tree.text_of(element)) for element in page.iter("h1", "h2") if not chaff.is_hidden(element))
    found = [(element, text) for element, text in shown if text and not _leads_home(element, text)]
    first = [one for one in found if tree.tag(one[0]) == "h1" and not tree.has_ancestor(one[0], "nav", "footer", "aside")]
    return first[:_MOST] or [one for one in found if not tree.has_ancestor(one[0], "nav", "footer", "aside")][:1]


def _leads_home(heading: Element, text: str) -> bool:
    """Whether a heading is nothing but a link to the site's first page: it names the site."""
    links = [*heading.iterancestors("a"), *(link for link in heading.iter("a") if tree.text_of(link) == text)]
    return any(_HOME.fullmatch(link.get("href", "").strip()) for link in links)


def of_page(page: Element, body: Element, title: str) -> list[tuple[str, Evidence]]:
    """Give what the page shows near its article, whose `body` was copied from it; `title` is what it is likely called."""
    lines = _near(page, body, title)
    found = [*_titles(page)]
    for read in (_when, _who):
        above = [said for line in lines if line.near == 1 for said in read(line)]
        found += above or _alone([said for line in lines if line.near < 1 for said in read(line)])
    return found


def _alone(found: list[tuple[str, Evidence]]) -> list[tuple[str, Evidence]]:
    """Keep what stands below the text only where it all says one thing: else it is of other articles."""
    fields = {field: {day or said.value for name, said in found if name == field for day in [dates.found_in(said.value)]} for field, _ in found}
    return [(field, said) for field, said in found if len(fields[field]) == 1]


def _titles(page: Element) -> Iterator[tuple[str, Evidence]]:
    all_ = headings(page)
    for element, text in all_:
        called = tree.names(element) + " " + (element.get("itemprop") or "")
        sure = 0.7 if len(all_) == 1 else 0.5
        if tree.tag(element) != "h1":
            sure = 0.5
        elif re.search(r"head|title", called, re.IGNORECASE):
            sure = 0.8
        if re.search(r"logo|site|brand", called, re.IGNORECASE):
            sure = 0.2
        yield "title", Evidence(value=text, where=f"its heading `<{tree.tag(element)}>`", sure=sure, witness="page")
    for element in list(page.iter("title"))[:1]:
        if not tree.has_ancestor(element, "svg") and (text := tree.text_of(element)):
            yield "title", Evidence(value=text, where="`<title>`", sure=0.75, witness="title")


def _near(page: Element, body: Element, title: str) -> list[_Line]:
    """Give the short pieces near the article, in the order of the page."""
    places = [int(element.get("digest-n")) for element in body.iter("*") if element.get("digest-n")]
    if not places:
        return []
    prose = (element.get("digest-n") for element in body.iter("p", "li", "blockquote", "pre") if len(tree.inner(element)) >= _LONG)
    start = next((int(n) for n in prose if n), _first_in_line(body) or places[0])
    above = [(int(e.get("digest-n")), _key(text)) for e, text in headings(page) if int(e.get("digest-n")) <= start]
    heading = next((n for n, text in above if text == _key(title)), above[-1][0] if above else places[0])
    first, last = min(heading, start) - _ABOVE, max(places)
    found = []
    for n, element in enumerate(page.iter("*")):
        if n < first or n > last + _BELOW or start + 4 < n < last - 8:
            continue
        if tree.tag(element) in ("script", "style", "noscript", "option", "html", "body", "head", "meta", "link", "title", "a") and not _is_author(element):
            continue
        text = tree.text_of(element)
        if 3 <= len(text) <= _SHORT and not chaff.is_hidden(element):
            found.append(_Line(element, text, 1.0 if n <= start + 4 else 0.75, n - heading))
    return found


def _first_in_line(body: Element) -> int:
    """Give the place of the first element that stands in a line of text, such as bare text in a block holds."""
    return next((int(n) for element in body.iter("a", "em", "b", "i", "strong", "span", "br") if (n := element.get("digest-n"))), 0)


def _is_author(element: Element) -> bool:
    said = "author" in (element.get("rel") or "") or _SAYS_WHO.search(tree.names(element))
    return bool(said or _OF_AUTHORS.search(element.get("href") or ""))


def _key(text: str) -> str:
    return re.sub(r"\W+", " ", text.casefold()).strip()


# --- when


def _when(line: _Line) -> Iterator[tuple[str, Evidence]]:
    """Read the days that a line states."""
    element, called = line.element, tree.names(line.element)
    is_time = tree.tag(element) == "time"
    stamp = (element.get("datetime") or element.get("content") or "") if is_time or element.get("datetime") else ""
    if not is_time and not stamp and not re.search(r"\d", line.text):
        return
    holds_time = not is_time and next(element.iter("time"), None) is not None
    says = is_time or bool(_SAYS_WHEN.search(called))
    if not says and (line.near < 1 or tree.has_ancestor(element, "li", "a", "figure", "table")):
        return
    sure = (0.7 if says else 0.55) * line.near
    if stamp and dates.parse(stamp, _ANY_DAY).when:
        field = "updated" if _UPDATED.search(f"{_before(element)} {called}") and not _PUBLISHED.search(called) else "published"
        sure += 0.1 if element.get("pubdate") is not None or _PUBLISHED.search(called) else 0.05
        yield field, Evidence(value=stamp, where=f"`<{tree.tag(element)}>` beside the text", sure=sure, witness="page")
        return
    plainly = 0.1 if line.near == 1 and says and _PUBLISHED.search(f"{line.text} {called}") else 0.0
    for field, part in _parted(line.text, f"{_before(element)} {called}" if is_time else ""):
        if holds_time and field == "published":
            continue  # the `<time>` in it says it better
        rest = len(re.sub(r"[\W\d]+", "", part)) - len(re.sub(r"[\W\d]+", "", day := dates.found_in(part)))
        if day and rest <= (_BESIDE if says else _BESIDE_BARE) and dates.parse(part, _ANY_DAY).when:
            yield field, Evidence(value=part, where=f"“{day}” beside the text", sure=sure + plainly, witness="page")


def _before(element: Element) -> str:
    """Give the words right before an element."""
    before = element.getprevious()
    text = (before.tail or "") if before is not None else (element.getparent().text or "") if element.getparent() is not None else ""
    return text if text.strip() or before is None else tree.inner(before)[-40:]


def _parted(text: str, before: str) -> Iterator[tuple[str, str]]:
    """Part a line that says when something was published and when it was updated."""
    marks = [m.start() for m in _UPDATED.finditer(text)]
    if _UPDATED.search(before):
        yield "updated", text
    elif not marks:
        yield "published", text
    else:
        again = [m.start() for m in _PUBLISHED.finditer(text) if m.start() > marks[0]]
        end = again[0] if again else len(text)
        yield "updated", text[marks[0] : end].strip(" |•·()")
        if head := (text[: marks[0]] or text[end:]).strip(" |•·()"):
            yield "published", head


# --- who


def _who(line: _Line) -> Iterator[tuple[str, Evidence]]:
    """Read the names in a line that says who wrote the article."""
    element, called = line.element, f"{tree.names(line.element)} {line.element.get('rel') or ''} {line.element.get('itemprop') or ''}"
    says = (_SAYS_WHO.search(called) or _OF_AUTHORS.search(element.get("href") or "")) and not _NOT_WHO.search(called)
    stated = bool(look.byline(line.text)) or (bool(says) and bool(_BY.match(line.text)))
    if line.from_heading < -_ABOVE_WHO or (not stated and (not says or line.near < 1)):
        return
    names = _names(line.text)
    if names and len(names) <= 120:
        sure = 0.75 if says and stated else 0.7 if "author" in (element.get("rel") or "") or says else 0.6
        yield "authors", Evidence(value=names, where=f"“{line.text[:60]}” beside the text", sure=sure * line.near, witness="page")


def _names(text: str) -> str:
    """Take the names out of a line; empty where it holds none."""
    if found := look.byline(text):
        return "; ".join(found)
    text = _BREAK.split(_BY.sub("", text).strip(), maxsplit=1)[0].strip(" ,:;")
    parts = re.split(r",\s+|\s+(?:and|und|et|y|e|&)\s+|\s*[、;]\s*", text)
    people = [part for part in parts if _NAME.fullmatch(part) and not dates.parse(part, _ANY_DAY).when]
    return "; ".join(people) if people and len(people) == len(parts) else "; ".join(people[:1])


def short_lines(body: Element, said: Sequence[str]) -> Iterator[Element]:
    """Give the blocks at the head of a body that only say again who wrote it and when."""
    for element in list(body.iter("p", "div", "span", "ul", "time", "header", "address")):
        text = tree.inner(element)
        if len(text) >= _LONG and tree.tag(element) == "p":
            return
        if text and len(text) <= _SHORT and _only_says(text, said):
            yield element


def _only_says(text: str, said: Sequence[str]) -> bool:
    """Whether a text is a byline, a date or both and nothing else."""
    if look.byline(text) or dates.parse(text, _ANY_DAY).when:
        rest = re.sub(r"\W|\d", "", text)
        return bool(look.byline(text)) or len(rest) < 60
    bare = _BY.sub("", text)
    return any(_key(bare) == _key(name) for name in said if name) or bare.startswith("Photo Credit")
