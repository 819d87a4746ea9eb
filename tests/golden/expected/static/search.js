(() => {
const form = document.querySelector("form.search"), words = form.dataset, PAGE = 10
const status = document.querySelector("[role=status]"), list = document.querySelector(".results"), more = document.querySelector(".more")
const years = words.years.split(" ").filter(Boolean), loaded = new Set()
const { lang } = document.documentElement, spoken = lang === "en" ? "en-001" : lang  // the English of the world, as in all pages
const letters = new RegExp(`[${words.letters}]+`, "gu"), day = new Intl.DateTimeFormat(spoken, { dateStyle: "long", timeZone: "UTC" })
let pagefind, found = [], shown = new Set(), run = 0, turn = Promise.resolve()
const load = async year => {
const bundle = `${words.home}search/${year}/`, options = { baseUrl: words.home, mergeFilter: { year } }
if (pagefind) await pagefind.mergeIndex(bundle, options)
else pagefind = (await import(`${bundle}pagefind.js`)).createInstance({ basePath: bundle, noWorker: true, ...options })
loaded.add(year)
}
const common = new Set(words.common.split(" "))
const spaced = text => text.replace(letters, run => ` ${[...run].join(" ")} `)
const phrases = query => [...query.matchAll(/"([^"]+)"/g)].map(([, phrase]) => phrase).concat(query.match(letters) ?? [])
const find = async (query, filters) => {
const exact = phrases(query).map(phrase => `"${spaced(phrase).trim()}"`)
const each = spaced(query.replaceAll('"', " ")).split(/\s+/).filter(Boolean)
const telling = each.filter(word => !common.has(word.toLowerCase())), plain = telling.length ? telling : each
const [all, ...sets] = await Promise.all([plain.join(" "), ...plain, ...exact].map(part => pagefind.search(part, { filters })))
const ids = sets.map(({ results }) => new Set(results.map(({ id }) => id)))
return all.results.filter(({ id }) => ids.every(set => set.has(id)))
}
const joined = text => text.replace(/\u2060(<\/mark>)? /g, "$1").replaceAll("\u2060", "").replace(/<\/mark>( ?)<mark>/g, "$1")
const marked = text => joined(text).split(/<\/?mark>/).map((part, at) => {
const plain = part.replaceAll("&lt;", "<").replaceAll("&gt;", ">")
return at % 2 ? make("mark", {}, plain) : plain
})
const make = (tag, attributes, ...inside) => {
const element = Object.assign(document.createElement(tag), attributes)
element.append(...inside)
return element
}
const row = ({ url, excerpt, meta }) => {
const language = meta.lang ? { lang: meta.lang } : {}
const about = [meta.source && joined(meta.source), meta.day && day.format(new Date(meta.day))].filter(Boolean)
return make("li", {}, make("article", { className: "teaser" },
make("h2", { dir: "auto", ...language }, make("a", { href: url }, joined(meta.title))),
make("p", { className: "summary", dir: "auto", ...language }, ...marked(excerpt)),
make("p", { className: "byline" }, ...about.map(part => make("span", {}, make("bdi", {}, part))))))
}
const show = async pending => {
const mine = run, next = found.filter(({ id }) => !shown.has(id)).slice(0, PAGE)
const rows = await Promise.all(next.map(async result => row(await result.data())))
if (mine !== run) return
next.forEach(({ id }) => shown.add(id))
list.append(...rows)
const text = found.length ? (pending.length ? words.partly : words.found) : words.none
status.textContent = text.replace("{0}", found.length).replace("{1}", [...loaded].at(-1))
more.hidden = !pending.length && shown.size >= found.length
return rows[0]
}
const search = async mine => {
const { q, topic, source, year } = Object.fromEntries(new FormData(form))
const filters = Object.fromEntries(Object.entries({ topic, source, year }).filter(([, value]) => value))
const all = year ? [year] : years
try {
const pending = all.filter(name => !loaded.has(name))
while (mine === run) {
if (!pagefind && pending.length) await load(pending.shift())
found = pagefind ? await find(q, filters) : []
if (!pending.length || found.length >= shown.size + PAGE) break
await load(pending.shift())
}
return mine === run ? await show(pending) : undefined
} catch (error) {
if (mine === run) status.textContent = words.failed
console.error(error)
}
}
const ask = () => {
const mine = ++run
return form.q.value.trim() ? turn = turn.then(() => search(mine)) : undefined
}
const begin = () => {
found = []
shown = new Set()
list.replaceChildren()
more.hidden = true
status.textContent = form.q.value.trim() ? words.searching : ""
return ask()
}
const fields = ["q", "topic", "source", "year"]
const fromAddress = () => {
const asked = new URLSearchParams(location.search)
fields.forEach(name => { form[name].value = asked.get(name) ?? "" })
return begin()
}
const submit = () => {
const asked = new URLSearchParams([...new FormData(form)].filter(([, value]) => value))
history.pushState(null, "", `?${asked}`)
return begin()
}
form.addEventListener("submit", event => { event.preventDefault(); submit() })
form.addEventListener("change", event => { if (event.target !== form.q && form.q.value.trim()) submit() })
more.addEventListener("click", async () => (await ask())?.querySelector("a").focus())
addEventListener("popstate", fromAddress)
fromAddress()
})()
