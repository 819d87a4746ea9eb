"""An article's picture and its translations: shown, linked, told to machines, and refused where they are not there."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from conftest import MakeSite, SiteFolder, page

from digest.model import Image
from digest.site.elsewhere import image_files, own_image

ARTICLE = "content/articles/2024/03/a.md"
PAGE = "articles/2024/03/a/index.html"
AT = "https://example.org/repo/articles/2024/03"


def made_with(site: MakeSite, **front: Any) -> SiteFolder:
    made = site("=== site_config.yaml\nname: X\nbase_url: https://example.org/repo\n")
    made.write(ARTICLE, page("A title", published="2024-03-01", **front))
    return made


def news_article(made: SiteFolder) -> dict[str, object]:
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', made.text(PAGE))
    assert found
    article: dict[str, object] = json.loads(found[1])["@graph"][0]
    return article


@pytest.mark.parametrize(
    ("url", "own", "files"),
    [
        ("map.png", "/a/map.png", ("map.png",)),
        ("./maps/1.png", "/a/maps/1.png", ("maps/1.png",)),
        ("/static/map.png", "/static/map.png", ()),
        ("https://cdn.example/map.png", None, ()),
        ("//cdn.example/map.png", None, ()),
        ("data:image/png;base64,AAAA", None, ()),
        ("", None, ()),
    ],
)
def test_an_image_is_shown_only_where_the_site_holds_it(url: str, own: str | None, files: tuple[str, ...]) -> None:
    found = own_image(Image(url=url, alt="A map"), "/a/")
    assert (found.url if found else None) == own
    assert image_files(Image(url=url)) == files


def test_an_image_beside_the_page_is_shown_with_what_is_known_of_it(site: MakeSite) -> None:
    made = made_with(site, image={"url": "map.png", "alt": "A <map>", "caption": "The strait.", "credit": "J. Roe"})
    made.write("content/articles/2024/03/map.png", b"\x89PNG")
    made.build()
    text = made.text(PAGE)
    assert '<img src="/repo/articles/2024/03/a/map.png" alt="A &lt;map&gt;">' in text
    assert '<figcaption>The strait. <span class="credit">Picture: J. Roe</span></figcaption>' in text
    assert f'<meta property="og:image" content="{AT}/a/map.png">' in text
    assert '<meta name="twitter:card" content="summary_large_image">' in text
    assert '<img src="/repo/articles/2024/03/a/map.png"' in made.text("index.html"), "the lead story has its picture"
    assert made.public["articles/2024/03/a/map.png"] == b"\x89PNG"
    assert news_article(made)["image"] == {"@type": "ImageObject", "url": f"{AT}/a/map.png", "caption": "The strait.", "creditText": "J. Roe"}


def test_an_image_of_another_host_is_a_link_and_is_never_fetched(site: MakeSite) -> None:
    made = made_with(site, image={"url": "https://cdn.example/map.png", "alt": "A map", "credit": "J. Roe"})
    made.build()
    text = made.text(PAGE)
    assert '<a href="https://cdn.example/map.png">Picture: A map</a> (J. Roe)' in text
    assert "<img" not in text
    assert '<meta name="twitter:card" content="summary">' in text
    assert "image" not in news_article(made)


def test_an_image_that_cannot_become_a_link_is_not_named(site: MakeSite) -> None:
    made = made_with(site, image={"url": "javascript:alert(1)", "alt": "A map"})
    made.build()
    assert "alert(1)" not in made.text(PAGE)


def test_an_image_that_is_not_there_is_refused(site: MakeSite) -> None:
    made = made_with(site, image={"url": "gone.png"})
    run = made.run("build")
    assert run.status == 1
    assert f"{ARTICLE}:4: the image “gone.png” is not there\n" in run.err


def test_translations_are_linked_and_told_to_search_engines(site: MakeSite) -> None:
    made = made_with(site, translations={"de": "2024/03/b", "zh-Hant": "https://zh.example/a", "fr": "/fr/"})
    made.write("content/articles/2024/03/b.md", page("Ein Titel", published="2024-03-01", language="de", translations={"en": "2024/03/a.md"}))
    made.write("content/pages/fr.md", page("Français"))
    made.build()
    text = made.text(PAGE)
    assert re.findall(r'<link rel="alternate" hreflang="(.*?)" href="(.*?)">', text) == [
        ("en", f"{AT}/a/"), ("de", f"{AT}/b/"), ("zh-Hant", "https://zh.example/a"), ("fr", "https://example.org/repo/fr/"),
    ]  # fmt: skip
    assert '<a href="/repo/articles/2024/03/b/" hreflang="de" lang="de" dir="ltr">Ein Titel</a>' in text
    assert [t["inLanguage"] for t in news_article(made)["workTranslation"]] == ["de", "zh-Hant", "fr"]  # type: ignore[attr-defined]
    made.edit("content/articles/2024/03/b.md", "Ein Titel", "Ein anderer Titel")
    made.build()
    assert "Ein anderer Titel" in made.text(PAGE), "a page that shows a title changes with it"


def test_a_translation_that_is_not_there_is_refused(site: MakeSite) -> None:
    made = made_with(site, translations={"de": "2024/03/bb", "no language": "https://x.example/"})
    made.write("content/articles/2024/03/b.md", page("Ein Titel"))
    run = made.run("build")
    assert run.status == 1
    assert "there is no article “2024/03/bb”" in run.err
    assert "did you mean `2024/03/b`?" in run.err
    assert "“no language” is no language tag" in run.err


def test_a_page_without_any_of_it_says_nothing_of_it(site: MakeSite) -> None:
    made = made_with(site)
    made.build()
    assert not re.search("hreflang|<figure|og:image", made.text(PAGE))
    assert not {"image", "workTranslation"} & news_article(made).keys()
