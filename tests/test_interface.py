"""The interface in its readers' language: what a page says in each, and what a build pays for it."""

from __future__ import annotations

import datetime as dt
import functools
import re
from html.parser import HTMLParser
from pathlib import Path

import jinja2
import pytest
from babel import Locale, dates, lists, numbers
from conftest import MakeSite, SiteFolder, page
from hypothesis import given
from hypothesis import strategies as st
from test_architecture import heavy_after

from digest import config
from digest.config import PageKind
from digest.errors import DigestError
from digest.site import catalogues
from digest.site.interface import Interface, interface
from digest.site.locales import ENGLISH, Compiled
from digest.site.phrases import PhraseEnvironment
from digest.site.render import Renderer

DAY = dt.date(2020, 9, 11)
TAGS = ("en-001", "en-US", "zh-Hant", "zh-Hans", "zh-Hant-HK", "ja", "ko", "de", "es", "fr", "ru", "lt", "fi", "th", "hi", "ar", "he")


@functools.cache
def in_(tag: str) -> Interface:
    """Make the dates, numbers and lists of a language, without words."""
    return Interface(Compiled(tag, (), catalogues.cldr(Locale.parse(tag, sep="-"))))


# Dates, numbers and lists are CLDR's


def test_english_needs_no_library_and_is_what_the_library_says() -> None:
    assert catalogues.cldr(Locale.parse("en_001")) == ENGLISH


@pytest.mark.parametrize("tag", TAGS)
def test_every_day_of_a_year_is_written_as_babel_writes_it(tag: str) -> None:
    words, locale = in_(tag), Locale.parse(tag, sep="-")
    for number in range(366):
        day = dt.date(2020, 1, 1) + dt.timedelta(number)
        assert words.day(day) == dates.format_date(day, "long", locale)
        assert words.full_day(day) == dates.format_date(day, "full", locale)
        assert words.month(day.year, day.month) == dates.format_skeleton("yMMMM", day, locale=locale)
        assert words.weekday(day) in words.full_day(day)


@pytest.mark.parametrize("tag", TAGS)
@given(number=st.integers(-(10**12), 10**12))
def test_a_number_is_written_as_babel_writes_it(tag: str, number: int) -> None:
    minus = Locale.parse(tag, sep="-").number_symbols["latn"]["minusSign"]
    assert in_(tag).number(abs(number)) == numbers.format_decimal(abs(number), locale=tag.replace("-", "_"), numbering_system="latn")
    assert in_(tag).number(-abs(number) - 1).lstrip(f"-{minus}") == in_(tag).number(abs(number) + 1)


@pytest.mark.parametrize("tag", TAGS)
@pytest.mark.parametrize("items", [[], ["A"], ["A", "B"], ["A", "B", "C"], ["A", "B", "C", "D", "E"]])
def test_a_list_is_written_as_babel_writes_it(tag: str, items: list[str]) -> None:
    assert in_(tag).listed(items) == lists.format_list(items, locale=tag.replace("-", "_"))


# Which language it is

ROOT = Path("no/such/site")


@pytest.mark.parametrize(
    ("language", "day", "topics"),
    [
        ("en", "11 September 2020", "Topics"),
        ("en-GB", "11 September 2020", "Topics"),
        ("en-US", "September 11, 2020", "Topics"),
        ("zh-Hant", "2020年9月11日", "主題"),
        ("zh-TW", "2020年9月11日", "主題"),
        ("zh-HK", "2020年9月11日", "主題"),
        ("zh-Hans", "2020年9月11日", "主题"),
        ("zh", "2020年9月11日", "主题"),
        ("zh-CN", "2020年9月11日", "主题"),
        ("zh-SG", "2020年9月11日", "主题"),
        ("ja-JP", "2020年9月11日", "トピック"),
        ("de-AT", "11. September 2020", "Themen"),
        ("de-CH-1996", "11. September 2020", "Themen"),
        ("es-MX", "11 de septiembre de 2020", "Temas"),
    ],
)
def test_a_tag_leads_to_its_catalogue_and_to_its_dates(language: str, day: str, topics: str) -> None:
    words = interface(ROOT, language)
    assert (words.language, words.day(DAY), words.gettext("Topics")) == (language, day, topics)


@pytest.mark.parametrize("language", ["pt-BR", "x-klingon", "tlh", "zxx"])
def test_a_language_without_a_catalogue_gets_english(language: str) -> None:
    words = interface(ROOT, language)
    assert (words.language, words.day(DAY), words.gettext("Topics")) == ("en", "11 September 2020", "Topics")


@pytest.mark.parametrize(
    ("language", "one", "many"),
    [("en", "1 article", "1,234 articles"), ("de", "1 Artikel", "1.234 Artikel"), ("es", "1 artículo", "1.234 artículos"), ("zh-Hant", "1 篇文章", "1,234 篇文章")],
)
def test_a_number_governs_its_word(language: str, one: str, many: str) -> None:
    environment = PhraseEnvironment(interface(ROOT, language))
    template = environment.from_string("{{ ngettext('%(num)s article', '%(num)s articles', count) }}")
    assert [template.render(count=count) for count in (1, 1234)] == [one, many]


# In templates


def compiled(source: str, language: str = "de", *, plain: bool = True) -> tuple[str, jinja2.Template]:
    environment = PhraseEnvironment(interface(ROOT, language), plain=plain, undefined=jinja2.StrictUndefined)
    return environment.compile(source, raw=True), environment.from_string(source)


@pytest.mark.parametrize(
    ("source", "made"),
    [
        ("{{ _('Topics') }}", "Themen"),
        ("{% trans %}Topics{% endtrans %}", "Themen"),
        ("{{ _('Feed of %(title)s', title=x) }}", "Feed zu &lt;b&gt;"),
        ("{% trans title=x %}Feed of {{ title }}{% endtrans %}", "Feed zu &lt;b&gt;"),
        ("{{ gettext('Not %(here)s: 5 %%', here=1) }}", "Not 1: 5 %"),
        ("{{ _('A <b> & “c”') }}", "A &lt;b&gt; &amp; “c”"),
        ("{% set t = _('Feed of %(title)s', title=_('Topics')) %}{{ t }}{{ _('Feed of %(title)s', title=t) }}", "Feed zu ThemenFeed zu Feed zu Themen"),
        ("{% set t = _('Feed of %(title)s', title=x) %}{{ t }}", "Feed zu &lt;b&gt;"),
        ("{{ pgettext('of a song', 'Topics') }}", "Topics"),
    ],
)
def test_a_constant_message_is_translated_when_the_template_is_compiled(source: str, made: str) -> None:
    code, template = compiled(source)
    assert not re.search(r"gettext|'_'", code)
    assert template.render(x="<b>") == made


@pytest.mark.parametrize(
    ("source", "made"),
    [
        ("{{ _(message) }}", "Themen"),
        ("{{ _(message, **{}) }}", "Themen"),
        ("{{ pgettext(message, message) }}", "Topics"),
        ("{{ npgettext('x', '%(num)s <', '%(num)s <', n) }}", "2 &lt;"),
        ("{{ ngettext('%(num)s %(of)s', '%(num)s %(of)s', n, of='<') }}", "2 &lt;"),
        ("{% trans count=n %}{{ count }} article{% pluralize %}{{ count }} articles{% endtrans %}", "2 articles"),
    ],
)
def test_other_messages_are_translated_when_a_page_is_rendered(source: str, made: str) -> None:
    assert compiled(source, plain=False)[1].render(message="Topics", n=2) == made


def test_a_value_that_a_message_lacks_is_an_error() -> None:
    with pytest.raises(KeyError, match="title"):
        compiled("{{ _('Feed of %(title)s') }}")[1].render()


# A whole site

SITE = """
=== site_config.yaml
name: 渡口
id: ferry
description: 每日新聞摘要
language: {language}
base_url: https://example.org
time_zone: Asia/Taipei
per_page: 2
sources: [{{name: 海報, url: "https://example.net/"}}]
topics:
  - {{slug: space, name: 太空}}
  - {{slug: moon, name: 月球, parent: space}}
"""
WORDS_OF_NO_LANGUAGE = {"j", "k", "JavaScript", "Atom", "RSS", "JSON", "Feed", "OPML"}


def whole(folder: SiteFolder) -> None:
    """Fill a site with a page of each kind, all of it in Chinese."""
    front = {"source": {"name": "海報", "url": "https://example.net/1"}, "authors": ["陳", "林", "李"], "topics": ["moon"], "story": "月球事件", "truncated": True}
    folder.write("content/articles/a.md", page("標題", "內文。", published="2020-09-11", updated="2020-09-12", added="2020-09-13T00:00:00Z", aliases=["/1/"],
                 names=[{"name": "王"}], corrections=[{"date": "2020-09-12", "note": "改"}, {"date": "2020-09-12", "note": "再改"}], **front))  # fmt: skip
    folder.write("content/articles/b.md", page("連結", "", rights="link", published="2020-09-10", **front))
    folder.write("content/articles/c.md", page("無日期", "內文。", added="2020-09-13T00:00:00Z"))
    for number in range(6):
        folder.write(f"content/articles/d{number}.md", page(f"舊 {number}", "內文。", published=f"2020-08-0{number + 1}", topics=["space"]))
    folder.write("content/editions/2020-09-11.md", "---\narticles: [a]\n---\n")
    folder.write("content/articles/late.md", page("遲", "內文。", published="2020-09-11"))
    folder.write("content/pages/about.md", "---\ntitle: 關於\n---\n\n文。\n")
    folder.build()


DATA_OF_NO_LANGUAGE = {"data-common", "data-home", "data-letters", "data-since", "data-years"}


class Read(HTMLParser):
    """Collects the text of a page and the attributes that people read."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.text: list[str] = []
        self._machine = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        self._machine = tag in ("script", "style", "code")
        read = [value for name, value in values.items() if name in ("alt", "title", "placeholder", "aria-label") or (name.startswith("data-") and name not in DATA_OF_NO_LANGUAGE)]
        described = values.get("name", values.get("property", "")) in ("description", "og:title", "og:description")
        self.text += [*read, *([values["content"]] if described else [])]

    def handle_endtag(self, tag: str) -> None:
        self._machine = False

    def handle_data(self, data: str) -> None:
        if not self._machine:
            self.text.append(data)


@pytest.mark.parametrize("language", ["zh-Hant", "zh-Hans", "ja"])
def test_no_english_is_left_on_a_page_of_any_kind(site: MakeSite, language: str) -> None:
    made = site(SITE.format(language=language))
    whole(made)

    kinds = set()
    for path, data in made.public.items():
        if path.endswith(".html"):
            html = data.decode()
            kinds |= set(re.findall(r'<body class="([\w]+)', html))
            words = {word for text in Read(html).text for word in re.findall(r"[A-Za-z]+", re.sub(r"\{\w+\}", "", text))}  # a script fills in {count}
            assert words <= WORDS_OF_NO_LANGUAGE, (path, words - WORDS_OF_NO_LANGUAGE)
    assert kinds == set(PageKind.__args__)  # type: ignore[attr-defined]


def test_what_machines_are_told_is_in_the_language_too(site: MakeSite) -> None:
    made = site(SITE.format(language="zh-TW"))
    whole(made)

    topic = made.text("topics/moon/index.html")
    assert '<html lang="zh-TW" dir="ltr"' in topic
    assert '{"@type":"ListItem","position":2,"name":"主題","item":"https://example.org/topics/"}' in topic
    assert "2020年9月11日" in topic
    assert '"name":"2020年9月"' in made.text("archive/2020/09/index.html")
    assert '"name":"日期不詳"' in made.text("archive/undated/index.html")
    assert "<language>zh-TW</language>" in made.text("rss.xml")


def test_a_site_in_a_language_without_a_catalogue_says_what_is_in_which(site: MakeSite) -> None:
    made = site("=== site_config.yaml\nname: Notícias\nlanguage: pt-BR\n")
    made.write("content/articles/a.md", page("Título", published="2020-09-11"))
    made.write("content/articles/b.md", page("عنوان", published="2020-09-10", language="ar"))
    made.build()

    assert '<html lang="en" dir="ltr"' in made.text("index.html")
    assert re.search(r'<h1 lang="pt-BR" dir="ltr"[^>]*>Título', made.text("articles/2020/09/a/index.html"))
    assert re.search(r'<h1 lang="ar" dir="rtl"[^>]*>عنوان', made.text("articles/2020/09/b/index.html"))
    assert "<language>pt-BR</language>" in made.text("rss.xml")


# A site's own catalogue

HEADER = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'


def message(original: str, translation: str) -> str:
    return f'msgid "{original}"\nmsgstr "{translation}"\n\n'


def german(site: MakeSite, *messages: str, language: str = "de") -> SiteFolder:
    made = site(f"=== site_config.yaml\nname: Die Probe\nlanguage: {language}\n")
    made.write("content/articles/a.md", page("Titel", published="2020-09-11"))
    if messages:
        made.write("templates/locale/de.po", HEADER + "".join(messages))
    return made


def test_a_sites_own_catalogue_overrides_ours_and_adds_to_it(site: MakeSite) -> None:
    made = german(site, message("Skip to content", "Zur Sache"), message("Our own", "Unser Eigenes"))
    made.write("templates/page.html", "{% extends 'base.html' %}{% block content %}{{ _('Our own') }}{% endblock %}")
    made.write("content/pages/about.md", page("Über uns"))
    made.build()

    assert "Unser Eigenes" in made.text("about/index.html")
    home = made.text("index.html")
    assert "Zur Sache" in home
    assert "Herausgegeben von" in home


def test_a_new_language_is_one_file(site: MakeSite) -> None:
    made = site("=== site_config.yaml\nname: O Teste\nlanguage: pt-BR\n")
    made.write("content/articles/a.md", page("Título", published="2020-09-11"))
    made.write("templates/locale/pt.po", HEADER + message("Skip to content", "Ir para o conteúdo"))
    made.build()

    home = made.text("index.html")
    assert '<html lang="pt-BR" dir="ltr"' in home
    assert "Ir para o conteúdo" in home
    assert "11 de setembro de 2020" in home


def test_english_words_may_be_a_sites_own_too(site: MakeSite) -> None:
    made = site("=== content/articles/a.md\n---\ntitle: A\npublished: 2020-09-11\n---\n")
    made.write("templates/locale/en.po", HEADER + message("Skip to content", "Down to the news"))
    made.build()

    assert "Down to the news" in made.text("index.html")
    assert "11 September 2020" in made.text("index.html")


def test_a_change_of_a_catalogue_rebuilds_as_anew(site: MakeSite) -> None:
    made = german(site, message("Skip to content", "Zur Sache"))
    made.build()
    made.edit("templates/locale/de.po", "Zur Sache", "Weiter unten")
    report = made.build()
    after = made.public

    assert "Weiter unten" in made.text("index.html")
    assert {reason.name for path, reason in report.written if path.endswith(".html")} == {"SETTINGS"}
    made.delete(".cache")
    made.delete("public")
    made.build()
    assert made.public == after
    assert made.build().written == ()


@pytest.mark.parametrize(
    ("catalogue", "complaint"),
    [
        (HEADER + 'msgid "Topics"\nmgsstr "Themen"\n', "templates/locale/de.po:7: is no gettext catalogue here:"),
        (HEADER + message("Feed of %(title)s", "Feed zu %(titel)s"), "templates/locale/de.po:6: the translation of “Feed of %(title)s” does not fit:"),
        (HEADER.encode() + b'msgid "Topics"\nmsgstr "\xff"\n', "templates/locale/de.po: the file is not UTF-8"),
    ],
)
def test_a_fault_in_a_catalogue_has_its_place(site: MakeSite, catalogue: str | bytes, complaint: str) -> None:
    made = german(site)
    made.write("templates/locale/de.po", catalogue)
    made.write("templates/locale/fr.po", b"\xff not looked at \xff")

    with pytest.raises(DigestError) as error:
        made.build()
    assert [str(found).startswith(complaint) for found in error.value.problems] == [True], error.value.problems


def test_a_catalogue_that_cannot_be_read_is_told_with_its_name(site: MakeSite) -> None:
    made = german(site)
    (made.root / "templates/locale/de.po").mkdir(parents=True)

    with pytest.raises(DigestError, match=r"templates/locale/de\.po: cannot be read: Is a directory"):
        made.build()


# What it costs


def test_what_was_compiled_is_kept_and_the_library_read_once(site: MakeSite) -> None:
    made = german(site)
    build = ("from digest.cli import main\nmain(sys.argv[1:])", "build", "--root", str(made.root))

    assert "babel" in heavy_after(*build)
    made.edit("content/articles/a.md", "Titel", "Anderer Titel")
    assert "babel" not in heavy_after(*build)
    assert "Anderer Titel" in made.text("index.html")
    assert "11. September 2020" in made.text("index.html")


def test_a_damaged_cache_is_made_anew(site: MakeSite) -> None:
    made = german(site)
    made.build()
    sound = (made.root / ".cache/interface").read_bytes()
    for damaged in (b"", b"\xff", sound[:-20]):
        made.write(".cache/interface", damaged)
        assert Renderer(made.root, config.load(made.root), made.root / ".cache/templates").interface.gettext("Topics") == "Themen"
        assert (made.root / ".cache/interface").read_bytes() == sound
