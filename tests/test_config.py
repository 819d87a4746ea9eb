"""`site_config.yaml`: what it may say, what is refused and in which words, and how it turns addresses."""

from __future__ import annotations

import json
import os
import re
import typing
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft7Validator  # type: ignore[import-untyped]

from digest import config, yamldoc
from digest.config import Config, MenuItem, SourceRule
from digest.errors import DigestError, UsageError
from digest.model import Rights, Topic
from digest.records import REQUIRED, fields_of

ROOT = Path(__file__).parents[1]


def complaint(text: str, base_url: str = "") -> str:
    with pytest.raises(DigestError) as caught:
        config.loads(text, base_url)
    return str(caught.value)


def test_a_name_is_enough() -> None:
    settings = config.loads("name: The Test\n")

    assert settings == Config(name="The Test")
    assert (settings.base_url, settings.time_zone, settings.new_topics) == ("http://localhost:8000", "UTC", "refuse")
    assert "home" in settings.pages
    assert "atom" in settings.feeds


def test_the_config_of_this_repository_is_read() -> None:
    settings = config.load(ROOT)

    assert settings.name
    assert settings.topics
    assert settings.base_path == ""


# The file itself


def test_a_site_without_a_config(tmp_path: Path) -> None:
    with pytest.raises(DigestError) as caught:
        config.load(tmp_path)
    assert str(caught.value) == (
        "site_config.yaml: there is no such file\n    every site has one; `--root DIR` names the site's folder"
    )


@pytest.mark.parametrize(
    ("data", "wanted"),
    [
        (b"", "site_config.yaml:1:1: `name` is missing"),
        (b"name: X\nid: \xe9t\xe9\n", "site_config.yaml:2: the file is not UTF-8 here\n    save it as UTF-8"),
        ("name: X".encode("utf-16"), "site_config.yaml:1: the file is not UTF-8 here\n    save it as UTF-8"),
        (b"name: X\nid: a\0b", "site_config.yaml:2:6: the YAML holds a control character (U+0000)\n    id: a␀b\n         ^\n"
         "    delete the character that cannot be seen"),
        (b"just text", "site_config.yaml:1:1: “just text” stands where “key: value” lines are wanted\n    just text\n    ^"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_config(tmp_path: Path, data: bytes, wanted: str) -> None:
    (tmp_path / "site_config.yaml").write_bytes(data)
    with pytest.raises(DigestError) as caught:
        config.load(tmp_path)
    assert str(caught.value) == wanted


def test_a_byte_order_mark_and_dos_lines_are_read(tmp_path: Path) -> None:
    (tmp_path / "site_config.yaml").write_bytes(b"\xef\xbb\xbfname: X\r\nid: y\r\n")
    assert config.load(tmp_path) == Config(name="X", id="y")


def test_a_folder_in_its_place(tmp_path: Path) -> None:
    (tmp_path / "site_config.yaml").mkdir()
    with pytest.raises(DigestError) as caught:
        config.load(tmp_path)
    assert str(caught.value) == "site_config.yaml: cannot be read: Is a directory"


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read every file")
def test_a_file_that_may_not_be_read(tmp_path: Path) -> None:
    (tmp_path / "site_config.yaml").write_text("name: X")
    (tmp_path / "site_config.yaml").chmod(0)
    with pytest.raises(DigestError) as caught:
        config.load(tmp_path)
    assert str(caught.value) == "site_config.yaml: cannot be read: Permission denied"


# Values that mean nothing

ADDRESS = "write it as https://user.github.io/repo"


@pytest.mark.parametrize(
    ("line", "column", "message", "cure"),
    [
        ("base_url: example.org", 11, "“example.org” is no address of a site", ADDRESS),
        ("base_url: ftp://example.org", 11, "“ftp://example.org” is no address of a site", ADDRESS),
        ("base_url: https://", 11, "“https://” is no address of a site", ADDRESS),
        ("base_url: https://a b/", 11, "“https://a b/” is no address of a site", ADDRESS),
        ("base_url: https://x.org/?a", 11, "“https://x.org/?a” is no address of a site", ADDRESS),
        ("base_url: https://x.org/#a", 11, "“https://x.org/#a” is no address of a site", ADDRESS),
        ("base_url: https://x.org:port/", 11, "“https://x.org:port/” is no address of a site", ADDRESS),
        ("base_url: 'https://[::1'", 11, "“https://[::1” is no address of a site", ADDRESS),
        ('base_url: ""', 11, "“” is no address of a site", ADDRESS),
        ("time_zone: Asia/Taipeh", 12, "the time zone “Asia/Taipeh” is not known", "did you mean `Asia/Taipei`?"),
        ("time_zone: Asia", 12, "the time zone “Asia” is not known", "write it as Asia/Taipei"),
        ("time_zone: ../../etc/passwd", 12, "the time zone “../../etc/passwd” is not known", "write it as Asia/Taipei"),
        ("time_zone: localtime", 12, "the time zone “localtime” is not known", "write it as Asia/Taipei"),
        ("time_zone: +08:00", 12, "the time zone “+08:00” is not known", "write it as Asia/Taipei"),
        ("language: English, US", 11, "“English, US” is no language tag", "write it as en, or zh-Hant"),
        ("per_page: 0", 11, "`per_page` is 0", "write a whole number from 1 on"),
        ("home_per_topic: -1", 17, "`home_per_topic` is -1", "write a whole number from 0 on"),
        ("per_page: many", 11, "“many” is not a whole number", ""),
        ("cname: https://x.org", 8, "“https://x.org” is no domain", "write it as news.example.org"),
        ("menu: [{name: A, url: about}]", 23, "“about” leads nowhere",
         "write an address from the root of the site (/about/), or a whole one (https://…)"),
        ("menu: [{name: A, url: 'javascript:x'}]", 23, "“javascript:x” leads nowhere",
         "write an address from the root of the site (/about/), or a whole one (https://…)"),
        ("new_topics: acept", 13, "“acept” is not one of `refuse`, `accept`", "did you mean `accept`?"),
        ("feeds: [atom, rsss]", 15, "“rsss” is not one of `atom`, `rss`, `json`, `topic_atom`, `source_atom`, `story_atom`, `sitemap`, `news_sitemap`, `robots`, `opml`, "
         "`articles_jsonl`", "did you mean `rss`?"),
        ("name_pages_from: 2", 1, "there is no key `name_pages_from`", "did you mean `name_page_from`?"),
    ],
)  # fmt: skip
def test_a_value_that_means_nothing(line: str, column: int, message: str, cure: str) -> None:
    assert complaint(f"name: X\n{line}\n") == (
        f"site_config.yaml:2:{column}: {message}\n    {line}\n    {' ' * (column - 1)}^" + (f"\n    {cure}" if cure else "")
    )


def test_a_key_that_is_like_none_is_told_what_there_is() -> None:
    found = complaint("name: X\nwatermark: y\n")
    known = ", ".join(f"`{field.name}`" for field in fields_of(Config))

    assert found == f"site_config.yaml:2:1: there is no key `watermark`\n    watermark: y\n    ^\n    known here: {known}"


def test_a_digest_has_a_name() -> None:
    assert complaint('name: ""') == 'site_config.yaml:1:7: the digest has no name\n    name: ""\n          ^\n    give `name` a value'


def test_all_that_is_wrong_is_told_at_once() -> None:
    found = complaint("name: X\nbase_url: x\ntime_zone: y\nlanguage: '?'\nper_page: 0\nfeed_entries: 0\n")

    assert [line.split(": ")[0] for line in found.splitlines() if line.startswith("site_config")] == [
        "site_config.yaml:2:11",
        "site_config.yaml:3:12",
        "site_config.yaml:4:11",
        "site_config.yaml:5:11",
        "site_config.yaml:6:15",
    ]


def test_an_address_of_the_command_line_is_no_fault_of_the_file() -> None:
    assert config.loads("name: X\nbase_url: nonsense", "https://x.org/repo").base_path == "/repo"
    with pytest.raises(UsageError) as caught:
        config.loads("name: X", "nonsense")
    assert str(caught.value) == f"--base-url: “nonsense” is no address of a site\n    {ADDRESS}"


# Topics


TOPICS = "name: X\ntopics:\n"


@pytest.mark.parametrize(
    ("topics", "wanted"),
    [
        (
            ["{slug: chips, name: Chips, parent: tech}", "{slug: technology, name: T}"],
            ["3:40: the topic “tech” is not declared", "`parent` is the slug of another topic"],
        ),
        (
            ["{slug: chips, name: Chips, parent: technolgy}", "{slug: technology, name: T}"],
            ["3:40: the topic “technolgy” is not declared", "did you mean `technology`?"],
        ),
        (["{slug: a, name: A, parent: a}"], ["3:32: the topic `a` is its own ancestor", "mend a → a"]),
        (
            ["{slug: a, name: A, parent: b}", "{slug: b, name: B, parent: c}", "{slug: c, name: C, parent: a}"],
            ["3:32: the topic `a` is its own ancestor", "mend a → b → c → a"],
        ),
        (
            ["{slug: x, name: X, parent: a}", "{slug: a, name: A, parent: b}", "{slug: b, name: B, parent: a}"],
            ["4:32: the topic `a` is its own ancestor", "mend a → b → a"],
        ),
        (
            ["{slug: chips, name: C}", "{slug: semiconductors, name: S, aliases: [Chips]}"],
            ["4:46: “chips” means both the topic `chips` and the topic `semiconductors`", "keep it with one of them"],
        ),
        (
            ["{slug: a, name: A}", "{slug: a, name: B}"],
            ["4:12: the topic `a` is declared twice", "keep one of the two"],
        ),
        (["{slug: a/b, name: A}"], ["3:12: the slug “a/b” cannot stand in an address", "use letters, digits and hyphens"]),
        (["{slug: a b, name: A}"], ["3:12: the slug “a b” cannot stand in an address", "use letters, digits and hyphens"]),
        (['{slug: "", name: A}'], ["3:12: the slug “” cannot stand in an address", "use letters, digits and hyphens"]),
        (["{slug: a, name: A, medtop: 13}"], ["3:32: “13” is no IPTC Media Topic", "write its eight digits"]),
    ],
)
def test_topics_that_contradict_themselves(topics: list[str], wanted: list[str]) -> None:
    lines = complaint(TOPICS + "".join(f"  - {topic}\n" for topic in topics)).splitlines()

    assert [lines[0].removeprefix("site_config.yaml:"), lines[-1].strip()] == wanted
    assert sum(line.startswith("site_config") for line in lines) == 1


def test_topics_of_any_script_and_their_aliases_stay_apart() -> None:
    slugs = ("c", "c-plus-plus", "c-sharp", "telugu", "తెలుగు", "中国")
    settings = config.loads(TOPICS + "".join(f"  - {{slug: {slug}, name: N}}\n" for slug in slugs))

    assert tuple(topic.slug for topic in settings.topics) == slugs


# Addresses


@pytest.mark.parametrize(
    ("base_url", "url", "href", "permalink"),
    [
        ("https://x.org", "/", "/", "https://x.org/"),
        ("https://x.org/", "/about/", "/about/", "https://x.org/about/"),
        ("https://x.org/repo", "/", "/repo/", "https://x.org/repo/"),
        ("https://x.org/repo/", "/about/", "/repo/about/", "https://x.org/repo/about/"),
        ("https://x.org:8080/a/b", "/about/", "/a/b/about/", "https://x.org:8080/a/b/about/"),
        ("https://repo/repo", "/repo/", "/repo/repo/", "https://repo/repo/repo/"),
        ("https://x.org/repo", "/topics/中国/", "/repo/topics/%E4%B8%AD%E5%9B%BD/", "https://x.org/repo/topics/%E4%B8%AD%E5%9B%BD/"),
        ("https://x.org/新聞", "/a/", "/%E6%96%B0%E8%81%9E/a/", "https://x.org/%E6%96%B0%E8%81%9E/a/"),
        ("https://x.org/repo", "/a/%E4%B8%AD/", "/repo/a/%E4%B8%AD/", "https://x.org/repo/a/%E4%B8%AD/"),
        ("https://x.org/repo", "/search/?q=a b&c=d#e", "/repo/search/?q=a%20b&c=d#e", "https://x.org/repo/search/?q=a%20b&c=d#e"),
        ("https://x.org/repo", '/"<>/', "/repo/%22%3C%3E/", "https://x.org/repo/%22%3C%3E/"),
        ("https://x.org/repo", "https://y.org/a?b", "https://y.org/a?b", "https://y.org/a?b"),
        ("https://x.org/repo", "//cdn.y.org/a.png", "//cdn.y.org/a.png", "//cdn.y.org/a.png"),
        ("https://x.org/repo", "mailto:a@y.org", "mailto:a@y.org", "mailto:a@y.org"),
        ("https://x.org/repo", "#top", "#top", "#top"),
        ("https://x.org/repo", "picture.png", "picture.png", "picture.png"),
        ("https://x.org/repo", "", "", ""),
    ],
)
def test_addresses_below_a_root_and_below_a_path(base_url: str, url: str, href: str, permalink: str) -> None:
    settings = config.loads(f"name: X\nbase_url: {base_url}\n")

    assert settings.href(url) == href
    assert settings.permalink(url) == permalink
    assert settings.permalinks(["/", url, "/"]) == [settings.permalink("/"), permalink, settings.permalink("/")]


@given(st.sampled_from(["", "/", "/repo", "/repo/", "/新聞"]), st.text(st.characters(exclude_categories=["Cs", "Cc"])))
def test_every_own_address_is_ascii_and_below_the_base(path: str, rest: str) -> None:
    settings = Config(name="X", base_url=f"https://x.org{path}")
    url = "/" + rest.lstrip("/")

    assert settings.href(url).isascii()
    assert settings.permalink(url).isascii()
    assert settings.permalink(url) == "https://x.org" + settings.href(url)
    assert settings.href(url).startswith(settings.href("/"))


# Rights


RULES = (
    SourceRule(name="Ours", own=True),
    SourceRule(name="Free Press", license="CC BY 4.0"),
    SourceRule(name="Friends", permission="by letter of 2020-09-11"),
    SourceRule(name="Known", url="https://known.example"),
)


@pytest.mark.parametrize(
    ("source", "url", "wanted", "rights"),
    [
        ("", "", None, "full"),  # names no source: the editor's own
        ("Taipei Times", "", None, "excerpt"),
        ("", "https://x.org/a", None, "excerpt"),
        ("Ours", "", None, "full"),
        ("Ours", "https://ours.example/a", None, "full"),
        ("Free Press", "", None, "full"),
        ("Friends", "", None, "full"),
        ("Known", "", None, "excerpt"),
        ("free press", "", None, "excerpt"),
        ("Ours", "", "link", "link"),
        ("Taipei Times", "", "link", "link"),
        ("Taipei Times", "", "full", "full"),  # what a page asks for; whether it may is the build's to refuse
        ("", "", "excerpt", "excerpt"),
    ],
)
def test_how_much_of_a_text_may_stand(source: str, url: str, wanted: Rights | None, rights: Rights) -> None:
    assert Config(name="X", sources=RULES).rights_of(source, url, wanted) == rights


@pytest.mark.parametrize(
    ("source", "allowed"), [("Ours", True), ("Free Press", True), ("Friends", True), ("Known", False), ("Other", False), ("", False)]
)
def test_whose_full_text_may_stand(source: str, allowed: bool) -> None:
    assert Config(name="X", sources=RULES).allows_full(source) is allowed
    assert Config(name="X", sources=(SourceRule(name="*", license="CC0"),)).allows_full(source)


# The schema


def test_the_schema_is_json_and_takes_the_config_of_this_repository() -> None:
    schema = json.loads(json.dumps(config.schema()))
    Draft7Validator.check_schema(schema)

    settings = yaml.load((ROOT / "site_config.yaml").read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
    Draft7Validator(schema).validate(settings)


@pytest.mark.parametrize(
    "wrong",
    [
        {"nmae": "X"},
        {"per_page": "many"},
        {"new_topics": "perhaps"},
        {"menu": [{"name": "A", "adress": "/"}]},
        {"topics": [{"slug": "a", "name": "A", "words": {"x": "heavy"}}]},
    ],
)
def test_the_schema_refuses_what_the_reader_refuses(wrong: dict[str, Any]) -> None:
    assert not Draft7Validator(config.schema()).is_valid({"name": "X", **wrong})
    with pytest.raises(DigestError):
        config.loads(json.dumps({"name": "X", **wrong}))


@pytest.mark.parametrize("record", [Config, SourceRule, MenuItem, Topic])
def test_every_setting_has_its_explanation(record: Any) -> None:
    described = yamldoc.schema(record)["properties"]

    for field in fields_of(record):
        assert described[field.name]["description"] == field.doc != ""


def test_every_setting_is_explained_in_the_config_of_this_repository_or_has_a_default() -> None:
    text = (ROOT / "site_config.yaml").read_text(encoding="utf-8")
    unmentioned = [f for f in fields_of(Config) if not re.search(rf"^#? ?{f.name}:", text, re.MULTILINE)]

    assert all(f.default is not REQUIRED for f in unmentioned)


def test_the_kinds_of_pages_and_feeds_have_a_maker_each() -> None:
    """A kind that the settings allow and no table knows would be a KeyError in front of the editor."""
    from digest.site import feeds, pages

    assert set(typing.get_args(config.PageKind)) <= set(pages.KINDS) | {"redirect"}
    assert set(typing.get_args(config.FeedKind)) <= set(feeds.FEEDS)
