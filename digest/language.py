"""Words, sentences, slugs and excerpts, for any script. Alone knows the libraries for them.

Scripts that put no spaces between words (Chinese, Japanese, Thai …) are treated as equals: a slug keeps
their letters, and two of their letters count as a word.
"""

from __future__ import annotations

import re
import unicodedata

_SPACELESS = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"  # Thai, Lao, Burmese, Khmer
    "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"  # kana and Han
)
_WORD = re.compile(rf"(?P<letter>[{_SPACELESS}])|(?:(?![{_SPACELESS}])[^\W_])(?:(?![{_SPACELESS}])[\w’'.-])*")

_NAME_BYTES = 200
"""A file's name has at most 255 bytes on every common file system; a letter of Chinese has three."""

_SPELT_OUT = {"+": "plus", "#": "sharp", "&": "and", "@": "at", "%": "percent"}


def slugify(text: str, limit: int = 80) -> str:
    """Make the part of an address from a title: lower case, letters of any script, digits and hyphens.

    `C++` gives `c-plus-plus` and `C#` gives `c-sharp`, so that they stay apart. Cut between words at `limit`
    characters. Empty where the text has neither letter nor digit; what to do then is the caller's to say.
    """
    spelt = "".join(f" {_SPELT_OUT[c]} " if c in _SPELT_OUT else c for c in unicodedata.normalize("NFKC", text))
    kept = (c if unicodedata.category(c)[0] in "LMN" else "" if c in "'’.\u200c\u200d" else "-" for c in spelt.casefold())
    slug = unicodedata.normalize("NFC", re.sub("-+", "-", "".join(kept))).strip("-")
    if len(slug) > limit:
        slug = slug[: limit + 1].rpartition("-")[0] or slug[:limit]
    return slug.encode()[:_NAME_BYTES].decode(errors="ignore").strip("-")


def count_words(text: str) -> int:
    """Count the words of a text; two letters of a script without spaces count as one."""
    letters = others = 0
    for match in _WORD.finditer(text):
        if match["letter"]:
            letters += 1
        else:
            others += 1
    return others + (letters + 1) // 2


def excerpt(text: str, limit: int) -> str:
    """Cut a text after at most `limit` words, as `count_words` counts them; an ellipsis shows the cut."""
    halves = 0
    for match in _WORD.finditer(text):
        halves += 1 if match["letter"] else 2
        if halves > 2 * limit:
            return text[: match.start()].rstrip(" \t\r\n,;:–—-(（「“‘") + "…"
    return text
