"""Page → HTML; alone knows Jinja.

A template sees `page` and what else its kind's context holds (`pages.KINDS`), the global `site` (`SiteInfo`),
the filters below, and `_("…")` with its kin for words (`phrases`); an unknown name in it is an error with the
template's line. A template is looked for in the site's own `templates/` and then in ours. Each is compiled twice at most: to
plain code (`compiling`), and where that fails on a page, to Jinja's own, which can do more or says what is wrong.
"""

from __future__ import annotations

import base64
import contextlib
import datetime as dt
import functools
import hashlib
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urljoin

import jinja2
from jinja2 import meta
from markupsafe import Markup, escape

from digest import markdown
from digest.config import Config, MenuItem
from digest.errors import DigestError, Problem, problem
from digest.files import ENGINE_TEMPLATES
from digest.language import direction
from digest.model import When
from digest.site import compiled, compiling, jsons, metadata, pictures, theme
from digest.site.cache import fingerprint
from digest.site.interface import Interface, interface
from digest.site.nouns import Link, Phrase, day_of, instant_of, iso, make_link
from digest.site.pages import SITE_FEEDS
from digest.site.phrases import PhraseEnvironment
from digest.site.planned import FeedLink, Head, Page
from digest.site.references import References

_FAULTS = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)
"""What a mistake in a template raises beside Jinja's own errors: a filter on nothing, text plus a number …"""


class SiteInfo(NamedTuple):
    """What every template knows of the site: settings, and nothing that an article could change."""

    name: str
    description: str
    language: str
    """Of the interface, and of all text that says no other."""
    content_language: str
    """Of the articles, where the interface is in another because it has no catalogue of theirs; else empty."""
    editor: str
    base_path: str
    topics: tuple[Link, ...]
    """The topics without a parent, in the order of the settings."""
    logo: str
    """The address of an image, or empty."""
    density: str
    menu: tuple[MenuItem, ...]
    feeds: tuple[FeedLink, ...]
    kinds: frozenset[str]
    """The kinds of pages that the site makes."""
    files: Mapping[str, str]
    """By the name of a file of the theme in `static/`, its address with its fingerprint."""


class Renderer:
    """Renders the pages of one site. Holds the loaded templates."""

    def __init__(self, root: Path, config: Config, cache: Path | None = None) -> None:
        """Look for templates in `root/templates`, then in ours; compiled ones are kept in the folder `cache`, words beside it."""
        self.config = config
        self.interface = interface(root, config.language, cache.with_name("interface") if cache else None)
        """The words of the program in the readers' language."""
        self._folders = [root / "templates", ENGINE_TEMPLATES]
        self.files = {name: _address(self._folders, name, config) for name in theme.FILES}
        """The addresses of the theme's files by their names, with their fingerprints: they stand in pages."""
        site = site_info(config, self.files, self.interface.language)
        key = _key(config, self.interface, site)
        make = functools.partial(_environment, self._folders, config, self.interface, site, cache, key)
        self._environment = make(plain=True)
        self._by_jinja = functools.cache(functools.partial(make, plain=False))
        """The same environment, whose templates are compiled to Jinja's own code."""
        self._not_plain: set[str] = set()
        """The templates of kinds that turned out to need it."""
        self._describer = metadata.Describer(config)
        self._references = References(cache / f"{key}-references" if cache else None)

    def given(self, page: Page, **values: str) -> dict[str, Any]:
        """Gather what the template of a page is given; `values` stand in for those of its context.

        Apart from `render`, so that many pages take this step and then the other: each finds its code in the core's cache.
        """
        page = self._in_words(page)
        now = page.kind == "article" and self._asks_for_json_ld(page.kind)  # a list's teasers are at hand while it is rendered
        json_ld = self._describer.described(page, now=now)
        return {**page.context, **values, "json_ld": json_ld}

    def render(self, page: Page, given: Mapping[str, Any]) -> str:
        """Render one page. Raises `DigestError` at the line that is at fault."""
        name = f"{page.kind}.html"
        if name not in self._not_plain:
            try:
                return compiled.text_of(self._template(name), given)
            except (jinja2.TemplateError, *_FAULTS):
                self._not_plain.add(name)
        try:
            return self._by_jinja().get_template(name).render(given)
        except (jinja2.TemplateError, *_FAULTS) as error:
            if not isinstance(error, jinja2.TemplateError) and not self._frames(error):
                raise
            raise DigestError(self._problem(error, name, page)) from error

    def render_bodies(self, texts: Iterable[str]) -> None:
        """Render bodies that some pages are about to show, one after the other; then the pages only ask for them."""
        to_html = self._environment.filters["markdown"]
        for text in texts:
            to_html(text)

    @functools.cache  # noqa: B019 - as long-lived as the renderer
    def _template(self, name: str) -> jinja2.Template:
        return self._environment.get_template(name)

    def _in_words(self, page: Page) -> Page:
        """Translate the program's own words in what a page says of itself."""
        head: Head = page.context["page"]
        if type(head.title) is not Phrase and Phrase not in [type(link.name) for link in head.trail]:
            return page
        trail = tuple([make_link(self._word(link.name), link.url, link.also) for link in head.trail])
        translated = head._replace(title=self._word(head.title), trail=trail)
        return page._replace(given={**page.context, "page": translated})

    def _word(self, text: str) -> str:
        return self.interface.gettext(text) if isinstance(text, Phrase) else text

    def prepare(self, kinds: Iterable[str]) -> None:
        """Load the templates of kinds of which there may be pages, while there is time; what is wrong with one is told where it is needed."""
        for kind in kinds:
            with contextlib.suppress(DigestError):
                self._load(kind)

    def load(self, kinds: Iterable[str]) -> None:
        """Fingerprint and compile the templates of these kinds now, so that workers need not. Raises as the two do."""
        for kind in sorted(kinds):
            self._load(kind)
        self._references.keep()

    def _load(self, kind: str) -> None:
        for name in self._sources(kind):
            with contextlib.suppress(jinja2.TemplateError):  # told with the page that needs it
                self._template(name)

    @functools.cache  # noqa: B019 - as long-lived as the renderer
    def fingerprint(self, kind: str) -> str:
        """Return the fingerprint of a kind's template with all that it extends, includes and imports."""
        return fingerprint(repr(sorted(self._sources(kind).items())).encode())

    @functools.cache  # noqa: B019 - as long-lived as the renderer
    def _asks_for_json_ld(self, kind: str) -> bool:
        return any("json_ld" in source for source in self._sources(kind).values())

    @functools.cache  # noqa: B019 - as long-lived as the renderer
    def _sources(self, kind: str) -> Mapping[str, str]:
        """Read a kind's template with all that it extends, includes and imports, by their names."""
        sources: dict[str, str] = {}
        self._collect(f"{kind}.html", sources)
        return sources

    def _collect(self, name: str, sources: dict[str, str]) -> None:
        if name in sources:
            return
        try:
            sources[name], referenced = self._source(name)
        except jinja2.TemplateNotFound as error:
            if not sources:
                raise DigestError(self._problem(error, name, None)) from error
            sources[name] = "\0"  # an error only where a page is rendered that needs it: see `ignore missing`
            return
        except jinja2.TemplateError as error:
            raise DigestError(self._problem(error, name, None)) from error
        except UnicodeDecodeError as error:
            raise DigestError(problem(f"templates/{name}", "the file is not UTF-8", "save it as UTF-8")) from error
        for other in referenced:
            self._collect(other, sources)

    @functools.cache  # noqa: B019 - as long-lived as the renderer
    def _source(self, name: str) -> tuple[str, tuple[str, ...]]:
        """Read one template, and name those that it extends, includes or imports."""
        source, _, _ = self._environment.loader.get_source(self._environment, name)  # type: ignore[union-attr]
        found = self._references.of(source, lambda: meta.find_referenced_templates(self._environment.parse(source, name)))
        if None in found:  # a name computed at run time: it may be any of them
            return source, tuple(self._environment.list_templates(["html"]))
        return source, tuple(str(other) for other in found)

    def _frames(self, error: Exception) -> list[tuple[str, int]]:
        """Name the template and line of each step of a traceback that is in a template, the innermost last."""
        import traceback  # hardly a template is at fault

        found = []
        for frame in traceback.extract_tb(error.__traceback__):
            for folder in self._folders:
                if Path(frame.filename).is_relative_to(folder):
                    found.append((f"templates/{Path(frame.filename).relative_to(folder).as_posix()}", frame.lineno or 0))
        return found

    def _problem(self, error: Exception, name: str, page: Page | None) -> Problem:
        of = f" (rendering {page.url})" if page else ""
        if isinstance(error, jinja2.TemplateNotFound):
            return problem(f"templates/{error.name}", f"there is no such template{of}", f"`{name}` asks for it; write it, or mend the name")
        if isinstance(error, jinja2.TemplateSyntaxError):
            return problem(f"templates/{error.name or name}", f"{error.message}{of}", line=error.lineno)
        at, line = (self._frames(error) or [(f"templates/{name}", 0)])[-1]
        cure = f"a template sees only `site`, `page` and what its kind is given: {', '.join(page.context)}" if page else ""
        return problem(at, f"{error}{of}", cure, line=line)


def site_info(config: Config, files: Mapping[str, str], language: str) -> SiteInfo:
    """Take from the settings what templates may know; `language` is that of the interface."""
    return SiteInfo(
        name=config.name,
        description=config.description,
        language=language,
        content_language="" if language == config.language else config.language,
        editor=config.editor or config.name,
        base_path=config.base_path,
        topics=tuple(Link(name=t.name, url=f"/topics/{t.slug}/") for t in config.topics if not t.parent),
        logo=config.logo,
        density=config.density,
        menu=config.menu,
        feeds=tuple(feed for kind, feed in SITE_FEEDS if kind in config.feeds),
        kinds=frozenset(config.pages),
        files=files,
    )


def _address(folders: list[Path], name: str, config: Config) -> str:
    """Return the address of a file of the theme with the fingerprint of what is made of it, so that browsers may keep it."""
    for folder in folders:
        try:
            data = theme.as_published(name, (folder / "static" / name).read_bytes(), config)
            return f"/static/{name}?v={hashlib.blake2b(data, digest_size=4).hexdigest()}"
        except (FileNotFoundError, NotADirectoryError):
            continue
        except OSError as error:
            raise DigestError(problem(f"templates/static/{name}", f"cannot be read: {error.strerror}")) from error
    return f"/static/{name}"


def _environment(folders: list[Path], config: Config, words: Interface, site: SiteInfo, cache: Path | None, key: str, *, plain: bool) -> jinja2.Environment:
    if cache:
        cache.mkdir(parents=True, exist_ok=True)
        for other in cache.iterdir():
            if not other.name.startswith(key):
                other.unlink()
    environment = PhraseEnvironment(
        words,
        plain=plain,
        loader=jinja2.FileSystemLoader(folders),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        bytecode_cache=jinja2.FileSystemBytecodeCache(str(cache), f"{key}-{'plain' if plain else 'jinja'}-%s") if cache else None,
    )
    environment.globals["site"] = site
    environment.filters |= _filters(config, words)
    environment.policies |= {"json.dumps_function": jsons.written, "json.dumps_kwargs": {}}
    environment.tests["web"] = lambda address: address.lower().startswith(("http://", "https://"))  # others never become a link
    environment.tests["instant"] = lambda when: isinstance(when, dt.datetime)
    return environment


def _key(config: Config, words: Interface, site: SiteInfo) -> str:
    """Name the settings and words that compiled templates hold: Jinja works out `'/topics/'|href` when it compiles."""
    told = site._replace(kinds=frozenset()), sorted(site.kinds)  # a set has another order in each run
    return hashlib.blake2b(repr((compiling.FORM, config, words.fingerprint, told)).encode(), digest_size=8).hexdigest()


def _link_from(folder: str, config: Config, url: str) -> str:
    if re.match(r"[/#?]|[a-zA-Z][a-zA-Z0-9+.-]*:", url):
        return config.href(url)
    return config.href(urljoin(f"http://site{folder}", url).removeprefix("http://site"))  # a host, so that `..` ends there


def _filters(config: Config, words: Interface) -> Mapping[str, Any]:
    """Make the filters of templates; addresses go in root-relative."""

    @functools.cache  # an article's dates stand on its page and in each of its lists
    def day(when: When) -> str:
        """11 September 2020, in the site's time zone."""
        return words.day(day_of(when, config.zone))

    def month(name: str) -> str:
        """2020-09 → September 2020; other names as they are."""
        year, _, number = name.partition("-")
        return words.month(int(year), int(number)) if number.isdigit() else name

    def listed(items: Iterable[str]) -> Markup:
        """Anna, Ben and Carl."""
        return Markup(words.listed([escape(item) for item in items]))

    def isolated(text: str, class_: str = "") -> Markup:
        """Keep a name's direction to itself, in <bdi>."""
        return (Markup('<bdi class="{1}">{0}</bdi>') if class_ else Markup("<bdi>{0}</bdi>")).format(text, class_)

    @functools.lru_cache(maxsize=128)  # bodies are rendered a burst before their pages
    def to_html(text: str, folder: str = "") -> Markup:
        """Markdown → HTML; relative addresses start from `folder`, or where it is empty from the page's own."""
        link = functools.partial(_link_from, folder, config) if folder else config.href
        return Markup(markdown.to_html(text, link, config.raw_html))

    def csp_hash(text: str) -> Markup:
        """Name an inline block as a Content Security Policy does: 'sha256-…'."""
        return compiled.markup(f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'")

    return {
        "href": config.href,
        "permalink": config.permalink,
        "day": day,
        "iso": iso,
        "month": month,
        "date": dt.date.fromisoformat,
        "full_day": lambda when: words.full_day(day_of(when, config.zone)),
        "weekday": lambda when: words.weekday(day_of(when, config.zone)),
        "short_month": words.short_month,
        "short_weekday": words.short_weekday,
        "number": words.number,
        "listed": listed,
        "isolated": isolated,
        "direction": functools.lru_cache(direction),
        "markdown": to_html,
        "csp_hash": csp_hash,
        "shares": pictures.shares,
        "told_by_one": lambda items: pictures.told_by_one((item.teaser, *item.also) for item in items),
        "timeline": lambda teasers: pictures.timeline(day_of(t.published, config.zone) for t in teasers if t.published),
        "level": pictures.level,
        "by_year": pictures.by_year,
        "calendar": pictures.month,
        "instant": lambda when: instant_of(when, config.zone),
    }
