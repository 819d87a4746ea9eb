r"""`build.py fetch`: asks the addresses of `follow:` and of the lists in the inbox, and writes what is new into the inbox.

What an address gave is a file of its own, `content/inbox/fetched/<host>/<name>-<hash>.http` (see `served`); what
ingest knows already it does not take again. Between runs `.cache/fetch.json` remembers what a server said of an
answer, so that it need not give it twice::

    {"version": 1, "entries": {"https://example.org/feed.xml": {"etag": "\"abc\"", "modified": "", "sha256": "…", "until": ""}}}

Hosts are asked side by side, each of them one address after the other, with a pause between, and as its robots.txt
allows (RFC 9309). An address of a list that turns out to be a page is asked until it has answered once; feeds, and what
`follow:` names, are asked in each run.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from digest import files
from digest.config import Config
from digest.errors import Problem, problem
from digest.ingest import address_list, inbox, served, web
from digest.ingest.served import Served
from digest.ingest.web import Answer, Door, ForbiddenError, WebError

FOLDER = f"{inbox.INBOX}/fetched"
RECORD = ".cache/fetch.json"
VERSION = 1

_HOSTS_AT_ONCE = 8
_LONGEST_DELAY = 30.0
"""Of a robots.txt's `Crawl-delay`, in seconds."""
_LONGEST_WAIT = dt.timedelta(days=7)
"""Of what a server asks with `Retry-After`."""
_ROUNDS = 3
"""A list may name lists, so often."""
_ACCEPT = "application/rss+xml, application/atom+xml, application/feed+json, text/html;q=0.9, application/xml;q=0.9, */*;q=0.5"

Wait = Callable[[float], None]
"""Waits for so many seconds."""
Known = Mapping[str, str]
"""What is remembered of an address."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Target:
    """An address to ask: who names it, and the outlet's name, where one is given."""

    url: str
    outlet: str = ""
    place: str
    is_followed: bool = False
    """It is asked in each run, even if it is a page."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Result:
    """What became of an address: a file that was written, or that nothing is new, or what went wrong."""

    target: Target
    path: str = ""
    known: Known | None = None
    listed: tuple[Target, ...] = ()
    failed: str = ""
    is_wrong: bool = False
    """The address itself is at fault, and no one else's computer."""
    notice: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """What a run did. `failed` are sources that gave nothing, `wrong` addresses that must not be asked."""

    asked: int = 0
    written: tuple[str, ...] = ()
    failed: tuple[Problem, ...] = ()
    wrong: tuple[Problem, ...] = ()
    notices: tuple[Problem, ...] = ()


def fetch(root: Path, config: Config, now: dt.datetime, wait: Wait) -> Report:
    """Ask every address once, and write what is new into the inbox. One that fails does not stop the others."""
    memory = _load(root / RECORD)
    run = _Run(root, config, now, wait, memory)
    targets, seen = [*_followed(config), *_listed(root)], set[str]()
    results: list[Result] = []
    for _ in range(_ROUNDS):
        fresh = {target.url: target for target in reversed(targets) if target.url not in seen}
        seen |= set(fresh)
        new = run.ask_all([target for target in targets if fresh.get(target.url) is target])
        results += new
        targets = [target for result in new for target in result.listed]
    memory |= {result.target.url: dict(result.known) for result in results if result.known is not None}
    text = json.dumps({"version": VERSION, "entries": dict(sorted(memory.items()))}, ensure_ascii=False, indent=0)
    files.write_whole(root / RECORD, text.encode())
    return _report(results)


def _report(results: Iterable[Result]) -> Report:
    every = list(results)
    told = [(result, problem(result.target.url, result.failed, f"see {result.target.place}")) for result in every if result.failed]
    return Report(
        asked=len(every),
        written=tuple(result.path for result in every if result.path),
        failed=tuple(found for result, found in told if not result.is_wrong),
        wrong=tuple(found for result, found in told if result.is_wrong),
        notices=tuple(problem(result.target.url, result.notice, f"see {result.target.place}") for result in every if result.notice),
    )


# --- what is to be asked


def _followed(config: Config) -> Iterator[Target]:
    for one in config.follow:
        yield Target(url=one.url, outlet=one.source, place="`follow` in site_config.yaml", is_followed=True)


def _listed(root: Path) -> Iterator[Target]:
    """Find the addresses of the lists in the inbox. What is wrong with a list, ingest tells."""
    for file in inbox.find(root, ()):
        if isinstance(file, Problem) or not file.name.lower().endswith((*address_list.ENDINGS, ".txt")):
            continue
        try:
            data = file.path.read_bytes()
        except OSError:
            continue
        if file.name.lower().endswith(address_list.ENDINGS) or address_list.is_list(data):
            yield from _of_list(data, file.shown)


def _of_list(data: bytes, shown: str) -> Iterator[Target]:
    for one in address_list.find(data)[0]:
        yield Target(url=one.url, outlet=one.name, place=f"{shown}:{one.line}")


# --- asking


class _Run:
    """One run: whom it may ask, what it knows, and what the hosts' robots.txt say."""

    def __init__(self, root: Path, config: Config, now: dt.datetime, wait: Wait, memory: Mapping[str, Known]) -> None:
        rules = config.fetch
        self.root, self.now, self.wait, self.memory, self.interval = root, now, wait, memory, rules.interval
        self.door = Door(
            agent=rules.agent or web.AGENT, private_hosts=frozenset(rules.private_hosts),
            seconds=rules.seconds, bytes=int(rules.megabytes * 1_000_000),
        )  # fmt: skip
        self.robots: dict[str, Any] = {}

    def ask_all(self, targets: list[Target]) -> list[Result]:
        """Ask addresses: hosts side by side, those of one host one after the other. The results are in the targets' order."""
        by_host: dict[str, list[Target]] = {}
        for target in targets:
            by_host.setdefault(urlsplit(target.url).netloc.lower(), []).append(target)
        with ThreadPoolExecutor(_HOSTS_AT_ONCE) as pool:
            found = {result.target.url: result for results in pool.map(self._ask_host, by_host.values()) for result in results}
        return [found[target.url] for target in targets]

    def _ask_host(self, targets: list[Target]) -> list[Result]:
        results = []
        asked = False
        for target in targets:
            known = self.memory.get(target.url, {})
            if self._is_early(known) or (known.get("is_page") and not target.is_followed):
                results.append(Result(target=target))
                continue
            if asked:
                self.wait(max(self.interval, self._delay(target.url)))
            asked = True
            results.append(self._ask(target, known))
        return results

    def _is_early(self, known: Known) -> bool:
        until = known.get("until", "")
        return bool(until) and until > self.now.astimezone(dt.UTC).isoformat()

    def _ask(self, target: Target, known: Known) -> Result:
        conditions = {"If-None-Match": known.get("etag", ""), "If-Modified-Since": known.get("modified", "")}
        headers = {"Accept": _ACCEPT, **{name: value for name, value in conditions.items() if value}}
        try:
            answer = web.ask(target.url, headers, self.door, self._permit)
        except WebError as error:
            return Result(target=target, failed=str(error), is_wrong=isinstance(error, ForbiddenError))
        moved = f"it has moved for good to {answer.moved}" if answer.moved and target.is_followed else ""
        if answer.status == 304:
            return Result(target=target, notice=moved)
        if answer.status != 200:
            return self._refused(target, answer, known)
        return self._take(target, answer, known, moved)

    def _refused(self, target: Target, answer: Answer, known: Known) -> Result:
        until = self._retry_after(answer) if answer.status in (429, 503) else ""
        reason = {404: "is not there", 410: "is gone for good", 401: "wants a password", 403: "refuses"}.get(answer.status, "cannot give it")
        return Result(target=target, failed=f"the server answers {answer.status}: it {reason}", known={**known, "until": until} if until else None)

    def _retry_after(self, answer: Answer) -> str:
        said = answer.headers.get("retry-after", "").strip()
        try:
            until = self.now + dt.timedelta(seconds=min(int(said), 10**7)) if said.isdecimal() else parsedate_to_datetime(said)
            return min(until.astimezone(dt.UTC), (self.now + _LONGEST_WAIT).astimezone(dt.UTC)).isoformat()
        except ValueError:
            return ""

    def _take(self, target: Target, answer: Answer, known: Known, notice: str) -> Result:
        """Write what was answered, unless it is what was answered before."""
        type_ = answer.headers.get("content-type", "")
        document = Served(address=answer.url, type=type_, outlet=target.outlet, body=answer.body)
        kind = document.kind
        if not kind:
            return Result(target=target, failed=f"it is neither a feed nor a page ({type_ or 'of no type'})")
        sha256 = hashlib.sha256(answer.body).hexdigest()
        remembered = {
            "etag": answer.headers.get("etag", ""), "modified": answer.headers.get("last-modified", ""), "sha256": sha256,
            "is_page": "yes" if kind == ".html" else "",
        }  # fmt: skip
        if kind == ".opml":
            lists = tuple(_of_list(answer.body, target.url))
            return Result(target=target, listed=lists, notice=notice)
        if known.get("sha256") == sha256:
            return Result(target=target, known=remembered, notice=notice)
        path = f"{FOLDER}/{_name(answer.url)}-{sha256[:12]}.http"
        try:
            files.write_whole(self.root / path, served.dumps(document))
        except OSError as error:
            return Result(target=target, failed=f"{path} cannot be written: {error.strerror}", is_wrong=True)
        return Result(target=target, path=path, known=remembered, notice=notice)

    # --- robots.txt

    def _permit(self, url: str) -> None:
        """Raise `WebError` where a host's robots.txt does not let us ask an address."""
        if not self._rules(url).can_fetch(url, self._token):
            raise WebError("its robots.txt does not allow it")

    def _delay(self, url: str) -> float:
        try:
            return min(self._rules(url).crawl_delay(self._token) or 0.0, _LONGEST_DELAY)
        except WebError:
            return 0.0

    @property
    def _token(self) -> str:
        return self.door.agent.partition("/")[0].strip()

    def _rules(self, url: str) -> Any:
        """Read a host's robots.txt once a run: none allows all, one that the server cannot give allows nothing."""
        from protego import Protego

        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        if origin not in self.robots:
            try:
                answer = web.ask(f"{origin}/robots.txt", {}, self.door)
                if answer.status >= 500 or answer.status == 429:
                    raise WebError(f"the server answers {answer.status} when it is asked for robots.txt, so nothing else is asked of it")
                self.robots[origin] = Protego.parse(answer.body.decode("utf-8", "replace") if answer.status == 200 else "")
            except WebError as error:
                self.robots[origin] = error
        if isinstance(rules := self.robots[origin], WebError):
            raise rules
        return rules


def _name(url: str) -> str:
    """Name the file of an address, below the folder: the host, and the last that its path says."""
    parts = urlsplit(url)
    last = next((part for part in reversed(parts.path.split("/")) if part), "index")
    return "/".join(re.sub(r"[^\w.-]+", "-", part)[:60].strip(".-") or "index" for part in (parts.netloc.lower(), last))


def _load(path: Path) -> dict[str, dict[str, str]]:
    """Read what is remembered; what cannot be understood counts as lost."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        entries = found["entries"] if found["version"] == VERSION else {}
        return {str(url): {str(key): str(value) for key, value in entry.items()} for url, entry in entries.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return {}
