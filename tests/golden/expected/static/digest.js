(() => {
const root = document.documentElement, { home, new: label } = document.currentScript.dataset
const recall = key => { try { return JSON.parse(localStorage[key]) } catch { return null } }
const keep = (key, value) => { try { localStorage[key] = JSON.stringify(value) } catch { /* a private window */ } }
const dark = matchMedia("(prefers-color-scheme: dark)"), THEME = "digest-theme"
const system = () => dark.matches ? "dark" : "light"
document.querySelector("[data-theme-switch]")?.addEventListener("click", () => {
const chosen = root.dataset.theme = root.dataset.theme === "dark" ? "light" : "dark"
try {
if (chosen === system()) localStorage.removeItem(THEME)
else localStorage[THEME] = chosen
} catch { /* a private window */ }
})
dark.addEventListener("change", () => {
try { if (localStorage[THEME]) return } catch { /* a private window */ }
root.dataset.theme = system()
})
const SEEN = "digest-seen:" + home, PAUSE = 30 * 60_000
const items = [...document.querySelectorAll("[data-since]")].map(item => [item, Date.parse(item.dataset.since)])
const seen = recall(SEEN) ?? { at: 0, newest: 0, before: 0 }, now = Date.now()
if (now - seen.at > PAUSE) seen.before = seen.newest
for (const [item, since] of items) if (seen.before && since > seen.before) {
const mark = Object.assign(document.createElement("span"), { className: "new", textContent: label })
const title = item.querySelector("h2, h3, h4") ?? item.querySelector("a")
title.append(" ", mark)
}
keep(SEEN, { at: now, newest: Math.max(seen.newest, ...items.map(([, since]) => since || 0)), before: seen.before })
const KEYS = "digest-keys", dialog = document.querySelector("dialog.keys"), switched = dialog?.querySelector("input")
const step = by => {
const titles = [...document.querySelectorAll("main :is(.teaser :is(h2, h3, h4), .also-in li) > a")]
const at = titles.indexOf(document.activeElement)
const below = titles.findIndex(title => title.getBoundingClientRect().top >= 0)
const next = at >= 0 ? at + by : by > 0 ? below : (below < 0 ? titles.length : below) - 1
titles[next]?.focus()
}
const look = () => {
const field = document.getElementById("q")
if (field) field.focus()
else document.querySelector(".find")?.click()
}
const does = { j: () => step(1), k: () => step(-1), "/": look, "?": () => dialog?.showModal() }
addEventListener("keydown", event => {
const typing = event.target.closest?.("input, select, textarea, dialog, [contenteditable]")
if (typing || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || !does[event.key] || recall(KEYS) === false) return
event.preventDefault()
does[event.key]()
})
document.querySelector("[data-keys]")?.addEventListener("click", () => dialog.showModal())
if (switched) switched.checked = recall(KEYS) !== false
switched?.addEventListener("change", () => keep(KEYS, switched.checked))
})()
