"""What is looked at inside a page, in the browser. Each look takes a page that is open, and returns what is wrong with it."""

from __future__ import annotations

import asyncio
import functools
import json
from pathlib import Path
from typing import Any

from .browser import Tab

TOOLS = Path(__file__).parent / "node_modules"
AXE = TOOLS / "axe-core" / "axe.min.js"

RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice")
"""The sets of axe-core's rules: WCAG 2.2 AA with all that it builds on, and best practice."""

_PAGE = """(() => {
  const root = document.documentElement, wrong = [], past = root.scrollWidth - root.clientWidth;
  if (past > 0) wrong.push(`is ${past} px wider than the window`);
  const dark = getComputedStyle(root).backgroundColor.match(/[\\d.]+/g).slice(0, 3).every(part => part < 80);
  if (dark !== matchMedia('(prefers-color-scheme: dark)').matches) wrong.push('has the colours of the other scheme');
  if (!(getComputedStyle(document.querySelector('h1')).fontWeight >= 600)) wrong.push('has no style');
  for (const image of document.images) if (image.complete && !image.naturalWidth) wrong.push(`image ${image.src} is broken`);
  return wrong;
})()"""

_FOCUSABLE = """(() => {
  const all = [...document.querySelectorAll('a[href], area[href], button, input, select, textarea, summary, iframe, [tabindex], [contenteditable]')];
  const reached = all.filter(e => e.tabIndex >= 0 && !e.disabled && e.type !== 'hidden' && e.checkVisibility({visibilityProperty: true}));
  const groups = new Map(reached.map(e => [e.type === 'radio' ? `${e.form?.id}/${e.name}` : e, e]));  // one radio button of a group
  window.unreached = new Set(groups.values());
  window.before = new Map([...groups.values()].map(e => [e, shown(e)]));
  function shown(e) { const s = getComputedStyle(e); return [s.outlineStyle, s.outlineWidth, s.boxShadow, s.backgroundColor, s.borderColor, s.textDecorationLine].join(); }
  window.shown = shown;
  return window.unreached.size;
})()"""

_FOCUSED = """(() => {
  const e = document.activeElement, name = x => `<${x.tagName.toLowerCase()}> ${(x.textContent || x.getAttribute('aria-label') || x.name || '').trim().slice(0, 40)}`;
  if (!e || e === document.body) return null;
  if (e.type === 'radio') { for (const other of window.unreached) if (other.type === 'radio' && other.name === e.name) window.unreached.delete(other); }
  window.unreached.delete(e);
  const wrong = [], box = e.getClientRects()[0] || e.getBoundingClientRect(), look = e.type === 'radio' || e.type === 'checkbox' ? e.labels[0] || e : e;
  if (shown(e) === window.before.get(e) && shown(look) === window.before.get(look)) wrong.push(`the focus on ${name(e)} does not show`);
  const x = Math.min(Math.max(box.x + Math.min(box.width, 40) / 2, 0), innerWidth - 1), y = box.y + Math.min(box.height, 40) / 2;
  if (y < 0 || y >= innerHeight) wrong.push(`${name(e)} is outside of the window when it has the focus`);
  else {
    const top = document.elementFromPoint(x, y);
    const related = top && (top === e || e.contains(top) || top.contains(e) || [...(e.labels || [])].some(l => l.contains(top)));
    if (!related) wrong.push(`${name(e)} is hidden when it has the focus`);
  }
  return wrong;
})()"""

_LEFT = "[...window.unreached].map(e => `${e.tagName.toLowerCase()} “${(e.textContent || e.name).trim().slice(0, 40)}” is not reached by the Tab key`)"

_READ = """(() => {
  const texts = [], seen = e => e.checkVisibility({visibilityProperty: true});
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    const text = node.data.replace(/\\s+/g, ' ').trim();
    if (text && node.parentElement && seen(node.parentElement) && !node.parentElement.closest('script, style, noscript, search, [role=search], button, fieldset, [data-scripted]')) texts.push(text);
  }
  const links = [...document.querySelectorAll('a[href], img')].filter(seen).map(e => e.href || e.src);
  return [...texts, ...links];
})()"""


async def axe(page: Tab) -> list[str]:
    """Ask axe-core for violations."""
    await page.value(_axe_source())
    run = f"axe.run(document, {{runOnly: {json.dumps(RULES)}, resultTypes: ['violations']}})"
    found: list[dict[str, Any]] = await page.value(f"{run}.then(found => found.violations)")
    return [f"{rule['id']}: {rule['help']} ({'; '.join(node['html'][:120] for node in rule['nodes'][:3])})" for rule in found]


@functools.cache
def _axe_source() -> str:
    return AXE.read_text(encoding="utf-8") + "\n;null"


async def layout(page: Tab) -> list[str]:
    """Look for what is wider than the window, for the wrong scheme, for a page without its style."""
    found: list[str] = await page.value(_PAGE)
    return found


async def console(page: Tab) -> list[str]:
    """Take what the console has said."""
    await page.value("new Promise(done => setTimeout(done))")  # what was said on loading has come in by then
    said, page.errors = page.errors, []
    return said


async def keyboard(page: Tab) -> list[str]:
    """Go through the page by the Tab key: everything is reached, in sight, and seen to have the focus."""
    wrong: list[str] = []
    number: int = await page.value(_FOCUSABLE)
    for _ in range(number + 2):
        await page.press("Tab", 9)
        found = await page.value(_FOCUSED)
        if found is None:
            break
        wrong += found
    return [*dict.fromkeys(wrong), *await page.value(_LEFT)]


async def without_script(page: Tab, url: str) -> list[str]:
    """Open a page with JavaScript and without it; say what is there only with it, search and switches aside."""
    await page.open(url)
    await asyncio.sleep(0.2)
    there = await page.value(_READ)
    await page.call("Emulation.setScriptExecutionDisabled", value=True)
    await page.open(url)
    left = set(await page.value(_READ))
    await page.call("Emulation.setScriptExecutionDisabled", value=False)
    return [f"without JavaScript “{text[:80]}” is missing" for text in dict.fromkeys(there) if text not in left]


async def finds(page: Tab, url: str, seconds: float = 15) -> list[str]:
    """Open the search page with a query in its address, and wait until it shows an article."""
    await page.open(url)
    for _ in range(int(seconds * 10)):
        if await page.value("[...document.querySelectorAll('main a[href*=\"/articles/\"]')].some(e => e.checkVisibility())"):
            return []
        await asyncio.sleep(0.1)
    return [f"the search finds no article within {seconds:g} s"]
