"""`site_config.yaml` → `Config`.

The types below are the settings: each field's `doc` explains it, in the JSON Schema by which an editor's
program completes the file (`schema()`), and its default is the default. To add a setting, add a field.
"""

import functools
import re
import zoneinfo
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple
from urllib.parse import quote, urlsplit

from digest import yamldoc
from digest.errors import DigestError, UsageError, did_you_mean, problem
from digest.files import SETTINGS
from digest.model import Rights, Topic

_MACHINE_ZONES = {"localtime", "posixrules"}
"""Names that mean another zone on each machine."""

PageKind = Literal[
    "home", "article", "articles", "topics", "topic", "editions", "edition", "stories", "story", "sources", "source", "names", "name",
    "archive", "month", "corrections", "search", "feeds", "page", "not_found", "redirect",
]
FeedKind = Literal[
    "atom", "rss", "json", "topic_atom", "source_atom", "story_atom", "sitemap", "news_sitemap", "robots", "opml", "articles_jsonl",
]


class SourceRule(NamedTuple):
    """What the digest may do with the texts of one outlet."""

    name: Annotated[str, "the outlet, as `source: {name: …}` of a page writes it; * stands for all"]
    url: Annotated[str, "its home page"] = ""
    own: Annotated[bool, "true: the digest's own outlet, its texts may stand in full"] = False
    license: Annotated[str, "the licence under which its texts may stand in full"] = ""
    permission: Annotated[str, "who permitted the full text, and when"] = ""


class Followed(NamedTuple):
    """A feed or page that `build.py fetch` asks."""

    url: Annotated[str, "the address of a feed, of an OPML list of feeds, or of a page"]
    source: Annotated[str, "the outlet's name, instead of the one that the feed gives itself"] = ""


class Fetching(NamedTuple):
    """How `build.py fetch` asks, and what it does not do."""

    agent: Annotated[str, "how it calls itself, with an address where you can be reached: mydigest/1.0 (+https://…)"] = ""
    interval: Annotated[float, "seconds between two requests to one host, at least"] = 2.0
    seconds: Annotated[float, "how long all of one answer may take"] = 30.0
    megabytes: Annotated[float, "how large an answer may be, unpacked"] = 10.0
    private_hosts: Annotated[tuple[str, ...], "hosts that may have a private or loopback address: a feed in your own network"] = ()


class MenuItem(NamedTuple):
    """A link of the menu."""

    name: Annotated[str, "what readers see"]
    url: Annotated[str, "an address of this site from its root (/about/), or of another"]


class _Written(NamedTuple):
    """The settings of a site as its file has them."""

    name: Annotated[str, "the digest's name, at the head of each page"]
    id: Annotated[str, "the identity of its feeds, any text; never change it, even when name and address change"] = ""
    description: Annotated[str, "one sentence: what it brings, to whom"] = ""
    language: Annotated[str, "the language of the site, a BCP 47 tag: en, zh-Hant; its words are in templates/locale/, English where there are none"] = "en"
    base_url: Annotated[str, "where the site stands, with its path: https://user.github.io/repo"] = "http://localhost:8000"
    time_zone: Annotated[str, "the zone whose days are the editions': Asia/Taipei"] = "UTC"
    editor: Annotated[str, "who publishes the digest; its name where empty"] = ""
    cname: Annotated[str, "a domain of your own for GitHub Pages; written to CNAME"] = ""
    accent: Annotated[str, "a colour for links and labels, #rrggbb; each scheme takes a shade of it that is legible there"] = ""
    logo: Annotated[str, "an image beside the name, square at best: its address from the root of the site, /static/logo.svg"] = ""
    density: Annotated[Literal["comfortable", "compact"], "how much air stands between articles"] = "comfortable"
    menu: Annotated[tuple[MenuItem, ...], "links at the head of each page beside the topics"] = ()
    per_page: Annotated[int, "articles on a full index page; the newest page holds up to twice as many less one"] = 20
    home_per_topic: Annotated[int, "how many of the newest articles home shows of each topic"] = 3
    home_topics: Annotated[int, "how many topics home shows at most"] = 12
    feed_entries: Annotated[int, "how many of the newest articles a feed holds"] = 30
    excerpt_words: Annotated[int, "how many words of a source a page may hold at most when its rights are `excerpt`"] = 120
    summary_command: Annotated[str, "a command that writes summaries: the text on its stdin, the summary on its stdout; the lead sentences where empty"] = ""
    summary_seconds: Annotated[int, "how many seconds the summary command may take for one text"] = 60
    name_page_from: Annotated[int, "a name gets a page of its own from this many articles on"] = 1
    new_topics: Annotated[Literal["refuse", "accept"], "a topic that is not declared here: a problem (refuse), or a topic like any other (accept)"] = "refuse"
    raw_html: Annotated[Literal["sanitise", "escape"], "HTML inside Markdown: kept without anything active (sanitise), or shown as text (escape)"] = "sanitise"
    pages: Annotated[tuple[PageKind, ...], "the kinds of pages that the site makes"] = PageKind.__args__  # type: ignore[attr-defined]
    feeds: Annotated[tuple[FeedKind, ...], "the feeds and machine-readable files that the site makes"] = FeedKind.__args__  # type: ignore[attr-defined]
    search: Annotated[bool, "true: a page that finds words in all articles, where `pip install '.[search]'` was done; false: none"] = True
    cards: Annotated[bool, "true: a picture of each article's and edition's title for networks where links are shared, after `pip install '.[cards]'`"] = False
    card_fonts: Annotated[tuple[str, ...], "font files for these pictures, from the site's folder; the system's fonts stand in for letters that they lack"] = ()
    topics: Annotated[tuple[Topic, ...], "the topics, in the order of the menu"] = ()
    topic_threshold: Annotated[float, "how much the words of a topic must weigh together before an article gets it"] = 3.0
    learn_topics: Annotated[bool, "topics are also proposed as they were assigned before, if scikit-learn is installed (the extra `learn`)"] = True
    topic_confidence: Annotated[float, "how many of the topics that are given as they were learned must be right, of 1; those less sure are only proposed"] = 0.9
    sources: Annotated[tuple[SourceRule, ...], "outlets whose texts may stand in full, and why"] = ()
    follow: Annotated[tuple[Followed, ...], "feeds and pages that `build.py fetch` asks"] = ()
    fetch: Annotated[Fetching, "how `build.py fetch` asks"] = Fetching()


class Config(_Written):
    """The settings of a site. Addresses in them are as written; `base_path` has no slash at its end."""

    @functools.cached_property
    def base_path(self) -> str:
        """The path of `base_url` without a slash at its end: `/repo`, or nothing."""
        return urlsplit(self.base_url).path.rstrip("/")

    @functools.cached_property
    def _quoted_base_path(self) -> str:
        return quote(self.base_path, safe=_SAFE)

    def href(self, url: str) -> str:
        """Turn an address from the site's root (`/topics/中国/`) into what stands in a page.

        That is with the path of `base_url`, and letters outside ASCII percent-encoded. An address of another
        site stays as it is.
        """
        return self._quoted_base_path + url if _PLAIN.fullmatch(url) else self._quoted(url, self._quoted_base_path)

    def permalink(self, url: str) -> str:
        """Turn an address from the site's root into an absolute one. An address of another site stays as it is."""
        return self._home + url if _PLAIN.fullmatch(url) else self._quoted(url, self._home)

    def permalinks(self, urls: Sequence[str]) -> list[str]:
        """Turn many addresses into absolute ones; that all are plain, as nearly always, is seen in one look."""
        if _ALL_PLAIN.fullmatch("\n".join(urls)):
            home = self._home
            return [home + url for url in urls]
        return [self.permalink(url) for url in urls]

    @staticmethod
    def _quoted(url: str, home: str) -> str:
        return home + quote(url, safe=_SAFE) if _is_own(url) else url

    @functools.cached_property
    def _home(self) -> str:
        return self.base_url.rstrip("/").removesuffix(self.base_path) + self._quoted_base_path

    @functools.cached_property
    def zone(self) -> zoneinfo.ZoneInfo:
        """The site's time zone."""
        return zoneinfo.ZoneInfo(self.time_zone)

    def allows_full(self, source: str) -> bool:
        """Whether a page may hold an outlet's whole text."""
        return source in self._in_full or "*" in self._in_full

    @functools.cached_property
    def _in_full(self) -> frozenset[str]:
        return frozenset(rule.name for rule in self.sources if rule.own or rule.license or rule.permission)

    def rights_of(self, source: str, url: str, wanted: Rights | None) -> Rights:
        """Say how much of a text a page may hold.

        That is what it asks for, else `full` where that is allowed or the text is the editor's own (it names
        no source), else `excerpt`.
        """
        if wanted:
            return wanted
        return "full" if not (source or url) or self.allows_full(source) else "excerpt"


_SAFE = "/:@!$&'()*+,;=-._~?#%"
"""What `quote` leaves as it is beside letters and digits: all that an address may hold."""

_PLAIN = re.compile(r"/(?!/)[A-Za-z0-9/._-]*")
"""An address from the site's root that needs no quoting, as nearly all are."""
_ALL_PLAIN = re.compile(rf"{_PLAIN.pattern}(?:\n{_PLAIN.pattern})*")


def _is_own(url: str) -> bool:
    return url.startswith("/") and not url.startswith("//")


def load(root: Path, base_url: str = "") -> Config:
    """Read the settings of the site at `root`; `base_url` replaces theirs. Raises `DigestError`."""
    return parse(read(root), base_url)


def read(root: Path) -> bytes:
    """Read their file. Raises `DigestError`."""
    try:
        return (root / SETTINGS).read_bytes()
    except FileNotFoundError as error:
        raise DigestError(problem(SETTINGS, "there is no such file", "every site has one; `--root DIR` names the site's folder")) from error
    except OSError as error:
        raise DigestError(problem(SETTINGS, f"cannot be read: {error.strerror}")) from error


def parse(data: bytes, base_url: str = "") -> Config:
    """Parse what their file holds; `base_url` replaces theirs. Raises `DigestError`."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise DigestError(problem(SETTINGS, "the file is not UTF-8 here", "save it as UTF-8", line=line)) from error
    return loads(text, base_url)


def loads(text: str, base_url: str = "") -> Config:
    """Parse settings from YAML text. Raises `DigestError` with every problem."""
    node = yamldoc.compose(text, SETTINGS)
    config = yamldoc.decode(node, Config, SETTINGS, text=text)
    if base_url and (wrong := _wrong_base_url(base_url)):
        raise UsageError(problem("--base-url", *wrong))
    if base_url:
        config = config._replace(base_url=base_url)
    found = [*_check_values(config), *_check_topics(config.topics)]
    if found:
        raise DigestError(*(yamldoc.locate(node, keys, message, cure, SETTINGS, text) for keys, message, cure in found))
    return config


def schema() -> dict[str, Any]:
    """Describe `site_config.yaml` as JSON Schema."""
    return {"$schema": "http://json-schema.org/draft-07/schema#", "title": SETTINGS, **yamldoc.schema(Config)}


_Finding = tuple[tuple[str | int, ...], str, str]
"""The keys that lead to a value, what is wrong with it, and the cure."""


def _check_values(config: Config) -> Iterator[_Finding]:
    if not config.name.strip():
        yield ("name",), "the digest has no name", "give `name` a value"
    if wrong := _wrong_base_url(config.base_url):
        yield ("base_url",), *wrong
    try:
        known = config.zone.key not in _MACHINE_ZONES
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        known = False
    if not known:
        near = did_you_mean(config.time_zone, zoneinfo.available_timezones() - _MACHINE_ZONES)
        yield ("time_zone",), f"the time zone “{config.time_zone}” is not known", near or "write it as Asia/Taipei"
    if not re.fullmatch(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*", config.language):
        yield ("language",), f"“{config.language}” is no language tag", "write it as en, or zh-Hant"
    if config.cname and not re.fullmatch(r"[\w-]+(\.[\w-]+)+", config.cname):
        yield ("cname",), f"“{config.cname}” is no domain", "write it as news.example.org"
    if config.accent and not re.fullmatch(r"#[0-9A-Fa-f]{6}", config.accent):
        yield ("accent",), f"“{config.accent}” is no colour", 'write it as "#0b5360", between quotes'
    if config.logo and not _is_own(config.logo):
        yield ("logo",), f"“{config.logo}” is not of this site", "put the file into templates/static/ and write /static/logo.svg"
    if unread := _unread_command(config.summary_command):
        yield ("summary_command",), f"the command cannot be read: {unread}", "write it as in a shell: words with blanks in quotes"
    yield from _check_fetch(config)
    for index, item in enumerate(config.menu):
        if not re.match(r"/|https?://|mailto:", item.url):
            yield ("menu", index, "url"), f"“{item.url}” leads nowhere", "write an address from the root of the site (/about/), or a whole one (https://…)"
    for name, least in (("per_page", 1), ("home_per_topic", 0), ("home_topics", 0), ("feed_entries", 1), ("excerpt_words", 1), ("name_page_from", 1), ("summary_seconds", 1)):
        if getattr(config, name) < least:
            yield (name,), f"`{name}` is {getattr(config, name)}", f"write a whole number from {least} on"


def _unread_command(command: str) -> str:
    """Say why a command cannot be taken apart into words."""
    if not command:
        return ""
    import shlex  # few settings name a command

    try:
        shlex.split(command)
    except ValueError as error:
        return str(error)
    return ""


def _wrong_base_url(url: str) -> tuple[str, str] | None:
    """Say what is wrong with a `base_url`, and the cure."""
    try:
        parts = urlsplit(url)
        _ = parts.port
        right = parts.scheme in ("http", "https") and parts.hostname and not re.search(r"[\s?#\\<>\"]|[\x00-\x1f]", url)
    except ValueError:
        right = False
    return None if right else (f"“{url}” is no address of a site", "write it as https://user.github.io/repo")


def _check_fetch(config: Config) -> Iterator[_Finding]:
    for index, one in enumerate(config.follow):
        if not re.match(r"https?://[^\s/?#]", one.url):
            yield ("follow", index, "url"), f"“{one.url}” cannot be asked", "write a whole address that starts with https://"
    for name, least, most in (("interval", 0.0, 3600.0), ("seconds", 0.1, 600.0), ("megabytes", 0.001, 500.0)):
        if not least <= getattr(config.fetch, name) <= most:
            yield ("fetch", name), f"`{name}` is {getattr(config.fetch, name):g}", f"write a number from {least:g} to {most:g}"
    if re.search(r"[\x00-\x1f\x7f]|[^\x20-\xff]", config.fetch.agent):
        yield ("fetch", "agent"), "the agent holds a character that cannot be sent", "write it in plain letters"


def _check_topics(topics: tuple[Topic, ...]) -> Iterator[_Finding]:
    parents = {topic.slug: topic.parent for topic in topics}
    taken: dict[str, str] = {}
    reported: set[str] = set()
    for index, topic in enumerate(topics):
        at = ("topics", index)
        if not topic.slug or re.search(r"[\s/\\?#%]", topic.slug):
            yield (*at, "slug"), f"the slug “{topic.slug}” cannot stand in an address", "use letters, digits and hyphens"
        if topic.parent and topic.parent not in parents:
            cure = did_you_mean(topic.parent, parents) or "`parent` is the slug of another topic"
            yield (*at, "parent"), f"the topic “{topic.parent}” is not declared", cure
        if topic.medtop and not re.fullmatch(r"\d{8}", topic.medtop):
            yield (*at, "medtop"), f"“{topic.medtop}” is no IPTC Media Topic", "write its eight digits"
        for key in dict.fromkeys(k.casefold() for k in (topic.slug, *topic.aliases)):
            if taken.get(key) == topic.slug:
                yield (*at, "slug"), f"the topic `{topic.slug}` is declared twice", "keep one of the two"
            elif key in taken:
                message = f"“{key}” means both the topic `{taken[key]}` and the topic `{topic.slug}`"
                yield (*at, "slug" if key == topic.slug.casefold() else "aliases"), message, "keep it with one of them"
            taken.setdefault(key, topic.slug)
        if topic.slug in (line := _ancestors(topic.slug, parents)) and topic.slug not in reported:
            reported.update(line)
            yield (*at, "parent"), f"the topic `{topic.slug}` is its own ancestor", f"mend {' → '.join([topic.slug, *line])}"


def _ancestors(slug: str, parents: Mapping[str, str]) -> list[str]:
    line: list[str] = []
    at = parents.get(slug, "")
    while at and at not in line:
        line.append(at)
        at = parents.get(at, "")
    return line
