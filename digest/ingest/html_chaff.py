"""What on a page is not its article: menus, banners, shares, comments, advertisements. Taken out of a tree in place.

`strip` takes out what is known before anything is weighed; `clean` is given the part of the page that was found to
hold the article, and takes out the blocks in it that do not read like text. Both ask what the page's author called a
thing (class, id, role), and what it holds. To know one more kind of chaff by its name, add it to `_CHAFF`.
"""

from __future__ import annotations

import re

from digest.ingest import html_tree as tree
from digest.ingest.html_tree import Element

_GONE = frozenset(["script", "style", "template", "link", "meta", "base", "head", "object", "embed", "iframe", "canvas", "audio", "video", "dialog", "nav"])
_CONTROLS = frozenset(["button", "input", "select", "textarea", "option"])

_CHAFF = re.compile(
    r"-ad-|\bads?\b|adsense|advert|agegate|ai2html|authorbox|banner|breadcrumb|combx|comment|community|consent|cookie|cover-wrap|disqus|"
    r"extra|footer|gdpr|header|legends|menu|most-?(?:read|popular)|newsletter|outbrain|pagination|pager|paywall|popup|promo|read-?more|"
    r"recirc|recommend|related|remark|replies|rss|share|shoutbox|sidebar|signup|skyscraper|social|sponsor|subscri|supplemental|"
    r"taboola|toolbar|trending|yom-remote",
    re.IGNORECASE,
)
_PERHAPS = re.compile(r"article|body|column|content|main|mathjax|shadow|story|entry", re.IGNORECASE)
_ROLES = frozenset(["menu", "menubar", "complementary", "navigation", "alert", "alertdialog", "dialog", "search", "banner", "contentinfo"])
_DIALOGS = frozenset(("dialog", "alertdialog", "navigation", "menubar"))
_CONSENT = re.compile(
    r"\b(?:cookie|gdpr|ccpa|onetrust|didomi|truste|usercentrics|quantcast|cmp)[\w-]*(?:banner|bar|consent|notice|message|popup|overlay|container|root|modal)|"
    r"(?:cookie|privacy)-?(?:consent|banner|notice)|consent-(?:banner|manager|overlay)",
    re.IGNORECASE,
)
_KEPT_TAGS = frozenset(["html", "body", "article", "main", "a", "h1", "h2", "h3", "table", "td", "tr", "tbody", "code", "pre", "figure", "figcaption", "p"])

_GOOD = re.compile(r"article|body|content|entry|hentry|h-entry|main|page|post|text|blog|story|paragraph", re.IGNORECASE)
_BAD = re.compile(
    r"-ad-|\bads?\b|hidden|\bhid\b|banner|combx|comment|com-|contact|consent|cookie|footer|gdpr|masthead|media|meta|newsletter|outbrain|"
    r"promo|related|scroll|share|shoutbox|sidebar|signup|skyscraper|sponsor|shopping|subscri|taboola|tags|toolbar|widget",
    re.IGNORECASE,
)
_SHARE = re.compile(r"(?:\b|_)(?:share|sharedaddy|social)(?:\b|_)", re.IGNORECASE)
_HIDDEN_STYLE = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
_COMMA = re.compile("[,\u060c\ufe50\ufe10\ufe11\u2e41\u2e34\u2e32\uff0c、。]")

_FEW_COMMAS = 10
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


def strip(root: Element, *, by_name: bool) -> None:
    """Take out what no reader sees, and, where `by_name` says so, what is called something that no article is called."""
    for element in tree.elements(root):
        name = tree.tag(element)
        if name in _GONE or is_hidden(element) or _is_banner(element) or (by_name and is_chaff(element)):
            tree.remove(element)


def _is_banner(element: Element) -> bool:
    """Whether an element is a dialog, or asks for consent: no article is either."""
    if element.get("role", "").lower() in _DIALOGS:
        return True
    return bool(_CONSENT.search(tree.names(element))) and tree.tag(element) not in ("html", "body", "article", "main")


def is_hidden(element: Element) -> bool:
    """Whether a browser would not show an element, or its page asks that nobody else shows it."""
    if element.get("hidden") is not None or element.get("data-nosnippet") is not None or _HIDDEN_STYLE.search(element.get("style", "")):
        return True
    return element.get("aria-hidden") == "true" and "fallback-image" not in element.get("class", "")


def is_chaff(element: Element) -> bool:
    """Whether an element is called or declared to be something else than an article."""
    if element.get("role", "").lower() in _ROLES:
        return True
    called = tree.names(element)
    return bool(
        tree.tag(element) not in _KEPT_TAGS and _CHAFF.search(called) and not _PERHAPS.search(called) and not tree.has_ancestor(element, "table", "code")
    )


def weight(element: Element) -> int:
    """Say how its names speak for an element, -50 to 50."""
    found = 0
    for name in (element.get("class", ""), element.get("id", "")):
        found += 25 * bool(_GOOD.search(name)) - 25 * bool(_BAD.search(name))
    return found


def commas(text: str) -> int:
    """Count the commas of any script: prose has them, menus do not."""
    return len(_COMMA.findall(text))


def clean(body: Element, *, strictly: bool) -> None:
    """Take out of the article's part of a page what does not read like text; `strictly` weighs each block."""
    for element in tree.elements(body, *_CONTROLS, "footer", "aside", "form", "fieldset"):
        if tree.tag(element) not in ("form", "fieldset") or (strictly and _is_no_text(element)):
            tree.remove(element)
    for element in tree.elements(body):
        if _SHARE.search(tree.names(element)) and len(tree.inner(element)) < 500:
            tree.remove(element)
    if strictly:
        for name in ("table", "ul", "div", "section"):
            for element in reversed(list(tree.elements(body, name))):
                if element.getparent() is not None and _is_no_text(element):
                    tree.remove(element)
    for heading in tree.elements(body, "h1", "h2"):
        if strictly and _BAD.search(heading.get("class", "")) and not _GOOD.search(heading.get("class", "")):
            tree.remove(heading)


def _is_no_text(element: Element) -> bool:
    """Whether a block reads like a menu, a form or a gallery, by what it holds."""
    if tree.tag(element) == "table" and is_data(element):
        return False
    if any(is_data(table) for table in element.iterancestors("table")) or tree.has_ancestor(element, "code", "pre", "figure"):
        return False
    if any(is_data(table) for table in element.iter("table")):
        return False
    called = weight(element)
    text = tree.inner(element)
    if called < 0:
        return True
    return commas(text) < _FEW_COMMAS and _reads_badly(element, text, called)


def _reads_badly(element: Element, text: str, called: int) -> bool:
    count = {name: sum(1 for _ in element.iter(name)) for name in ("p", "img", "li", "input")}
    is_list = tree.tag(element) in ("ul", "ol") or (count["li"] and sum(len(tree.inner(li)) for li in element.iter("ul", "ol")) > 0.9 * len(text))
    pictures, paragraphs, links = count["img"], count["p"], tree.link_density(element)
    in_figure = next(element.iter("figure"), None) is not None
    if is_list and pictures and pictures == count["li"]:
        return False
    headed = sum(len(tree.inner(heading)) for heading in element.iter(*_HEADINGS)) / max(len(text), 1)
    return (
        (pictures > 1 and 2 * paragraphs < pictures and not in_figure)
        or (not is_list and count["li"] - 100 > paragraphs)
        or count["input"] > paragraphs // 3
        or (not is_list and headed < 0.9 and len(text) < 25 and (pictures == 0 or pictures > 2) and not in_figure and links > 0)
        or (not is_list and called < 25 and links > 0.2)
        or (called >= 25 and links > 0.5)
        or (pictures == 0 and not text)
    )


def is_data(table: Element) -> bool:
    """Whether a table holds data, and does not only lay out a page."""
    if table.get("role") == "presentation" or table.get("datatable") == "0":
        return False
    if table.get("summary") or next(table.iter("caption", "colgroup", "tfoot", "thead", "th"), None) is not None:
        return True
    if next(tree.elements(table, "table"), None) is not None:
        return False
    rows = [len(row) for row in table.iter("tr")]
    wide = max(rows, default=0)
    if len(rows) < 2 or wide < 2:
        return False
    return len(rows) >= 10 or wide > 4 or len(rows) * wide > 10
