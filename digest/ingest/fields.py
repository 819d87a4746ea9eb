"""The fields of an article that its evidence alone decides: title, dates, source, authors, language, image. Pure.

Each function weighs all evidence for its field and gives the value, the evidence that decided, and the doubt, if any,
that a person should settle. Doubt is told where the evidence is thin or contradicts itself, and nowhere else.
"""

from __future__ import annotations

import datetime as dt
import operator
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Generic, TypeVar

from digest.config import Config
from digest.ingest import addresses, dates, evidence, headline
from digest.ingest.dates import Reading
from digest.ingest.evidence import Weighed
from digest.ingest.raw import Evidence, RawArticle
from digest.language import detect_language
from digest.model import Image, Source, When

T = TypeVar("T")

EDITOR_SAID = 0.9
"""From this sureness on a value is the editor's word: topics and rights are taken from nothing less."""
_TITLE_IS = 0.5
"""From this sureness on a title that was found is the title."""
_TITLE_SURELY, _TITLE_RIVAL = 0.75, 0.7
_DAY_SURELY = 0.8
"""A day that is less sure than this, all evidence weighed, stands in review."""
_ADDRESS_SURELY = 0.75
_AUTHORS_SURELY = 0.5
_IMAGE_IS = 0.5
_LONGEST_TITLE = 300
_LONGEST_NAME = 80
_LEAST_FROM_EAST, _MOST_FROM_WEST = dt.timedelta(hours=14), dt.timedelta(hours=12)
"""How far the local day of an instant can be from its day in UTC."""

_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufeff\ufffe\uffff\ud800-\udfff]")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_BY = re.compile(r"^(?:(?:written |text |words |story )?by|von|par|por|di|door|text|author)[:：\s]+(?=\S)", re.IGNORECASE)
_AND = re.compile(r"\s*(?:[;|、]|\s+(?:and|und|et|y|&|with)\s+)\s*", re.IGNORECASE)
_SAME_LETTERS = str.maketrans("’‘“”–—\u00a0", "''\"\"-- ")
_CUT = re.compile(r"\s*(?:…|\.\.\.)$")


@dataclass(frozen=True, slots=True)
class Found(Generic[T]):
    """The value of a field, what decided, and why a person should look at it."""

    value: T
    evidence: Evidence | None = None
    doubt: str = ""


def clean(text: str) -> str:
    """Take out what cannot be seen, and write every line end as a newline."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return (text if text.replace("\n", "").isprintable() else _UNSEEN.sub("", text)).strip("\n")


def line(said: Evidence | None) -> str:
    """Give what evidence says as one line without characters that cannot be seen."""
    if said is None:
        return ""
    return " ".join((said.value if said.value.isprintable() else _UNSEEN.sub("", said.value)).split())


_SURE = operator.attrgetter("sure")


def best(raw: RawArticle, field: str, at_least: float = 0.0) -> Evidence | None:
    """Give the surest evidence for a field that says anything; the first of equals."""
    if field not in raw.evidence:
        return None
    offered = [e for e in raw.evidence[field] if e.sure >= at_least and line(e)]
    return max(offered, key=_SURE) if offered else None


def _weighed(raw: RawArticle, field: str) -> list[Evidence]:
    return [said for said in raw.evidence.get(field, ()) if line(said)]


# --- title


def title(raw: RawArticle, lede: str, language: str, file: str) -> Found[str]:
    """Find the title, else make one of the first sentence."""
    found = evidence.weigh([(said, line(said)) for said in _weighed(raw, "title")], _same_title)
    if found and found[0].support >= _TITLE_IS:
        stated = found[0]
        words = _whole_title(stated)
        if len(words) > _LONGEST_TITLE:
            return Found(headline.cut(words, _LONGEST_TITLE), stated.evidence, f"cut, it had {len(words)} characters")
        return Found(words, stated.evidence, _doubt_of_title(stated, found[1:]))
    dek = best(raw, "dek")
    for made_from, words, said in (("dek", line(dek), dek), ("first sentence", lede, None)):
        if words and (made := headline.make_title(words, language)):
            return Found(made, said, f"made from the {made_from}")
    return Found(PurePosixPath(file).stem, None, "made from the file's name")


def _doubt_of_title(stated: Weighed[str], others: Sequence[Weighed[str]]) -> str:
    if stated.support < _TITLE_SURELY:
        return f"perhaps no title: {stated.said[0].where}"
    rival = next((other for other in others if other.support >= _TITLE_RIVAL), None)
    return f"{rival.said[0].where} says “{rival.value}”" if rival and len(stated.said) == 1 and stated.support < EDITOR_SAID else ""


def _same_title(one: str, other: str) -> bool:
    """Whether two titles are one, in other quotation marks or capitals, or cut short."""
    first, second = (_CUT.sub("", text.translate(_SAME_LETTERS).casefold()) for text in (one, other))
    cut = bool(_CUT.search(one) or _CUT.search(other)) and min(len(first), len(second)) > 20
    return first == second or (cut and (first.startswith(second) or second.startswith(first)))


def _whole_title(stated: Weighed[str]) -> str:
    """Choose among the ways of writing a title: not cut short, not in capitals."""
    ways = [line(said) for said in stated.said]
    return next((way for way in ways if not _CUT.search(way) and not way.isupper()), ways[0])


# --- summary, kicker, letters


def kicker(raw: RawArticle) -> Found[str]:
    """Find the label above the title."""
    stated = best(raw, "kicker")
    return Found(line(stated).rstrip(":： "), stated)


def text(raw: RawArticle) -> Found[str]:
    """Say where the text itself is doubtful: its letters are a guess, or it is hardly an article."""
    letters, hardly = best(raw, "charset"), best(raw, "body")
    guess = f"read as {line(letters)}: {letters.where}" if letters and letters.sure < EDITOR_SAID else ""
    return Found("", letters or hardly, "; ".join(filter(None, (guess, line(hardly)))))


def summary(raw: RawArticle, opening: str, language: str) -> Found[str]:
    """Take the summary that is stated, else the dek, else the first sentences."""
    for field, at_least in (("summary", EDITOR_SAID), ("dek", 0.0), ("summary", 0.0)):
        if (stated := best(raw, field, at_least)) and (words := headline.plain(line(stated))):
            short = words if len(words) <= headline.LONGEST_SUMMARY else headline.make_summary(words, language, truncated=False)
            return Found(headline.without_glosses(short), stated)
    return Found(opening)


# --- dates


def published(raw: RawArticle, file: str, date: When | None, latest: dt.date) -> Found[When | None]:
    """Find the day of publication: what the text states at its head, else the editor's `date`, else the file's name."""
    stated = read_dates(raw, "published", latest)
    if stated.value:
        return stated
    if date:
        return Found(date, Evidence(value=str(date), where="--date"))
    named = dates.from_name(file, latest)
    if named.when:
        return Found(named.when, Evidence(value=PurePosixPath(file).name, where="the file's name"), stated.doubt)
    of_name = f"in the file's name, {named.doubt}" if named.doubt else ""
    return Found(None, stated.evidence, "; ".join(filter(None, (stated.doubt, of_name))) or "no date in the text")


def read_dates(raw: RawArticle, field: str, latest: dt.date) -> Found[When | None]:
    """Weigh the days that are stated for a field. One that is told as the day of an update speaks against none."""
    if field not in raw.evidence:
        return Found(None)
    offered = sorted(_weighed(raw, field), key=lambda said: -said.sure)
    readings = [(said, dates.parse(line(said), latest)) for said in offered]
    good = [(said, reading) for said, reading in readings if reading.when]
    if not good:
        return Found(None, readings[0][0] if readings else None, "; ".join(dict.fromkeys(r.doubt for _, r in readings)))
    if field == "published":
        good = _without_updates(good, [dates.parse(line(said), latest) for said in _weighed(raw, "updated")])
    found = evidence.weigh(good, lambda one, other: same_day(one.when, other.when))[0]
    reading = _fullest(found, latest)
    doubts = [reading.doubt] if len({said.witness or said.where for said in found.said}) == 1 else []
    other = next(iter(found.against), None)
    if round(found.sure, 3) < _DAY_SURELY and (other or field == "published"):
        doubts.append(f"{other.where} says “{line(other)}”" if other else f"only {found.said[0].where} says it")
    return Found(reading.when, found.evidence, "; ".join(filter(None, doubts)))


def _without_updates(good: list[tuple[Evidence, Reading]], updates: Sequence[Reading]) -> list[tuple[Evidence, Reading]]:
    """Leave out weaker evidence that only repeats when the article was updated."""
    surest = good[0][1].when
    kept = [one for one in good[1:] if same_day(one[1].when, surest) or not any(same_day(one[1].when, update.when) for update in updates)]
    return [good[0], *kept]


def _fullest(found: Weighed[Reading], latest: dt.date) -> Reading:
    """Choose among readings of one day: the surest that tells the hour too, if its day is that of the surest of all."""
    readings = [dates.parse(line(said), latest) for said in found.said]
    day = day_of(readings[0].when)
    return next((one for one in readings if isinstance(one.when, dt.datetime) and day_of(one.when) == day), readings[0])


def same_day(one: When | None, other: When | None) -> bool:
    """Whether two may be one moment: the same day as they are written, or one that is the same somewhere on Earth."""
    if one is None or other is None or day_of(one) == day_of(other):
        return one is not None and other is not None
    if isinstance(one, dt.datetime) and isinstance(other, dt.datetime):
        return abs(one - other) <= _LEAST_FROM_EAST
    instant, day = (one, other) if isinstance(one, dt.datetime) else (other, one)
    if not isinstance(instant, dt.datetime):
        return False
    utc = instant.astimezone(dt.UTC)
    return (utc - _MOST_FROM_WEST).date() <= day <= (utc + _LEAST_FROM_EAST).date()


def day_of(when: When | None) -> dt.date | None:
    """Give the day of a moment as it is written."""
    return when.date() if isinstance(when, dt.datetime) else when


# --- source, authors, language, image


def source(raw: RawArticle, option: str, config: Config) -> Found[Source | None]:
    """Find outlet and address; the outlet is known by its address too, where the settings name that."""
    names = evidence.weigh([(said, line(said)) for said in _weighed(raw, "source")], _same_outlet)
    named, linked = names[0].evidence if names else None, best(raw, "url")
    name, url, doubt = min((line(said) for said in names[0].said), key=len) if names else option, line(linked), ""
    if url and (not addresses.host_of(url) or " " in url):
        url, doubt = "", f"“{url[:200]}” is no web address"
    if url and (not name or (named and named.sure < EDITOR_SAID)):
        name = next((rule.name for rule in config.sources if addresses.host_of(rule.url) == addresses.host_of(url)), name)
    if url and linked and linked.sure < _ADDRESS_SURELY:
        doubt = f"the address is {linked.where}"
    return Found(Source(name=name, url=url) if name or url else None, named or linked, doubt)


def _same_outlet(one: str, other: str) -> bool:
    """Whether two names are one outlet's, the longer of them with a slogan."""
    first, second = sorted((re.sub(r"[\W_]+", "", name.casefold()) for name in (one, other)), key=len)
    return first == second or (len(first) > 3 and second.startswith(first))


def via(raw: RawArticle) -> Found[Source | None]:
    """Find who pointed to the article."""
    named, linked = best(raw, "via"), best(raw, "via_url")
    if not (named or linked):
        return Found(None)
    url = line(linked) if addresses.host_of(line(linked)) else ""
    return Found(Source(name=line(named), url=url) if named or url else None, named or linked)


def authors(raw: RawArticle) -> Found[tuple[str, ...]]:
    """Give each author as the surest witness names them; a byline that names several is parted."""
    if "authors" not in raw.evidence:
        return Found(())
    lists: dict[str, list[Evidence]] = {}
    for said in _weighed(raw, "authors"):
        lists.setdefault(said.where, []).append(said)
    offered = [(max(some, key=lambda said: said.sure), names) for some in lists.values() if (names := _names(some))]
    found = evidence.weigh(offered, lambda one, other: _keys(one) == _keys(other))
    if not found:
        return Found(())
    doubt = "" if found[0].support >= _AUTHORS_SURELY else f"only {found[0].said[0].where} says it"
    return Found(found[0].value, found[0].evidence, doubt)


def _names(some: Sequence[Evidence]) -> tuple[str, ...]:
    """Part a byline into names; a name with a comma in it, as `Doe, Jane`, is not parted."""
    found: list[str] = []
    for said in some:
        byline = _BY.sub("", line(said))
        for names in [byline] if "(" in byline else _AND.split(byline):
            parts = re.split(r",\s+", names)
            found += parts if all(" " in part for part in parts) and "(" not in names else [names]
    names = dict.fromkeys(name.strip(" ,") for name in found)
    return tuple(name for name in names if name and len(name) <= _LONGEST_NAME)


def _keys(names: Sequence[str]) -> frozenset[str]:
    return frozenset(re.sub(r"[\W_]+", "", name.casefold()) for name in names)


def language(raw: RawArticle, text: str) -> Found[str]:
    """Take the language that is stated; what a template states of every page yields to what the text is written in."""
    stated = best(raw, "language")
    tag = _tag(line(stated))
    if stated is None or not _LANGUAGE.fullmatch(tag):
        return Found(detect_language(text), None, f"“{tag}” is no language tag" if tag else "")
    if stated.sure >= EDITOR_SAID:
        return Found(tag, stated)
    seen = detect_language(text)
    if seen and seen.partition("-")[0] != tag.lower().partition("-")[0]:
        return Found(seen, None, f"{stated.where} says “{tag}”")
    return Found(seen if "-" in seen and "-" not in tag else tag, stated)


def _tag(text: str) -> str:
    """Write a language tag as RFC 5646 (2.1.1) recommends: `en-GB`, `zh-Hant`."""
    first, *rest = text.replace("_", "-").split("-")
    return "-".join([first.lower() if rest or len(first) < 4 else first, *(part.upper() if len(part) == 2 else part.title() if len(part) == 4 else part for part in rest)])


def image(raw: RawArticle) -> Found[Image | None]:
    """Find the lead image, with what it shows and who made it."""
    if "image" not in raw.evidence:
        return Found(None)
    found = evidence.weigh([(said, line(said)) for said in _weighed(raw, "image")])
    stated = next((one for one in found if one.support >= _IMAGE_IS and addresses.host_of(one.value)), None)
    if stated is None:
        return Found(None)
    alt, caption, credit = (line(best(raw, f"image.{part}")) for part in ("alt", "caption", "credit"))
    return Found(Image(url=stated.value, alt=alt, caption=caption, credit=credit), stated.evidence)
