r"""Bytes → text, whatever encoding they are in and whatever they say of it. Pure.

UTF-8 is known for certain, so it wins against every declaration; then comes what is declared, if the letters that
it gives make sense; then what the bytes look like. A guess is told as evidence for the field `charset`::

    decode("Мы ждали".encode("koi8-r"), "iso-8859-1")
    → Decoded(text="Мы ждали", charset="koi8-r", evidence=(Evidence(value="koi8-r", where="…", sure=0.4),))

Text that was read in a wrong encoding before it came here (`FranÃ§ois`) is repaired by `mojibake`, where that is
certain. Only bytes that are not UTF-8 pay for the import of chardet. To know another encoding: a name in `_KNOWN`.
"""

from __future__ import annotations

import codecs
import dataclasses
import re
from dataclasses import dataclass

from digest.ingest import mojibake
from digest.ingest.raw import Evidence

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF32_LE, "utf-32-le"), (codecs.BOM_UTF32_BE, "utf-32-be"),
         (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))  # fmt: skip

_LABELS = {
    "x-sjis": "cp932", "windows-31j": "cp932", "ks_c_5601-1987": "cp949", "windows-949": "cp949", "x-gbk": "gb18030", "x-euc-jp": "euc_jp",
    "windows-874": "cp874", "iso-8859-8-i": "cp1255", "x-x-big5": "cp950", "unicode": "utf-16-le", "x-mac-roman": "mac-roman",
}  # fmt: skip
"""Labels that Python does not know."""
_MEANT = {
    "ascii": "cp1252", "iso8859-1": "cp1252", "iso8859-9": "cp1254", "iso8859-11": "cp874", "tis-620": "cp874", "iso8859-8": "cp1255",
    "gb2312": "gb18030", "gbk": "gb18030", "big5": "cp950", "shift_jis": "cp932", "euc_kr": "cp949", "utf-16": "utf-16-le",
}  # fmt: skip
"""Python's name of an encoding → the larger one that is meant by it on the web (Encoding Standard, section 4.2)."""
_SHOWN = {"cp932": "Shift_JIS", "cp949": "EUC-KR", "cp950": "Big5", "big5hkscs": "Big5", "euc_jp": "EUC-JP", "iso2022_jp": "ISO-2022-JP"}
_NEVER = {"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "mbcs", "oem"}
"""Codecs of Python that no text is in."""

_TWO_BYTES = frozenset(("gb18030", "cp950", "big5hkscs", "cp932", "cp949", "euc_jp"))
"""Here a letter is two bytes, which may be a letter of UTF-8 as well; in all others they are two that stand together nowhere."""
_WIDE = ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")
_KNOWN = (
    "gb18030", "big5", "big5hkscs", "cp932", "euc-jp", "cp949", "iso-2022-jp", "koi8-r", "koi8-u", "cp866", "tis-620", "macroman",
    *(f"cp{number}" for number in range(1250, 1259)), *(f"iso-8859-{number}" for number in (2, 5, 6, 7, 13, 15)),
)  # fmt: skip
"""What is looked for where nothing is declared that fits: what texts of the last thirty years are in."""
_CODECS = frozenset(codecs.lookup(name).name for name in _KNOWN) | frozenset(_MEANT.values())

_FITS = 0.6
"""A declaration holds if its letters are as likely as the likeliest encoding's, or this share of that."""
_FEW = 10
"""So few bytes outside ASCII say nothing against a declaration."""
_NOISE, _MANY = 0.05, 100
"""What is no likelier than `_NOISE`, for so many bytes outside ASCII, is no text at all."""
_CERTAIN, _APART = 0.5, 0.7
"""A guess is certain if it is as likely as `_CERTAIN`, and each other reading `_APART` times as likely at most."""
_ODD_AT_MOST = 0.2
"""A declaration does not hold if more of its letters than that are signs that nobody writes."""
_LIVING = 0.85
"""UTF-16 and UTF-32 have at least this share of characters that texts of the day have; read in the wrong order they do not."""
_TIE = 0.015
"""So little is no difference."""

_GUESS, _SURELY, _DAMAGED = 0.4, 0.95, 0.2
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_HIGH = re.compile(rb"[\x80-\xff]")
_UTF8_LETTER = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_LONG_LETTER = re.compile(rb"[\xe0-\xff]")
_USUAL = re.compile("[\t\n\r -~\u00a0-\u024f\u0370-\u07ff\u0900-\u0eff\u2010-\u2027\u2030-\u27bf\u3000-\u30ff\u3400-\u9fff\uac00-\ud7a3\uff01-\uff9f]")
_TWO_SCRIPTS = re.compile("[A-Za-z][\u0370-\u07ff]|[\u0370-\u07ff][A-Za-z]")
"""A letter of one script within a word of another."""
_ODD = re.compile("[¤¦¨´¸](?!\\w)|\\w[¶±¼½¾](?!\\d)|\\w[»«©®¤¦§]\\w|[a-zß-ÿ][ŠŒŽŸ]|[\x80-\x9f]")
"""What nobody writes within a word: letters of one encoding of a script, read in another of the same script."""
_CZECH, _NOT_CZECH = re.compile("[ěřů]"), re.compile("[ąľĄĽ]")
"""No language that writes these has an ą or a ľ, which is what š and ž of ISO 8859-2 are in windows-1250."""
_BLANK = re.compile("[\\s,.、。，]")
_DECLARED = re.compile(
    rb"""^\s*<\?xml[^>]{0,200}?\bencoding\s*=\s*["'](?P<xml>[\w.:-]+)|<meta\b[^>]{0,500}?\bcharset\s*=\s*["']?\s*(?P<meta>[\w.:-]+)""",
    re.IGNORECASE,
)
_HEAD = 4096
"""Where a document declares its encoding. The standard reads 1,024 bytes, and many pages put scripts before it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Decoded:
    """Text, the codec that gave it, and what there is to say where that was a guess or something is damaged."""

    text: str
    charset: str
    evidence: tuple[Evidence, ...] = ()
    lost: int | None = None
    """Offset of the first byte that is no letter in any reading; it stands as U+FFFD in the text."""


def decode(data: bytes, *declared: str) -> Decoded:
    """Read bytes as text. `declared` are the labels that came with them (HTTP, MIME, `<meta>`), the weightiest first.

    Labels may be wrong, unknown or empty. A byte order mark is taken off; newlines stay as they are.
    """
    marked = next(((bom, encoding) for bom, encoding in _BOMS if data.startswith(bom)), None)
    if marked:
        data = data[len(marked[0]) :]
        found = _strictly(data, marked[1]) or _replaced(data, marked[1])
    else:
        named = list(dict.fromkeys(filter(None, map(_codec, declared))))
        found = _wide(data) or _utf8(data, named) or _mixed(data) or _legacy(data, named)
    mended = mojibake.repair(found.text)
    return found if mended == found.text else dataclasses.replace(found, text=mended)


def declared_in(data: bytes) -> str:
    """Give the encoding that an XML or HTML document names at its head; empty where it names none."""
    found = _DECLARED.search(data[:_HEAD].replace(b"\0", b""))
    return (found["xml"] or found["meta"]).decode("ascii", "ignore") if found else ""


def _codec(label: str) -> str:
    """Give the codec that a label means, or nothing where no text can be in it."""
    label = label.strip(" \t\r\n'\";").lower()
    try:
        name = codecs.lookup(_LABELS.get(label, label)).name
        "".encode(name)
    except (LookupError, ValueError):
        return ""
    return "" if name in _NEVER else _MEANT.get(name, name)


def _strictly(data: bytes, encoding: str) -> Decoded | None:
    """Decode all of the bytes, but for a last character that was cut, or nothing."""
    try:
        return Decoded(text=codecs.getincrementaldecoder(encoding)().decode(data), charset=encoding)
    except UnicodeDecodeError:
        return None


def _replaced(data: bytes, encoding: str) -> Decoded:
    """Decode what can be decoded, and say where the rest begins."""
    try:
        data.decode(encoding)
        lost = None
    except UnicodeDecodeError as error:
        lost = error.start
    said = Evidence(value=_shown(encoding), where="some of the bytes are no letters in it", sure=_DAMAGED)
    return Decoded(text=data.decode(encoding, "replace"), charset=encoding, evidence=(said,), lost=lost)


def _shown(encoding: str) -> str:
    return _SHOWN.get(encoding, encoding.replace("cp125", "windows-125"))


# --- what is certain


def _wide(data: bytes) -> Decoded | None:
    """Read UTF-16 and UTF-32 that have no byte order mark: in no other text do control characters stand."""
    head = data[: _HEAD * 4]
    controls = len(_CONTROL.findall(head))
    if controls < 2:
        return None
    high = len(_HIGH.findall(head))
    if controls * (250 if high * 10 > len(head) else 10) < len(head):
        return None
    readings = [found for encoding in _WIDE if (found := _strictly(data, encoding))]
    best = max(readings, key=lambda found: _usual(found.text), default=None)
    return best if best and _usual(best.text) > _LIVING else None


def _usual(text: str) -> float:
    """Say how much of a text are characters of the living scripts; nothing where no blank or comma parts them."""
    head = text[:_HEAD]
    return len(_USUAL.findall(head)) / len(head) if _BLANK.search(head) else 0.0


def _utf8(data: bytes, named: list[str]) -> Decoded | None:
    """Read UTF-8, which no other text is by chance unless it has but a few letters outside ASCII, or none (UTF-7)."""
    if named[:1] == ["utf-7"] and data.isascii() and b"\x1b" not in data:
        return _strictly(data, "utf-7")
    found = _strictly(data, "utf-8")
    if not found or b"\x1b$" in data:
        return None
    if found.text.isascii() and not data.isascii():
        return None  # its only letter outside ASCII is the last, and half of one
    short = len(data) - len(found.text) <= 2 and not _LONG_LETTER.search(data)
    if short and named and named[0] in _TWO_BYTES and not data.isascii():
        return _strictly(data, named[0]) or found
    return found


def _mixed(data: bytes) -> Decoded | None:
    """Read UTF-8 into which lines in another encoding were pasted."""
    within = sum(map(len, _UTF8_LETTER.findall(data)))
    if within < 8 or within < 0.8 * len(_HIGH.findall(data)) or b"\x1b$" in data:
        return None
    lines = [_strictly_whole(line) or _legacy(line, []) for line in data.splitlines(keepends=True)]
    first = next((n for n, line in enumerate(lines, 1) if line.charset != "utf-8"), 1)
    said = Evidence(value="utf-8", where=f"line {first} is not, and looks like {_shown(lines[first - 1].charset)}", sure=_GUESS)
    return Decoded(text="".join(line.text for line in lines), charset="utf-8", evidence=(said,))


def _strictly_whole(line: bytes) -> Decoded | None:
    try:
        return Decoded(text=line.decode(), charset="utf-8")
    except UnicodeDecodeError:
        return None


# --- what is likely


def _legacy(data: bytes, named: list[str]) -> Decoded:
    """Read an encoding of one script: the declared one where it fits, else the likeliest."""
    likely = _likely(data)
    best = max(likely.values(), default=0.0)
    high = len(_HIGH.findall(data))
    few = high < _FEW and b"\x1b$" not in data
    for encoding in named:
        fits = few or likely.get(encoding, 0.0) >= _FITS * best or encoding not in _CODECS
        found = _strictly(data, encoding) if fits and encoding != "utf-8" else None
        if found and not _TWO_SCRIPTS.search(found.text) and (few or _odd(found.text) < _ODD_AT_MOST):
            return found
    readings = [found for encoding in likely if (found := _strictly(data, encoding))]
    if not readings or (best < _NOISE and high > _MANY):
        return _replaced(data, next(iter(named), "cp1252"))
    found = max(readings, key=lambda one: _preferred(one, likely, best))
    against = max((likely[one.charset] for one in readings if one.text != found.text), default=0.0)
    certain = best >= _CERTAIN and against <= _APART * best
    where = f"“{_shown(named[0])}” was declared, and the bytes look like this" if named else "the bytes are not UTF-8 and look like it"
    said = Evidence(value=_shown(found.charset), where=where, sure=_SURELY if certain else _GUESS)
    return dataclasses.replace(found, evidence=(said,))


def _likely(data: bytes) -> dict[str, float]:
    """Ask chardet: codec → how likely it is."""
    import chardet

    found: dict[str, float] = {}
    for one in chardet.detect_all(data, ignore_threshold=True, include_encodings=_KNOWN):
        if one["encoding"] and (encoding := _codec(one["encoding"])) in _CODECS:
            found[encoding] = max(found.get(encoding, 0.0), one["confidence"])
    return found


def _preferred(found: Decoded, likely: dict[str, float], best: float) -> tuple[float, bool, bool, float]:
    """Rank a reading: of those that are as good as equal, the windows one, unless it has what nobody writes."""
    score = likely[found.charset]
    rank = (best if score >= best - _TIE else score) - _odd(found.text)
    return rank - bool(_TWO_SCRIPTS.search(found.text)), found.charset == "cp1252", found.charset.startswith("cp"), score


def _odd(text: str) -> float:
    """Say how many of the letters outside ASCII are signs that nobody writes where they stand."""
    foreign = _NOT_CZECH.findall(text) if _CZECH.search(text) else []
    return (len(_ODD.findall(text)) + len(foreign)) / max(1, sum(letter > "\x7f" for letter in text))
