"""The reader's benchmark measures what it says: it finds what is planted, and a sound page passes."""

from __future__ import annotations

import asyncio
import os
import re
from pathlib import Path

import pytest
from conftest import find_chromium

from .reader import looks, outside
from .reader.__main__ import Check, main, pages_by_kind
from .reader.browser import browser, served, tab

SOUND = """<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>A page</title><meta name="description" content="What it is."></head><body><main><h1>A page</h1><p>Text.</p></main></body></html>"""


@pytest.fixture
def tools() -> None:
    """Skip where the tools that are not Python's are not installed; `DIGEST_REQUIRE="reader"` makes that a failure."""
    missing = outside.missing() or ("" if find_chromium() else "there is no Chromium on the PATH")
    if missing and "reader" in os.environ.get("DIGEST_REQUIRE", "").split():
        pytest.fail(missing)
    if missing:
        pytest.skip(missing)


def test_where_nothing_is_installed_it_says_how(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("shutil.which", lambda name: f"/bin/{name}")
    monkeypatch.setattr(outside, "VNU", tmp_path / "vnu.jar")

    assert main([]) == 2
    assert capsys.readouterr().err == "the tools are not installed: npm install --no-package-lock --prefix tests/benchmarks/reader\n"

    monkeypatch.setattr("shutil.which", lambda name: None)
    assert main([]) == 2
    assert capsys.readouterr().err == "java and node cannot be found\n"


def test_the_tools_are_pinned_and_come_from_no_named_place() -> None:
    text = (Path(outside.__file__).parent / "package.json").read_text(encoding="utf-8")
    assert re.findall(r'"([\w-]+)": "(\d+\.\d+\.\d+)"', text)
    assert "://" not in text
    assert not (Path(outside.__file__).parent / "package-lock.json").exists()


def test_the_largest_page_of_each_kind_is_looked_at(tmp_path: Path) -> None:
    for name, html in {"index": '<body class="home">', "a/index": '<body class="topic">', "b/index": '<body class="topic x">long', "404": '<body class="not_found">',
                       "old/index": '<body class="redirect">', "x": "<p>"}.items():  # fmt: skip
        path = tmp_path / f"{name}.html"
        path.parent.mkdir(exist_ok=True)
        path.write_text(html)
    assert pages_by_kind(tmp_path) == {"home": "", "topic": "b/", "not_found": "404.html"}


def test_a_line_of_the_table() -> None:
    assert Check("Nu", "3 files", ["a", "b"]).line == "| Nu | 3 files | 2 |"
    assert Check("Lighthouse", "home", [], "100 / 100").line == "| Lighthouse | home | 100 / 100 |"


@pytest.mark.usefixtures("tools")
def test_nu_sees_errors_and_warnings_of_pages_as_served(tmp_path: Path) -> None:
    (tmp_path / "sound.html").write_text(SOUND)
    (tmp_path / "ill.html").write_text(SOUND.replace("<p>", "<p><div>").replace('lang="en"', ""))
    with served(tmp_path) as origin:
        found = outside.nu(origin, ["sound.html", "ill.html", "none.html"])

    assert {each.partition(":")[0] for each in found} == {"/ill.html", "/none.html"}
    assert any("No “p” element in scope" in each for each in found)
    assert any("Consider adding a “lang” attribute" in each for each in found)


@pytest.mark.usefixtures("tools")
def test_axe_sees_violations_of_wcag_and_of_best_practice(tmp_path: Path) -> None:
    (tmp_path / "sound.html").write_text(SOUND)
    (tmp_path / "ill.html").write_text(SOUND.replace("<p>", '<p style="color: #aaa; background: #fff"><a href="/" style="font-size: 9px">.</a><h4>x</h4><p>').replace("main", "div"))

    async def violations(address: str, url: str) -> list[str]:
        page = await tab(address)
        await page.open(url)
        found = await looks.axe(page)
        await page.close()
        return [each.partition(":")[0] for each in found]

    with served(tmp_path) as origin, browser(find_chromium() or "") as address:
        assert asyncio.run(violations(address, f"{origin}/sound.html")) == []
        assert {"heading-order", "landmark-one-main"} <= set(asyncio.run(violations(address, f"{origin}/ill.html")))


@pytest.mark.usefixtures("tools")
def test_lighthouse_scores_a_page_and_names_what_it_loses(tmp_path: Path) -> None:
    (tmp_path / "ill.html").write_text(SOUND.replace('<meta name="description" content="What it is.">', "").replace("<p>", "<p><img src=none.png>"))
    with served(tmp_path) as origin:
        report = outside.lighthouse(f"{origin}/ill.html", find_chromium() or "")

    assert outside.scores(report)["seo"] < 100
    assert outside.scores(report)["accessibility"] < 100
    losses = " ".join(outside.losses(report))
    assert "meta-description:" in losses
    assert "image-alt:" in losses
