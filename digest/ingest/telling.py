"""What a run of ingest tells: its events, and how a page looks to a person (`explain`) and to a program (`as_json`). Pure.

One line of JSON holds an article as it would be written, and what decided on it::

    {"path": "content/articles/2020/09/x.md", "raw": "content/inbox/x.txt", "id": "…", "title": "…", …,
     "evidence": {"title": {"value": "…", "where": "the line `Title:`", "sure": 1.0}}, "proposals": […], "body": "…"}

Every field of the page file is there, empty where nothing was found, and so is the whole text, whatever the rights
leave of it on the page.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from digest import rfc3339
from digest.errors import Problem, did_you_mean, problem
from digest.ingest.normalize import Verdict
from digest.ingest.topics import Proposal
from digest.model import Article
from digest.progress import Progress
from digest.records import is_record

_NAMED = 12
"""So many pages are named where a raw file changed."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """A page that was written (or would be), relative to the root; its raw file; and what decided."""

    path: str
    raw: str
    verdict: Verdict

    @property
    def article(self) -> Article:
        """The article that the page holds."""
        return self.verdict.article


@dataclass(frozen=True, slots=True)
class Kept:
    """A raw file of which there is nothing new."""

    raw: str


@dataclass(frozen=True, slots=True)
class Refused:
    """A raw file, or a part of one, that nothing could be made of."""

    problem: Problem


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that the editor may want to know and that is no fault."""

    problem: Problem


Event = Outcome | Kept | Refused | Notice | Progress


def explain(outcome: Outcome) -> str:
    """Say in a few lines which evidence decided on each value, and which words on the topics."""
    article, verdict = outcome.article, outcome.verdict
    lines = [f"  from {outcome.raw}, part {article.origin.part}" if article.origin else f"  from {outcome.raw}"]
    for field in dict.fromkeys((*verdict.evidence, *article.review)):
        evidence, doubt = verdict.evidence.get(field), article.review.get(field, "")
        lines.append(f"  {field}: " + "; ".join(filter(None, (f"from {evidence.where}" if evidence else "", doubt))))
    return "\n".join([*lines, *(_tell(proposal) for proposal in verdict.proposals if proposal.hits)])


def _tell(proposal: Proposal) -> str:
    where = ", as learned from earlier pages" if proposal.learned else ""
    words = ", ".join(f"“{hit.word}” ×{hit.count}{'' if hit.where == 'learned' else f' in the {hit.where}'} {hit.weight:+g}" for hit in proposal.hits)
    return f"  topic {proposal.topic} {proposal.score:{'.2f' if proposal.learned else 'g'}}{where}{'' if proposal.taken else ', not taken'}: {words}"


def as_json(outcome: Outcome) -> str:
    """Write an outcome as one line of JSON. `body` is the whole text in Markdown, before the rights cut it."""
    verdict = outcome.verdict
    fields = _plain(outcome.article) | {
        "path": outcome.path,
        "evidence": {field: {"value": said.value, "where": said.where, "sure": said.sure} for field, said in verdict.evidence.items()},
        "proposals": _plain(verdict.proposals),
        "body": verdict.text,
    }
    return json.dumps({"path": outcome.path, "raw": outcome.raw} | fields, ensure_ascii=False)


def _plain(value: Any) -> Any:
    """Turn a noun into what JSON knows; a day or an instant as front matter writes it."""
    if is_record(type(value)):
        return _plain(value._asdict())
    if dataclasses.is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return rfc3339.write(value) if isinstance(value, dt.date) else value


def no_reader(shown: str, suffix: str, formats: Iterable[str]) -> Problem:
    """Word that no format has this ending."""
    known = ", ".join(formats)
    if not suffix:
        return problem(shown, "the name has no ending that says what the file is", f"known: {known}")
    return problem(shown, f"no reader for {suffix}; known: {known}", did_you_mean(suffix, formats))


def change(shown: str, would: Mapping[str, Sequence[str]]) -> Problem:
    """Word that a raw file changed, and what a refresh would do to which pages."""
    verbs = {"rewrite": "rewrite", "add": "add", "edited": "leave as edited"}
    does = []
    for kind, verb in verbs.items():
        if some := would.get(kind):
            more = f" and {len(some) - _NAMED:,} more" if len(some) > _NAMED else ""
            does.append(f"{verb} {', '.join(some[:_NAMED])}{more}")
    return problem(shown, f"changed since it was taken in; `--refresh` would {'; '.join(does) or 'change nothing'}")
