"""`RawArticle` → `Article`: weighs the evidence for each field, makes title and summary where there is none. Pure.

Nothing is invented. What was not found stays empty, and what is doubtful stands in `review` with the reason::

    review: {title: "made from the first sentence", published: "no date in the text"}

Each field has one function here, which gives its value, the evidence that decided and the doubt, if any. To make
a field of the page file from a new kind of evidence, write such a function and call it in `weigh`.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any, Generic, TypeVar, cast, get_args
from urllib.parse import urlsplit

from digest import content
from digest.config import Config
from digest.ingest import dates, headline, names, topics
from digest.ingest.raw import Evidence, RawArticle
from digest.language import detect_language, excerpt, slugify
from digest.model import Article, Name, Origin, Rights, Source, When

T = TypeVar("T")

_TITLE_IS = 0.5
"""From this sureness on a title that was found is the title."""
_TITLE_SURELY = 0.75
_EDITOR_SAID = 0.9
"""From this sureness on a value is the editor's word: topics and rights are taken from nothing less."""
_LONGEST_TITLE = 300
_IDS = uuid.UUID("6c0b2b2e-7f0c-5d53-9a7c-0e8f5a3d9b11")
"""The namespace of ids of articles that have no URL."""
_TRACKING = re.compile(r"utm_\w+|fbclid|gclid|mc_[ce]id", re.IGNORECASE)
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufeff\ufffe\uffff\ud800-\udfff]")
_CLAUSE_END = re.compile(r"[.!?][\"”’)]*(?=\s)|[,;:](?=\s)|\s[—–](?=\s)|[。！？，；、]")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")


@dataclass(frozen=True, kw_only=True, slots=True)
class Verdict:
    """An article, and what decided: the topics that were weighed, and the evidence of each field that had any."""

    article: Article
    text: str
    """All of the raw article's text, Markdown, before the rights cut it."""
    page: str
    """The page file: what `content.dumps` makes of the article."""
    proposals: tuple[topics.Proposal, ...] = ()
    evidence: Mapping[str, Evidence]

    def of(self, article: Article) -> Verdict:
        """Give the same of an article that has become a little different."""
        return dataclasses.replace(self, article=article, page=content.dumps(article))


@dataclass(frozen=True, slots=True)
class _Found(Generic[T]):
    value: T
    evidence: Evidence | None = None
    doubt: str = ""


def normalize(
    raw: RawArticle, *, file: str, sha256: str, config: Config, added: dt.datetime, date: When | None = None, source: str = ""
) -> Article:
    """Make the page of a raw article. `file` is its raw file's name relative to the inbox, with `/`, `sha256` of its bytes.

    `added` is now, with its offset; `date` and `source` are what the editor says of articles that do not say it.
    """
    return weigh(raw, file=file, sha256=sha256, config=config, added=added, date=date, source=source).article


def weigh(
    raw: RawArticle, *, file: str, sha256: str, config: Config, added: dt.datetime, date: When | None = None, source: str = ""
) -> Verdict:
    """Do what `normalize` does and tell what decided."""
    text = _clean(raw.text)
    language = _language(raw, text)
    speech = language.value or config.language
    latest = added.astimezone(dt.UTC).date() + dt.timedelta(days=1)
    lede = headline.lede(text)
    opening = headline.make_summary(lede, speech, truncated=raw.truncated)
    title, published, outlet = _title(raw, lede, speech, file), _published(raw, file, date, latest), _source(raw, source, config)
    rights, proposals = _rights(raw, outlet.value or Source(), config), _propose(raw, title.value, opening, text, config)
    id_ = _id(outlet.value or Source(), sha256, raw.part)
    found: dict[str, _Found[Any]] = {
        "title": title,
        "kicker": _kicker(raw),
        "summary": _summary(raw, opening, speech),
        "published": published,
        "updated": _read_dates(raw, "updated", latest),
        "source": outlet,
        "via": _via(raw),
        "authors": _authors(raw),
        "language": language,
        "topics": _topics(raw, proposals, config),
        "rights": rights,
        "body": _charset(raw),
    }
    article = Article(
        **{field: of.value for field, of in found.items() if field != "body"},
        id=id_,
        added=added,
        names=_names(raw, text),
        truncated=raw.truncated,
        origin=Origin(file=file, part=raw.part, sha256=sha256),
        review={field: of.doubt for field, of in found.items() if of.doubt},
        body=_body(text, raw.truncated, rights.value, config.excerpt_words),
        path=_path(published.value, slugify(title.value) or id_[:8]),
    )
    evidence = {field: of.evidence for field, of in found.items() if of.evidence}
    return Verdict(article=article, text=text, page=content.dumps(article), proposals=proposals, evidence=evidence)


def _path(published: When | None, slug: str) -> str:
    return f"{published.year:04}/{published.month:02}/{slug}.md" if published else f"undated/{slug}.md"


def _best(raw: RawArticle, field: str, at_least: float = 0.0) -> Evidence | None:
    """Give the surest evidence for a field that says anything; the first of equals."""
    offered = [e for e in raw.evidence.get(field, ()) if e.sure >= at_least and _line(e)]
    return max(offered, key=lambda e: e.sure, default=None)


def _clean(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _UNSEEN.sub("", text).strip("\n") if _UNSEEN.search(text) else text.strip("\n")


def _line(evidence: Evidence | None) -> str:
    """Give what evidence says as one line without characters that cannot be seen."""
    return " ".join(_UNSEEN.sub("", evidence.value).split()) if evidence else ""


def _title(raw: RawArticle, lede: str, language: str, file: str) -> _Found[str]:
    if stated := _best(raw, "title", _TITLE_IS):
        title = _line(stated)
        if len(title) > _LONGEST_TITLE:
            return _Found(headline.cut(title, _LONGEST_TITLE), stated, f"cut, it had {len(title)} characters")
        return _Found(title, stated, "" if stated.sure >= _TITLE_SURELY else f"perhaps no title: {stated.where}")
    dek = _best(raw, "dek")
    for made_from, words, evidence in (("dek", _line(dek), dek), ("first sentence", lede, None)):
        if title := headline.make_title(words, language):
            return _Found(title, evidence, f"made from the {made_from}")
    return _Found(PurePosixPath(file).stem, None, "made from the file's name")


def _charset(raw: RawArticle) -> _Found[str]:
    """Say where the letters of the text are a guess."""
    stated = _best(raw, "charset")
    return _Found(_line(stated), stated, f"read as {_line(stated)}: {stated.where}" if stated and stated.sure < _EDITOR_SAID else "")


def _kicker(raw: RawArticle) -> _Found[str]:
    stated = _best(raw, "kicker")
    return _Found(_line(stated).rstrip(":： "), stated)


def _summary(raw: RawArticle, opening: str, language: str) -> _Found[str]:
    for field, at_least in (("summary", _EDITOR_SAID), ("dek", 0.0), ("summary", 0.0)):
        if (stated := _best(raw, field, at_least)) and (words := headline.plain(_line(stated))):
            short = words if len(words) <= headline.LONGEST_SUMMARY else headline.make_summary(words, language, truncated=False)
            return _Found(headline.without_glosses(short), stated)
    return _Found(opening)


def _published(raw: RawArticle, file: str, date: When | None, latest: dt.date) -> _Found[When | None]:
    """Find the day of publication: what the text states at its head, else the editor's `date`, else the file's name."""
    stated = _read_dates(raw, "published", latest)
    if stated.value:
        return stated
    if date:
        return _Found(date, Evidence(value=str(date), where="--date"))
    named = dates.from_name(file, latest)
    if named.when:
        return _Found(named.when, Evidence(value=PurePosixPath(file).name, where="the file's name"), stated.doubt)
    of_name = f"in the file's name, {named.doubt}" if named.doubt else ""
    return _Found(None, stated.evidence, "; ".join(filter(None, (stated.doubt, of_name))) or "no date in the text")


def _read_dates(raw: RawArticle, field: str, latest: dt.date) -> _Found[When | None]:
    offered = sorted((e for e in raw.evidence.get(field, ()) if _line(e)), key=lambda e: -e.sure)
    readings = [(evidence, dates.parse(_line(evidence), latest)) for evidence in offered]
    good = [(evidence, reading) for evidence, reading in readings if reading.when]
    if not good:
        return _Found(None, readings[0][0] if readings else None, "; ".join(dict.fromkeys(r.doubt for _, r in readings)))
    evidence, reading = good[0]
    other = next((e for e, r in good[1:] if _day(r.when) != _day(reading.when)), None)
    against = f"{other.where} says “{_line(other)}”" if other else ""
    return _Found(reading.when, evidence, "; ".join(filter(None, (reading.doubt, against))))


def _day(when: When | None) -> dt.date | None:
    return when.date() if isinstance(when, dt.datetime) else when


def _source(raw: RawArticle, option: str, config: Config) -> _Found[Source | None]:
    """Find outlet and address; the outlet is known by its address too, where the settings name that."""
    named, linked = _best(raw, "source"), _best(raw, "url")
    name, url, doubt = _line(named) or option, _line(linked), ""
    if url and (not _host(url) or " " in url):
        url, doubt = "", f"“{url[:200]}” is no web address"
    if url and not name:
        name = next((rule.name for rule in config.sources if _host(rule.url) == _host(url)), "")
    if url and linked and linked.sure < _TITLE_SURELY:
        doubt = f"the address is {linked.where}"
    return _Found(Source(name=name, url=url) if name or url else None, named or linked, doubt)


def _via(raw: RawArticle) -> _Found[Source | None]:
    """Find who pointed to the article."""
    named, linked = _best(raw, "via"), _best(raw, "via_url")
    url = _line(linked) if _host(_line(linked)) else ""
    return _Found(Source(name=_line(named), url=url) if named or url else None, named or linked)


def _host(url: str) -> str:
    """Give the host of an address of the web without `www.`; empty for all other addresses."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return (parts.hostname or "").removeprefix("www.") if parts.scheme.lower() in ("http", "https") else ""


def _id(source: Source, sha256: str, part: int) -> str:
    """Make the id: of the address without what only tracks readers, else of the raw bytes and the part."""
    if not source.url:
        return own_id(sha256, part)
    address, mark, query = source.url.partition("?")
    kept = "&".join(pair for pair in query.split("&") if not _TRACKING.fullmatch(pair.partition("=")[0]))
    return str(uuid.uuid5(uuid.NAMESPACE_URL, address + (mark + kept if kept else "")))


def own_id(sha256: str, part: int) -> str:
    """Make the id of an article that no address tells apart from all others."""
    return str(uuid.uuid5(_IDS, f"{sha256}/{part}"))


def _language(raw: RawArticle, text: str) -> _Found[str]:
    stated = _best(raw, "language")
    if _LANGUAGE.fullmatch(tag := _line(stated).replace("_", "-")):
        return _Found(tag, stated)
    return _Found(detect_language(text), None, f"“{tag}” is no language tag" if tag else "")


def _authors(raw: RawArticle) -> _Found[tuple[str, ...]]:
    """Give each author; a byline that names several is parted, a name with a comma in it is not."""
    found: list[str] = []
    for evidence in raw.evidence.get("authors", ()):
        byline = re.sub(r"^(?:by|von|par|por)[:\s]+", "", _line(evidence), flags=re.IGNORECASE)
        for some in re.split(r"\s*(?:;|、|\s+(?:and|und|et|y|&)\s+)\s*", byline):
            parts = re.split(r",\s+", some)
            found += parts if all(" " in part for part in parts) else [some]
    return _Found(tuple(dict.fromkeys(name.strip(" ,") for name in found if name.strip(" ,"))), _best(raw, "authors"))


def _propose(raw: RawArticle, title: str, opening: str, text: str, config: Config) -> tuple[topics.Proposal, ...]:
    """Weigh the topics; the dek and the first sentences are the lede, for a first paragraph can be a whole article."""
    at = text.find(opening[-30:]) if opening else -1
    rest = text[at + len(opening[-30:]) :] if at >= 0 else text
    return topics.propose(title, f"{_line(_best(raw, 'dek'))} {opening}", rest, config.topics, config.topic_threshold)


def _topics(raw: RawArticle, proposals: tuple[topics.Proposal, ...], config: Config) -> _Found[tuple[str, ...]]:
    """Take the topics that the editor wrote into the raw text; else those whose words weigh enough, and the source's own."""
    declared = {key.casefold(): topic.slug for topic in config.topics for key in (*topic.aliases, topic.name, topic.slug)}
    stated = [evidence for evidence in raw.evidence.get("topics", ()) if _line(evidence)]
    written = [evidence for evidence in stated if evidence.sure >= _EDITOR_SAID]
    slugs, unknown = [] if written else [proposal.topic for proposal in proposals if proposal.taken], []
    for word in map(_line, written or stated):
        if slug := declared.get(word.casefold()) or declared.get(slugify(word)):
            slugs.append(slug)
        elif written and config.new_topics == "accept" and slugify(word):
            slugs.append(slugify(word))
        elif written:
            unknown.append(word)
    doubt = f"not declared in the settings: {', '.join(unknown)}" if unknown else ""
    return _Found(tuple(dict.fromkeys(slugs)), next(iter(written), None), doubt)


def _names(raw: RawArticle, text: str) -> tuple[Name, ...]:
    head = [words for field in ("title", "dek") if (words := _line(_best(raw, field))) and words not in text]
    return names.find("\n\n".join([*head, text]))


def _rights(raw: RawArticle, source: Source, config: Config) -> _Found[Rights]:
    """Say how much of the text the page may hold; `full` must be allowed in the settings where a source is named."""
    stated = _best(raw, "rights", _EDITOR_SAID)
    wanted, doubt = _line(stated).lower(), ""
    if wanted and wanted not in get_args(Rights):
        wanted, doubt = "", f"“{wanted}” is none of {', '.join(get_args(Rights))}"
    allowed = config.rights_of(source.name, source.url, None)
    if wanted == "full" and allowed != "full":
        wanted = ""
        doubt = f"“full” wants `own`, `license` or `permission` for {source.name or source.url} in the settings"
    return _Found(config.rights_of(source.name, source.url, cast("Rights", wanted) if wanted else None), stated, doubt)


def _body(text: str, truncated: bool, rights: Rights, words: int) -> str:
    if rights == "link":
        return ""
    if truncated and not text.endswith("…"):
        text = _whole(text)
    return excerpt(text, words) if rights == "excerpt" else text


def _whole(text: str) -> str:
    """End a text that breaks off at its last whole sentence or clause, with an ellipsis."""
    ends = list(_CLAUSE_END.finditer(text, text.rfind("\n\n") + 1))
    kept = text[: ends[-1].end()].rstrip(" ,;:—–，；：、") if ends else text.rstrip()
    return f"{kept} …" if re.search(r"[.!?][\"”’)]*$", kept) else f"{kept}…"
