"""A title without the name of its site: `Rain at last | The Daily Example` → `Rain at last`. Pure.

A part is taken off where it is the site's name, or where what is left is what the page's own heading says. Without
either the title stays whole: a dash can be the author's.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_SEPARATOR = re.compile(r"\s+(?:[|\-–—·•»«/~:]|::|—)\s+|\s*[|｜]\s*|(?<=[\u3040-\u9fff])[_\-－](?=[\u3040-\u9fff])|_(?=[^_]*[\u3400-\u9fff])")
_LESS = re.compile(r"^(?:the|www|le|la|el|die|der|das)\b\W*|\W*\b(?:com|org|net|news|online|magazine|blog|co uk)$", re.IGNORECASE)
_LIKELY_SITE = re.compile(r"(?<=\w)(?<=(?:.{20}))\s+(?:[|·»–—-]|::)\s+[^\s|–—-]+(?: [^\s|–—-]+){0,2}$")
_ACCOUNT = re.compile(r"^@")


def without_site(title: str, sites: Sequence[str], headings: Sequence[str]) -> str:
    """Take the site's name off a title. `sites` are what the site is called, its host among them; `headings` the page's.

    Where neither is known, a short last part behind a long first one is taken for the site's name.
    """
    heads = {_key(heading) for heading in headings if heading}
    names = {name for site in sites if (name := _bare(site))}
    while _key(title) not in heads:
        shorter = next((rest for rest, part in _ends(title) if _key(rest) in heads or _is_name(part, names)), "")
        if not shorter:
            break
        title = shorter
    return title if names or heads else _LIKELY_SITE.sub("", title)


def site_in(title: str, shorter: str) -> str:
    """Give the site's name that was taken off the end of a title; empty where nothing was."""
    if shorter == title or not title.startswith(shorter):
        return ""
    marks = list(_SEPARATOR.finditer(title, len(shorter) - 1))
    return title[marks[-1].end() :].strip() if marks else ""


def _ends(title: str) -> list[tuple[str, str]]:
    """Give what is left of a title and what is taken off, for its last part, its last two, and its first."""
    marks = list(_SEPARATOR.finditer(title))
    found = [(title[: mark.start()].rstrip(), title[mark.end() :]) for mark in marks[::-1][:3]]
    found += [(title[mark.end() :].lstrip(), title[: mark.start()]) for mark in marks[:1]]
    return [(rest, part) for rest, part in found if rest.strip() and part.strip()]


def _is_name(part: str, names: set[str]) -> bool:
    bare = _bare(part)
    return bool(bare) and (bare in names or any(len(name) > 3 and (bare.startswith(name) or name.startswith(bare)) and len(bare) > 3 for name in names))


def _bare(name: str) -> str:
    """Write a name so that `The Daily Example`, `@dailyexample` and `www.dailyexample.com` are alike."""
    name = _ACCOUNT.sub("", name.strip().casefold())
    if re.fullmatch(r"[\w-]+(?:\.[\w-]+)+", name):
        labels = name.removeprefix("www.").split(".")
        name = max(labels[:-1], key=len)
    for _ in range(2):
        shorter = _LESS.sub("", name).strip()
        name = shorter or name
    return re.sub(r"[\W_]+", "", name)


def _key(text: str) -> str:
    return re.sub(r"[\W_]+", " ", text.casefold()).strip()
