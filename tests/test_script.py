"""What the small script adds, in a real browser and below `/repo/`: search, the switch of the scheme, what is new, and keys."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from benchmarks.reader import looks
from benchmarks.reader.browser import Tab, browser, served, tab
from conftest import SiteFolder, find_chromium, page

CONFIG = """name: The Test
id: the-test
base_url: https://example.org/repo
language: en
per_page: 50
topics: [{slug: space, name: Space}, {slug: moon, name: Moon, parent: space}, {slug: chips, name: Chips}]
"""
TITLES = "[...document.querySelectorAll('.results h2')].map(title => title.textContent)"
FOCUSED = "document.activeElement.textContent.trim()"


@pytest.fixture(scope="module")
def origin(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A site of three years below `/repo/`, served."""
    made = SiteFolder(tmp_path_factory.mktemp("script"))
    made.write("site_config.yaml", CONFIG)
    bodies = {
        "2023/a": page("Old probe", "It looked for water, and found <b>dust</b>.", published="2023-03-01", topics=["moon"], source={"name": "Moon Daily"}),
        "2024/b": page("物联网", "今天的物联网设备越来越多,人们用它们来控制家里的灯。", published="2024-03-02", topics=["chips"], language="zh-Hans"),
        "2024/c": page("Joined things", "物与网都在这里,联合起来。", published="2024-03-03", language="zh-Hans"),
        "2024/d": page("반도체 공장", "새 반도체공장이 문을 열었다.", published="2024-03-04", topics=["chips"], language="ko"),
        "2025/e": page("半導体の工場", "新しい工場は来年インターネットにつながる。", published="2025-03-05", topics=["chips"], language="ja"),
        "undated/f": page("<i>No</i> & day", "A probe of a kind, 1 < 2."),
        **{f"2025/n{n:02}": page(f"Water {n}", "Water ran over the quay.", published=f"2025-01-{n:02}", topics=["space"]) for n in range(1, 13)},
    }
    for name, text in bodies.items():
        made.write(f"content/articles/{name}.md", text)
    made.build()
    with served_below(made, "/repo") as address:
        yield address


@contextlib.contextmanager
def served_below(made: SiteFolder, path: str) -> Iterator[str]:
    folder = made.root / "served"
    folder.mkdir(exist_ok=True)
    (made.root / "public").rename(folder / path.strip("/"))
    with served(folder) as address:
        yield f"{address}{path}/"


@pytest.fixture(scope="module")
def chrome() -> Iterator[str]:
    with browser(find_chromium() or "") as address:
        yield address


Walk = Callable[[Callable[[Tab], Awaitable[Any]]], Any]


@pytest.fixture
def walk(chrome: str) -> Walk:
    """Walk through pages in a tab of its own, with nothing remembered; the console must stay silent."""

    async def walked(steps: Callable[[Tab], Awaitable[Any]]) -> Any:
        async with fresh(chrome) as opened:
            found = await steps(opened)
            assert await looks.console(opened) == []
            return found

    return lambda steps: asyncio.run(walked(steps))


@contextlib.asynccontextmanager
async def fresh(chrome: str) -> AsyncIterator[Tab]:
    opened = await tab(chrome)
    await opened.shape(390, "light")
    await opened.call("Network.enable")
    try:
        yield opened
    finally:
        await opened.value("localStorage.clear()")
        await opened.close()


async def until(opened: Tab, expression: str) -> Any:
    """Wait until an expression comes to something, and return it."""
    for _ in range(200):
        if found := await opened.value(expression):
            return found
        await asyncio.sleep(0.05)
    raise AssertionError(f"{expression} comes to nothing; the page says: {await opened.value('document.body.innerText')}")


async def search(opened: Tab, address: str) -> list[str]:
    """Open the search page at an address with a query, and return the titles that it finds."""
    await opened.open(address)
    await until(opened, "/found|could not/.test(document.querySelector('[role=status]').textContent)")
    return [str(title) for title in await opened.value(TITLES)]


@pytest.mark.browser
@pytest.mark.parametrize(
    ("asked", "titles"),
    [
        ("q=物联网", ["物联网"]),
        ("q=联网设备", ["物联网"]),
        ("q=物联网 灯", ["物联网"]),
        ("q=反联网", []),
        ("q=工場", ["半導体の工場"]),
        ("q=ンターネ", ["半導体の工場"]),
        ("q=도체", ["반도체 공장"]),
        ("q=공장이", ["반도체 공장"]),
        ("q=probe", ["Old probe", "<i>No</i> & day"]),
        ("q=PROBES", ["Old probe", "<i>No</i> & day"]),
        ('q="looked for water"', ["Old probe"]),
        ('q="water for"', []),
        ("q=probe&year=2023", ["Old probe"]),
        ("q=probe&year=undated", ["<i>No</i> & day"]),
        ("q=probe&topic=moon", ["Old probe"]),
        ("q=probe&topic=space", ["Old probe"]),
        ("q=probe&source=moon-daily", ["Old probe"]),
        ("q=probe&topic=chips", []),
        ("q=xyz", []),
    ],
)
def test_a_query_in_the_address_finds(walk: Walk, origin: str, asked: str, titles: list[str]) -> None:
    async def steps(opened: Tab) -> list[str]:
        return await search(opened, f"{origin}search/?{asked}")

    assert sorted(walk(steps)) == sorted(titles)


@pytest.mark.browser
def test_a_result_shows_text_and_never_markup(walk: Walk, origin: str) -> None:
    async def steps(opened: Tab) -> None:
        await search(opened, f"{origin}search/?q=物联网")
        item = await opened.value("(() => { const item = document.querySelector('.results li'); return {lang: item.querySelector('h2').lang, href: item.querySelector('a').getAttribute('href'), "
                                  "marks: [...item.querySelectorAll('mark')].map(mark => mark.textContent), text: item.innerText} })()")  # fmt: skip
        assert (item["lang"], item["marks"]) == ("zh-Hans", ["物联网"])
        assert item["href"] == "/repo/articles/2024/03/b/"
        assert "今天的物联网设备越来越多,人们" in item["text"], "no space that the index needed is left"
        assert "2 March 2024" in item["text"]
        await search(opened, f"{origin}search/?q=kind")
        assert "A probe of a kind, 1 < 2." in await opened.value("document.querySelector('.results').innerText")
        await opened.open(origin + "search/?q=kind")
        await until(opened, "!!document.querySelector('.results a')")
        await opened.value("document.querySelector('.results a').click()")
        await until(opened, "document.body?.classList.contains('article')")

    walk(steps)


@pytest.mark.browser
def test_years_are_loaded_until_a_page_is_full(walk: Walk, origin: str) -> None:
    async def steps(opened: Tab) -> None:
        loaded = "performance.getEntriesByType('resource').map(entry => entry.name).filter(name => name.includes('.pf_meta')).map(name => name.match(/search\\/(\\w+)/)[1])"
        titles = await search(opened, f"{origin}search/?q=water")
        assert len(titles) == 10
        assert await opened.value(loaded) == ["2025"]
        assert await opened.value("document.querySelector('[role=status]').textContent") == "Articles found since 2025: 12"
        await opened.value("document.querySelector('.more').click()")
        await until(opened, f"{TITLES}.length === 13")
        assert await opened.value(loaded) == ["2025", "2024", "2023", "undated"]
        assert await opened.value("document.querySelector('[role=status]').textContent") == "Articles found: 13"
        assert await opened.value("document.querySelector('.more').hidden")
        assert await opened.value("document.activeElement.closest('li').matches(':nth-child(11)')"), "the reader goes on where the new ones begin"

    walk(steps)


@pytest.mark.browser
def test_searching_by_keyboard(walk: Walk, origin: str) -> None:
    async def steps(opened: Tab) -> None:
        await opened.open(origin)
        await type_keys(opened, "/")
        await until(opened, "document.body?.classList.contains('search') && document.readyState === 'complete'")
        await type_keys(opened, "/")
        await opened.call("Input.insertText", text="probe")
        await opened.call("Input.dispatchKeyEvent", type="keyDown", key="Enter", code="Enter", windowsVirtualKeyCode=13, text="\r")
        await until(opened, f"{TITLES}.length === 2")
        assert await opened.value("location.pathname + location.search") == "/repo/search/?q=probe"
        await opened.value("(document.querySelector('[name=year]').value = '2023', document.querySelector('[name=year]').dispatchEvent(new Event('change', {bubbles: true})))")
        await until(opened, f"{TITLES}.length === 1")
        assert await opened.value("location.search") == "?q=probe&year=2023"
        await opened.value("history.back()")
        await until(opened, f"{TITLES}.length === 2")
        await opened.value("document.activeElement.blur()")
        await type_keys(opened, "j")
        assert await opened.value(FOCUSED) == (await opened.value(TITLES))[0]

    walk(steps)


@pytest.mark.browser
def test_without_javascript_topics_and_archive_are_offered(walk: Walk, origin: str) -> None:
    async def steps(opened: Tab) -> None:
        await opened.call("Emulation.setScriptExecutionDisabled", value=True)
        await opened.open(f"{origin}search/")
        links = await opened.value("[...document.querySelectorAll('main noscript a')].map(link => link.getAttribute('href'))")
        seen = await opened.value("[...document.querySelectorAll('form.search, [data-theme-switch], [data-keys]')].filter(e => e.checkVisibility({visibilityProperty: true})).length")
        await opened.call("Emulation.setScriptExecutionDisabled", value=False)
        assert {"/repo/archive/", "/repo/topics/", "/repo/topics/space/", "/repo/topics/chips/"} <= set(links)
        assert seen == 0

    walk(steps)


@pytest.mark.browser
def test_the_scheme_that_was_chosen_is_remembered(walk: Walk, origin: str) -> None:
    async def steps(opened: Tab) -> None:
        scheme, click = "document.documentElement.dataset.theme", "document.querySelector('[data-theme-switch]').click()"
        ground = "getComputedStyle(document.documentElement).backgroundColor"
        await opened.open(origin)
        light = await opened.value(ground)
        assert await opened.value(scheme) == "light"
        await opened.value(click)
        dark = await opened.value(ground)
        assert dark != light
        await opened.open(f"{origin}articles/")
        assert (await opened.value(scheme), await opened.value(ground)) == ("dark", dark)
        await opened.value(click)
        assert await opened.value("localStorage.getItem('digest-theme')") is None, "what the system says too is no choice"
        await opened.shape(390, "dark")
        await until(opened, f"{scheme} === 'dark'")

    walk(steps)


@pytest.mark.browser
def test_what_came_since_the_last_visit_is_marked(walk: Walk, origin: str) -> None:
    async def steps(opened: Tab) -> None:
        marked = "[...document.querySelectorAll('.new')].map(mark => mark.parentElement.textContent)"
        await opened.open(f"{origin}articles/")
        assert await opened.value(marked) == [], "at a first visit everything is new, and nothing is worth a mark"
        seen = json.dumps({"at": 1, "newest": 0, "before": 0})
        newest = "Math.max(...[...document.querySelectorAll('[data-since]')].map(item => Date.parse(item.dataset.since)))"
        await opened.value(f"localStorage['digest-seen:/repo/'] = JSON.stringify({{...{seen}, newest: {newest} - 1}})")
        await opened.open(f"{origin}articles/")
        assert await opened.value(marked) == ["半導体の工場 New"]
        await opened.open(f"{origin}articles/")
        assert await opened.value(marked) == ["半導体の工場 New"], "for as long as the visit lasts"
        await opened.value("localStorage['digest-seen:/repo/'] = JSON.stringify({...JSON.parse(localStorage['digest-seen:/repo/']), at: 1})")
        await opened.open(f"{origin}articles/")
        assert await opened.value(marked) == [], "at the next one it was seen"

    walk(steps)


@pytest.mark.browser
def test_keys_go_from_article_to_article_unless_the_reader_types(walk: Walk, origin: str) -> None:
    async def steps(opened: Tab) -> None:
        await opened.open(f"{origin}articles/")
        titles = await opened.value("[...document.querySelectorAll('.teaser :is(h2, h3) > a')].map(title => title.textContent)")
        await type_keys(opened, "jj")
        assert await opened.value(FOCUSED) == titles[1]
        await type_keys(opened, "k")
        assert await opened.value(FOCUSED) == titles[0]
        await opened.call("Input.dispatchKeyEvent", type="keyDown", key="j", text="j", modifiers=2)
        assert await opened.value(FOCUSED) == titles[0], "a key with Control is the browser's"
        await opened.open(f"{origin}search/")
        await opened.value("document.getElementById('q').focus()")
        await type_keys(opened, "jk?")
        assert await opened.value("document.getElementById('q').value") == "jk?"

    walk(steps)


@pytest.mark.browser
def test_keys_can_be_put_out_of_use(walk: Walk, origin: str) -> None:
    """As WCAG 2.1.4 asks of keys that are single letters."""

    async def steps(opened: Tab) -> None:
        await opened.open(f"{origin}articles/")
        await type_keys(opened, "?")
        assert await opened.value("document.querySelector('dialog').open")
        await opened.value("document.querySelector('dialog input').click()")
        await opened.value("document.querySelector('dialog button').click()")
        assert not await opened.value("document.querySelector('dialog').open")
        await type_keys(opened, "j?")
        assert await opened.value("!document.activeElement.matches('main *') && !document.querySelector('dialog').open")
        await opened.open(f"{origin}articles/")
        await opened.value("document.querySelector('[data-keys]').click()")
        assert await opened.value("document.querySelector('dialog').open && !document.querySelector('dialog input').checked")

    walk(steps)


async def type_keys(opened: Tab, keys: str) -> None:
    for key in keys:
        for kind in ("keyDown", "keyUp"):
            await opened.call("Input.dispatchKeyEvent", type=kind, key=key, text=key if kind == "keyDown" else "")


def test_the_scripts_are_small(tmp_path: Path) -> None:
    folder = Path(__file__).parents[1] / "templates" / "static"
    assert sum(len(path.read_bytes()) for path in folder.glob("*.js")) < 10_000
