"""`RawArticle` → `Article`: weighs the evidence for each field, makes title and summary where there is none. Pure.

Nothing is invented. What was not found stays empty, and what is doubtful stands in `review` with the reason::

    review: {title: "made from the first sentence", published: "no date in the text"}

Each field has one function, which gives its value, the evidence that decided and the doubt, if any: in `fields` where
evidence alone decides, here where the settings do too. To make a field of the page file from a new kind of evidence,
write such a function and call it in `weigh`.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast, get_args

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


def normalize(
    raw: RawArticle, *, file: str, sha256: str, config: Config, added: dt.datetime, date: When | None = None, source: str = ""
) -> Article:
    """Make the page of a raw article. `file` is its raw file's name relative to the inbox, with `/`, `sha256` of its bytes.

    `added` is now, with its offset; `date` and `source` are what the editor says of articles that do not say it.
    """
    return weigh(raw, file=file, sha256=sha256, config=config, added=added, date=date, source=source).article


def weigh(
    raw: RawArticle, *, file: str, sha256: str, config: Config, added: dt.datetime, date: When | None = None, source: str = "",
    learned: Model | None = None,
) -> Verdict:  # fmt: skip
    """Do what `normalize` does and tell what decided."""
    text = fields.clean(raw.text)
    language = fields.language(raw, text)
    speech = language.value or config.language
    latest = added.astimezone(dt.UTC).date() + dt.timedelta(days=1)
    lede = headline.lede(text)
    opening = headline.make_summary(lede, speech, truncated=raw.truncated)
    title, published = fields.title(raw, lede, speech, file), fields.published(raw, file, date, latest)
    outlet = fields.source(raw, source, config)
    most = _most_shown(raw, outlet.value or Source(), config)
    rights, proposals = _rights(raw, outlet.value or Source(), config, most), _propose(raw, title.value, opening, text, config, learned)
    summary = fields.summary(raw, opening, speech)
    named = line(best(raw, "id"))
    id_ = _id(outlet.value or Source(), named, sha256, raw.part)
    found: dict[str, Found[Any]] = {
        "title": title,
        "kicker": fields.kicker(raw),
        "summary": summary if most is None else dataclasses.replace(summary, value=_shown(summary.value, most)),
        "published": published,
        "updated": fields.read_dates(raw, "updated", latest),
        "source": outlet,
        "via": fields.via(raw),
        "authors": fields.authors(raw),
        "language": language,
        "topics": _topics(raw, proposals, config),
        "rights": rights,
        "image": fields.image(raw),
        "body": fields.text(raw),
    }
    article = Article(
        **{field: of.value for field, of in found.items() if field != "body"},
        id=id_,
        added=added,
        names=_names(raw, text),
        truncated=raw.truncated,
        origin=Origin(file=file, part=raw.part, sha256=sha256),
        review={field: of.doubt for field, of in found.items() if of.doubt},
        body=_shown(_body(text, raw.truncated, rights.value, config.excerpt_words), most),
        path=_path(published.value, make_slug(title.value) or id_[:8]),
    )
    evidence = {field: of.evidence for field, of in found.items() if of.evidence}
    known = str(uuid.uuid5(uuid.NAMESPACE_URL, named)) if named else ""
    trace = traces.of(article.title, text, article.body)
    return Verdict(
        article=article, text=text, page=content.dumps(article), trace=trace, named=known, proposals=proposals, evidence=evidence
    )  # fmt: skip


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
