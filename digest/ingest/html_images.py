"""The pictures of a page: those that a script would load later, and the one that leads the article, with its credit.

<figure><img data-src="/a.jpg" alt="A pier"><figcaption>The pier in May. Photo: Ann Example</figcaption></figure>
→ https://example.org/a.jpg, “A pier”, “The pier in May.”, “Ann Example”
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from digest.ingest import addresses
from digest.ingest import html_tree as tree
from digest.ingest.html_evidence import Found, join
from digest.ingest.html_metadata import plain
from digest.ingest.html_tree import Element
from digest.ingest.raw import Evidence

_LATER = ("data-src", "data-original", "data-lazy-src", "data-hi-res-src", "data-full-src", "data-srcset", "data-lazy-srcset", "srcset")
_BLANK = re.compile(r"^data:|(?:^|/)(?:spacer|pixel|blank|transparent|placeholder|clear|1x1|loading|lazy)[\w.-]*\.(?:gif|png|svg|jpe?g)", re.IGNORECASE)
_NO_PICTURE = re.compile(r"logo|default|placeholder|favicon|avatar|sprite|gravatar|icon[\w-]*\.|fallback|(?:^|/)(?:share|social|og)[-_]?(?:image|img)?\.", re.IGNORECASE)
_SIZE = re.compile(r"[-_.]?(?:\d{2,4}x\d{2,4}|\d{3,4}w?|large|small|medium|thumb(?:nail)?|scaled|master|super\w+|jumbo)$", re.IGNORECASE)
_CREDITED = re.compile(r"credit|copyright|attribution|photographer|byline|source", re.IGNORECASE)
_CREDIT = re.compile(
    r"\s*(?:[(（\[]\s*)?(?:(?:photo(?:graph)?|image|picture|illustration|foto|bild|crédit|credit|photo credit|image credit|credits|quelle|fuente)"
    r"(?:\s*(?:by|credit|courtesy(?: of)?))?\s*[:：/©]|photo(?:graph)? by|image by|picture by|©|\(c\)|（?(?:写真|撮影|图源|图片来源|圖[/／]|攝影|摄影|照片)[:：/／=＝])\s*"
    r"(?P<who>[^()（）\[\]]{2,80}?)\s*[)）\]]?\.?$|\s*[(（](?P<agency>[^()（）]{0,50}(?:/|Reuters|AFP|\bAP\b|Getty|EPA|dpa|Xinhua|CNA|新華社|新华社)[^()（）]{0,40})[)）]\.?$",
    re.IGNORECASE,
)
_SMALL = 120
"""Pixels: what is narrower or lower shows no scene."""


def load(page: Element) -> None:
    """Put the picture that a script, or a browser without scripts, would show in the place of each placeholder."""
    for hidden in list(page.iter("noscript")):
        pictures = list(hidden.iter("img"))
        if len(pictures) == 1 and not tree.text_of(hidden):
            before = hidden.getprevious()
            if before is not None and tree.tag(before) == "img" and _BLANK.search(before.get("src") or "data:"):
                tree.remove(before)
            if not pictures[0].get("alt") and before is not None and before.get("alt"):
                pictures[0].set("alt", before.get("alt"))
            _replace(hidden, pictures[0])
    for picture in list(page.iter("img")):
        offered = [_widest(picture.get(name) or "") for name in _LATER]
        if (around := next(picture.iterancestors("picture"), None)) is not None:
            offered += [_widest(source.get("srcset") or source.get("data-srcset") or "") for source in around.iter("source")]
            _replace(around, picture)
        later = next((address for address in offered if address and not _BLANK.search(address)), "")
        if later and (_BLANK.search(picture.get("src") or "data:") or picture.get(_LATER[0])):
            picture.set("src", later)
        elif _BLANK.search(picture.get("src") or "data:"):
            tree.remove(picture)


def _replace(old: Element, picture: Element) -> None:
    picture.tail = old.tail
    old.getparent().replace(old, picture)


def _widest(srcset: str) -> str:
    """Give the widest picture of a `srcset`; a plain address stays as it is."""
    offered = re.findall(r"(\S+?)(?:\s+([\d.]+)[wx])?\s*(?:,\s+|,(?=https?:|/)|$)", srcset.strip())
    return str(max(offered, key=lambda one: float(one[1].strip(".") or 0))[0]) if offered else ""


def lead(body: Element, page: Element, found: Found, base: str) -> Found:
    """Give the evidence for the lead image: what the page says it is, and what stands below that picture in the page."""
    stated = [(field, _whole(said, base)) for field, said in found if field == "image"]
    others = [(field, said) for field, said in found if field != "image"]
    stated = [(field, said) for field, said in stated if addresses.host_of(said.value)]
    shown = _shown(page, body, {_stem(said.value) for _, said in stated})
    if shown is None:
        return [*others, *stated]
    address = join(base, shown.get("src") or "")
    if addresses.host_of(address):
        stated.append(("image", Evidence(value=address, where="the picture above the text", sure=0.6, witness="page")))
    return [*others, *stated, *_described(shown)]


def _whole(said: Evidence, base: str) -> Evidence:
    doubtful = 0.4 if _NO_PICTURE.search(said.value) else 1
    return dataclasses.replace(said, value=join(base, said.value), sure=said.sure * doubtful)


def _shown(page: Element, body: Element, stems: set[str]) -> Element | None:
    """Find the picture in the page that is the stated one, else the first large one of the article before its prose."""
    same = next((picture for picture in page.iter("img") if _stem(picture.get("src") or "") in stems - {""}), None)
    return same if same is not None else next((picture for picture in _before_prose(body) if _is_large(picture)), None)


def _before_prose(body: Element) -> Iterator[Element]:
    for element in body.iter("img", "p", "li"):
        if tree.tag(element) == "img":
            yield element
        elif len(tree.inner(element)) > _SMALL and not tree.has_ancestor(element, "figure"):
            return


def _is_large(picture: Element) -> bool:
    sizes = [size for name in ("width", "height") if (size := (picture.get(name) or "").removesuffix("px")).isdecimal()]
    return all(int(size) >= _SMALL for size in sizes) and not _NO_PICTURE.search(picture.get("src") or "")


def _stem(address: str) -> str:
    """Give the name of a picture's file without its ending and its size."""
    try:
        name = urlsplit(address).path.rpartition("/")[2].rpartition(".")[0]
    except ValueError:
        return ""
    return _SIZE.sub("", name).casefold() if len(name) > 3 else ""


def _described(picture: Element) -> Found:
    """Read what is said of a picture: in its `alt`, and in the caption of its figure."""
    found: Found = []
    if alt := plain(picture.get("alt") or ""):
        found.append(("image.alt", Evidence(value=alt, where="the `alt` of the picture", sure=0.9, witness="page")))
    figure = next(picture.iterancestors("figure"), None)
    captions = list(figure.iter("figcaption")) if figure is not None else []
    text = " ".join(filter(None, map(tree.text_of, captions)))
    marked = [tree.text_of(part) for caption in captions for part in caption.iter("*") if part is not caption and _CREDITED.search(tree.names(part))]
    credit = next((one for one in marked if 2 <= len(one) <= 100), "")
    if credit:
        text = text.replace(credit, "").strip()
        credit = _in_words(_CREDIT.fullmatch(credit)) or credit
    elif match := _CREDIT.search(text):
        credit, text = _in_words(match), text[: match.start()].strip()
    if text:
        found.append(("image.caption", Evidence(value=text, where="its caption", sure=0.9, witness="page")))
    if credit:
        found.append(("image.credit", Evidence(value=credit, where="its caption", sure=0.9, witness="page")))
    return found


def _in_words(match: re.Match[str] | None) -> str:
    return ((match["who"] or match["agency"]) if match else "").strip(" .:")


def without_lead(body: Element, found: Found) -> None:
    """Take the lead image out of the body where it stands before all prose: the page shows it above the text."""
    stems = {_stem(said.value) for field, said in found if field == "image"} - {""}
    for picture in list(_before_prose(body)):
        if _stem(picture.get("src") or "") in stems:
            figure = next(picture.iterancestors("figure"), None)
            tree.remove(figure if figure is not None else picture)
            return
