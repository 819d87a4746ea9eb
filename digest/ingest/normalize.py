"""`RawArticle` → `Article`: weighs the evidence for each field, makes title and summary where there is none. Pure.

Nothing is invented. What was not found stays empty, and what is doubtful stands in `review` with the reason::

    review: {title: "made from the first sentence", published: "no date in the text"}

Each field has one function, which gives its value, the evidence that decided and the doubt, if any: in `fields` where
evidence alone decides, here where the settings do too. To make a field of the page file from a new kind of evidence,
write such a function, call it in a step of `_Draft`, and name the field in `_FOUND`.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, cast, get_args

from digest import content
from digest.config import Config
from digest.ingest import addresses, fields, headline, names, topics, traces
from digest.ingest.fields import EDITOR_SAID, Found, best, line
from digest.ingest.learned import Model, propose
from digest.ingest.raw import Evidence, RawArticle
from digest.ingest.traces import Trace
from digest.language import excerpt, make_slug, slugify
from digest.model import Article, Name, Origin, Rights, Source, When

_IDS = uuid.UUID("6c0b2b2e-7f0c-5d53-9a7c-0e8f5a3d9b11")
"""The namespace of ids of articles that have no URL."""
_NAMED = 2
"""So many topics are named where none is sure."""
_BY_WORDS = 0.7
"""How sure topics are that words of the settings gave: so many are right where people had chosen."""
_CLAUSE_END = re.compile(r"[.!?][\"”’)]*(?=\s)|[,;:](?=\s)|\s[—–](?=\s)|[。！？，；、]")


@dataclass(frozen=True, kw_only=True, slots=True)
class Verdict:
    """An article, and what decided: the topics that were weighed, and the evidence of each field that had any."""

    article: Article
    text: str
    """All of the raw article's text, Markdown, before the rights cut it."""
    page: str
    """The page file: what `content.dumps` makes of the article."""
    trace: Trace = dataclasses.field(default_factory=Trace, repr=False)
    """What the text is known by."""
    named: str = ""
    """The id that the name makes which a feed gave the article; empty where it has none."""
    proposals: tuple[topics.Proposal, ...] = ()
    evidence: Mapping[str, Evidence]

    def of(self, article: Article) -> Verdict:
        """Give the same of an article that has become a little different."""
        return dataclasses.replace(self, article=article, page=content.dumps(article))


@dataclass(frozen=True, kw_only=True, slots=True)
class Given:
    """A raw article, its raw file's name and SHA-256, and what the options say of texts that do not say it."""

    raw: RawArticle
    file: str
    """Relative to the inbox, with `/`."""
    sha256: str
    added: dt.datetime
    """Now, with its offset."""
    date: When | None = None
    source: str = ""


def normalize(
    raw: RawArticle, *, file: str, sha256: str, config: Config, added: dt.datetime, date: When | None = None, source: str = ""
) -> Article:
    """Make the page of a raw article; the rest is as `Given` says."""
    return weigh(raw, file=file, sha256=sha256, config=config, added=added, date=date, source=source).article


def weigh(
    raw: RawArticle, *, file: str, sha256: str, config: Config, added: dt.datetime, date: When | None = None, source: str = ""
) -> Verdict:
    """Do what `normalize` does and tell what decided."""
    (verdict,) = weigh_each([Given(raw=raw, file=file, sha256=sha256, added=added, date=date, source=source)], config)
    return verdict


def weigh_each(given: Sequence[Given], config: Config, learned: Model | None = None) -> list[Verdict]:
    """Do what `weigh` does for many. Each step is done for all before the next, since it finds its code in the core's cache then."""
    drafts = [_Draft(of, config, learned) for of in given]
    for step in _Draft.STEPS:
        for draft in drafts:
            step(draft)
    return [draft.verdict() for draft in drafts]


class _Draft:
    """An article in the making: its raw form, the settings, and what each step found."""

    text: str
    speech: str
    """The language of its words, as far as one must be taken for granted."""
    lede: str
    opening: str
    outlet: Source
    most: int | None
    proposals: tuple[topics.Proposal, ...]
    names: tuple[Name, ...]
    named: str
    """What a feed calls it by."""
    article: Article
    trace: Trace

    def __init__(self, given: Given, config: Config, learned: Model | None) -> None:
        self.given, self.raw, self.config, self.learned = given, given.raw, config, learned
        self.latest = given.added.astimezone(dt.UTC).date() + dt.timedelta(days=1)
        self.found: dict[str, Found[Any]] = {}

    def _tell_language(self) -> None:
        self.text = fields.clean(self.raw.text)
        self.found["language"] = language = fields.language(self.raw, self.text)
        self.speech = language.value or self.config.language

    def _open(self) -> None:
        self.lede = headline.lede(self.text)
        self.opening = headline.make_summary(self.lede, self.speech, truncated=self.raw.truncated)

    def _call(self) -> None:
        self.found["title"] = fields.title(self.raw, self.lede, self.speech, self.given.file)
        self.found["kicker"] = fields.kicker(self.raw)

    def _date(self) -> None:
        self.found["published"] = fields.published(self.raw, self.given.file, self.given.date, self.latest)
        self.found["updated"] = fields.read_dates(self.raw, "updated", self.latest)

    def _credit(self) -> None:
        raw, config = self.raw, self.config
        self.found["source"] = source = fields.source(raw, self.given.source, config)
        self.found["via"], self.found["authors"], self.found["image"] = fields.via(raw), fields.authors(raw), fields.image(raw)
        self.outlet = source.value or Source()
        self.most = _most_shown(raw, self.outlet, config)
        self.found["rights"] = _rights(raw, self.outlet, config, self.most)

    def _choose_topics(self) -> None:
        self.proposals = _propose(self.raw, self.found["title"].value, self.opening, self.text, self.config, self.learned)
        self.found["topics"] = _topics(self.raw, self.proposals, self.config)

    def _sum_up(self) -> None:
        summary = fields.summary(self.raw, self.opening, self.speech)
        self.found["summary"] = summary if self.most is None else dataclasses.replace(summary, value=_shown(summary.value, self.most))

    def _find_names(self) -> None:
        self.names = _names(self.raw, self.text)

    def _put_together(self) -> None:
        raw, given = self.raw, self.given
        self.found["body"] = fields.text(raw)
        values = {field: self.found[field].value for field in _FOUND if field != "body"}
        self.named = line(best(raw, "id"))
        id_ = _id(self.outlet, self.named, given.sha256, raw.part)
        self.article = Article(
            **values,
            id=id_,
            added=given.added,
            names=self.names,
            truncated=raw.truncated,
            origin=Origin(file=given.file, part=raw.part, sha256=given.sha256),
            review={field: doubt for field in _FOUND if (doubt := self.found[field].doubt)},
            body=_shown(_body(self.text, raw.truncated, values["rights"], self.config.excerpt_words), self.most),
            path=_path(values["published"], make_slug(values["title"]) or id_[:8]),
        )

    def _take_trace(self) -> None:
        self.trace = traces.of(self.article.title, self.text, self.article.body)

    def verdict(self) -> Verdict:
        """Give what was found, when all steps are done."""
        return Verdict(
            article=self.article,
            text=self.text,
            page=content.dumps(self.article),
            trace=self.trace,
            named=str(uuid.uuid5(uuid.NAMESPACE_URL, self.named)) if self.named else "",
            proposals=self.proposals,
            evidence={field: said for field in _FOUND if (said := self.found[field].evidence)},
        )

    STEPS: ClassVar = (
        _tell_language, _open, _call, _date, _credit, _choose_topics, _sum_up, _find_names, _put_together, _take_trace,
    )  # fmt: skip


_FOUND = ("title", "kicker", "summary", "published", "updated", "source", "via", "authors", "language", "topics", "rights", "image", "body")
"""The fields that are weighed, in the order in which doubts and evidence are told."""


def _path(published: When | None, slug: str) -> str:
    return f"{published.year:04}/{published.month:02}/{slug}.md" if published else f"undated/{slug}.md"


def _id(source: Source, named: str, sha256: str, part: int) -> str:
    """Make the id: of the address in its canonical form, else of its name in a feed, else of the raw bytes and the part."""
    if named and not source.url:
        return str(uuid.uuid5(uuid.NAMESPACE_URL, named))
    if not source.url:
        return own_id(sha256, part)
    return str(uuid.uuid5(uuid.NAMESPACE_URL, addresses.canonical(source.url)))


def own_id(sha256: str, part: int) -> str:
    """Make the id of an article that no address tells apart from all others."""
    return str(uuid.uuid5(_IDS, f"{sha256}/{part}"))


def _propose(raw: RawArticle, title: str, opening: str, text: str, config: Config, learned: Model | None) -> tuple[topics.Proposal, ...]:
    """Weigh the topics; the dek and the first sentences are the lede, for a first paragraph can be a whole article.

    Of a topic that was learned, the words of the settings are a part of what the model weighs, and decide no more alone.
    """
    at = text.find(opening[-30:]) if opening else -1
    rest = text[at + len(opening[-30:]) :] if at >= 0 else text
    weighed = topics.propose(title, f"{line(best(raw, 'dek'))} {opening}", rest, config.topics, config.topic_threshold)
    if learned is None:
        return weighed
    left = (dataclasses.replace(of, taken=False) if of.topic in learned.topics else of for of in weighed)
    return (*left, *propose(learned, title, text, weighed))


def _topics(raw: RawArticle, proposals: tuple[topics.Proposal, ...], config: Config) -> Found[tuple[str, ...]]:
    """Take the topics that the editor wrote into the raw text; else those that words or earlier pages speak for, and the source's own."""
    stated = [evidence for evidence in raw.evidence.get("topics", ()) if line(evidence)]
    declared = {key.casefold(): topic.slug for topic in config.topics for key in (*topic.aliases, topic.name, topic.slug)} if stated else {}
    written = [evidence for evidence in stated if evidence.sure >= EDITOR_SAID]
    taken = [] if written else [proposal for proposal in proposals if proposal.taken]
    slugs, unknown = [proposal.topic for proposal in taken], []
    for word in map(line, written or stated):
        if slug := declared.get(word.casefold()) or declared.get(slugify(word)):
            slugs.append(slug)
        elif written and config.new_topics == "accept" and slugify(word):
            slugs.append(slugify(word))
        elif written:
            unknown.append(word)
    doubt = f"not declared in the settings: {', '.join(unknown)}" if unknown else ""
    if not slugs and not written and (likeliest := _likeliest(proposals, config)):
        doubt = f"no topic is sure; the likeliest is {', then '.join(likeliest[:_NAMED])}"
    return Found(tuple(dict.fromkeys(slugs)), next(iter(written), None) or _said(taken), doubt)


def _likeliest(proposals: Sequence[topics.Proposal], config: Config) -> list[str]:
    """Name the topics that are not sure, the likeliest first: as earlier pages have them, else as far as the words go."""
    learned = [f"{of.topic} ({of.score:.2f}{_by(of)})" for of in proposals if of.learned]
    return learned or [f"{of.topic} ({of.score:g} of {config.topic_threshold:g}{_by(of)})" for of in proposals if of.score > 0]


def _said(taken: Sequence[topics.Proposal]) -> Evidence | None:
    """Say what speaks for the topics that were taken; they are as sure as the least sure of them."""
    if not taken:
        return None
    where = "earlier pages" if taken[-1].learned else "words of the settings"
    sure = min(of.score if of.learned else _BY_WORDS for of in taken)
    words = dict.fromkeys(hit.word for of in taken for hit in of.hits if hit.weight > 0)
    return Evidence(value=", ".join(of.topic for of in taken), where=f"{where}: {', '.join(words)}", sure=sure)


def _by(proposal: topics.Proposal) -> str:
    words = ", ".join(hit.word for hit in proposal.hits)
    return f" by {words}" if words else ""


def _names(raw: RawArticle, text: str) -> tuple[Name, ...]:
    head = [words for field in ("title", "dek") if (words := line(best(raw, field))) and words not in text]
    return names.find("\n\n".join([*head, text]))


def _most_shown(raw: RawArticle, source: Source, config: Config) -> int | None:
    """Give how many characters of its text the source lets others show; `None` where it sets no limit, or we have leave."""
    limits = [int(words) for said in raw.evidence.get("snippet", ()) if (words := line(said)).isdecimal()]
    return min(limits) if limits and not config.allows_full(source.name) else None


def _rights(raw: RawArticle, source: Source, config: Config, most: int | None) -> Found[Rights]:
    """Say how much of the text the page may hold; `full` must be allowed in the settings where a source is named."""
    if most is not None:
        return Found("excerpt" if most else "link", best(raw, "snippet"))
    stated = best(raw, "rights", EDITOR_SAID)
    wanted, doubt = line(stated).lower(), ""
    if wanted and wanted not in get_args(Rights):
        wanted, doubt = "", f"“{wanted}” is none of {', '.join(get_args(Rights))}"
    allowed = config.rights_of(source.name, source.url, None)
    if wanted == "full" and allowed != "full":
        wanted = ""
        doubt = f"“full” wants `own`, `license` or `permission` for {source.name or source.url} in the settings"
    return Found(config.rights_of(source.name, source.url, cast("Rights", wanted) if wanted else None), stated, doubt)


def _body(text: str, truncated: bool, rights: Rights, words: int) -> str:
    if rights == "link":
        return ""
    if truncated and not text.endswith("…"):
        text = _whole(text)
    return excerpt(text, words) if rights == "excerpt" else text


def _shown(text: str, most: int | None) -> str:
    """Keep to the number of characters that a source lets others show."""
    return text if most is None or len(text) <= most else headline.cut(text, most - 1).rstrip("…") + "…" if most > 1 else ""


def _whole(text: str) -> str:
    """End a text that breaks off at its last whole sentence or clause, with an ellipsis."""
    ends = list(_CLAUSE_END.finditer(text, text.rfind("\n\n") + 1))
    kept = text[: ends[-1].end()].rstrip(" ,;:—–，；：、") if ends else text.rstrip()
    return f"{kept} …" if re.search(r"[.!?][\"”’)]*$", kept) else f"{kept}…"
