"""The demo in a real browser: on a phone and on a desk, in both schemes, below `/` and below `/repo/`.

`python -m tests.benchmarks.reader` looks at more, with tools that are not Python's.
"""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import stress
from benchmarks.reader import looks
from benchmarks.reader.__main__ import pages_by_kind
from benchmarks.reader.browser import browser, served, tab
from conftest import SiteFolder, find_chromium, page

from digest.config import PageKind

REPOSITORY = Path(__file__).parents[1]
SHAPES = ((320, "light"), (390, "dark"), (1280, "light"), (1280, "dark"))


@pytest.fixture(scope="module")
def chrome() -> Iterator[str]:
    """One browser for all tests that need no other; its address."""
    with browser(find_chromium() or "") as address:
        yield address


async def look(address: str, base: str, pages: dict[str, str]) -> list[str]:
    """Look at every page at some widths and in both schemes; return what is not as it should be."""
    opened = await tab(address)
    wrong: list[str] = []
    for width, scheme in SHAPES:
        await opened.shape(width, scheme)
        for kind, path in pages.items():
            await opened.open(base + path)
            wrong += [f"{kind} at {width} in {scheme}: {fault}" for fault in (await looks.layout(opened), await looks.console(opened)) if fault]
    await opened.close()
    return wrong


def demo(folder: Path) -> SiteFolder:
    for name in ("content", "site_config.yaml"):
        (shutil.copytree if (REPOSITORY / name).is_dir() else shutil.copy)(REPOSITORY / name, folder / name)
    return SiteFolder(folder)


def test_every_article_of_the_demo_is_light(tmp_path: Path) -> None:
    made = demo(tmp_path)
    made.build(search=False)
    shared = len(made.public["static/style.css"]) + len(made.public["static/digest.js"])
    articles = {path: len(data) + shared for path, data in made.public.items() if path.startswith("articles/20") and path.endswith(".html")}
    assert len(articles) > 30
    assert {path: weight for path, weight in articles.items() if weight > 30_000} == {}


@pytest.mark.browser
@pytest.mark.parametrize("base_path", ["", "/repo"])
def test_every_kind_of_page_of_the_demo(tmp_path: Path, chrome: str, base_path: str) -> None:
    demo(tmp_path).build(base_url=f"https://example.org{base_path}")
    shutil.copytree(tmp_path / "public", tmp_path / f"served{base_path}")
    pages = pages_by_kind(tmp_path / "public")
    assert pages.keys() >= set(PageKind.__args__) - {"redirect"}  # type: ignore[attr-defined]

    with served(tmp_path / "served") as origin:
        assert asyncio.run(look(chrome, f"{origin}{base_path}/", pages)) == []


@pytest.mark.browser
def test_nothing_breaks_out_of_a_site_of_extremes(tmp_path: Path, chrome: str) -> None:
    made = SiteFolder(tmp_path)
    stress.write(made)
    made.build()
    assert len([path for path in made.public if path.startswith("articles/2025/06/item-")]) == 194
    shutil.copytree(tmp_path / "public", tmp_path / "served" / "repo")
    with served(tmp_path / "served") as origin:
        assert asyncio.run(look(chrome, f"{origin}/repo/", {path: path for path in stress.PAGES})) == []


async def read(address: str, base: str, pages: dict[str, str]) -> list[str]:
    """Go through every page by keyboard, and read it without JavaScript."""
    opened = await tab(address)
    wrong: list[str] = []
    for kind, path in pages.items():
        await opened.shape(390, "light")
        await opened.open(base + path)
        wrong += [f"{kind}: {fault}" for fault in await looks.keyboard(opened)]
        wrong += [f"{kind}: {fault}" for fault in await looks.without_script(opened, base + path)]
    await opened.close()
    return wrong


@pytest.mark.browser
def test_a_small_site_by_keyboard_and_without_javascript(tmp_path: Path, chrome: str) -> None:
    made = SiteFolder(tmp_path)
    made.write("site_config.yaml", "name: The Test\nid: the-test\ntopics: [{slug: space, name: Space}]\nmenu: [{name: Topics, url: /topics/}]\n")
    for number in range(3):
        made.write(f"content/articles/{number}.md", page(f"Title {number}", f"A [link](/topics/).\n\n{'Text. ' * 300}", published="2024-03-01", topics=["space"]))
    made.build()

    with served(tmp_path / "public") as origin:
        assert asyncio.run(read(chrome, f"{origin}/", pages_by_kind(tmp_path / "public"))) == []


# The looks see what they are for


FAULTY = """<!doctype html><html lang="en"><meta name="viewport" content="width=device-width"><title>x</title>
<style>:root {{ background: #fff }} h1 {{ font-weight: 700 }} {style}</style><body><h1>x</h1>{body}"""

SOUND = "<p>Text</p><a href='/'>One</a> <button>Two</button> <label><input type=radio name=r>a</label> <label><input type=radio name=r>b</label>"


async def seen(address: str, url: str) -> list[str]:
    opened = await tab(address)
    await opened.shape(320, "light")
    await opened.open(url)
    found = [*await looks.layout(opened), *await looks.keyboard(opened), *await looks.console(opened), *await looks.without_script(opened, url)]
    await opened.close()
    return found


@pytest.mark.browser
@pytest.mark.parametrize(
    ("style", "body", "fault"),
    [
        ("", SOUND, ""),
        ("", "<p style='width: 400px'>Wide</p>", "wider than the window"),
        (":root { background: #000 }", "", "has the colours of the other scheme"),
        ("h1 { font-weight: 400 }", "", "has no style"),
        ("a:focus { outline: none }", SOUND, "the focus on <a> One does not show"),
        ("a { position: fixed; top: 0; left: 0 } .lid { position: fixed; inset: 0 0 50% 0; background: white }", SOUND + "<div class=lid></div>", "<a> One is hidden"),
        ("a { position: fixed; top: -5rem }", SOUND, "<a> One is outside of the window"),
        ("", SOUND + "<button id=b>Trap</button><button>Never</button><script>b.onkeydown = e => e.preventDefault()</script>", "“Never” is not reached by the Tab key"),
        ("", "<script>console.error('Woe')</script>", "Woe"),
        ("", "<script>missing()</script>", "Uncaught"),
        ("", "<img src=/none.png alt=x>", "404"),
        ("", "<script>document.body.append('Only now')</script>", "“Only now” is missing"),
    ],
)  # fmt: skip
def test_a_fault_is_seen(tmp_path: Path, chrome: str, style: str, body: str, fault: str) -> None:
    (tmp_path / "index.html").write_text(FAULTY.format(style=style, body=body), encoding="utf-8")
    (tmp_path / "favicon.ico").write_bytes(b"")
    with served(tmp_path) as origin:
        found = asyncio.run(seen(chrome, f"{origin}/"))
    assert bool(found) == bool(fault), found
    assert fault in "\n".join(found)

