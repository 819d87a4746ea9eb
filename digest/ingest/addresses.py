r"""What an address leads to, and when two addresses lead to one page. Pure: no address is ever asked.

    unwrapped("https://click.example.net/t?u=https%3A%2F%2Fexample.org%2Fa") → "https://example.org/a"
    cleaned("https://example.org/a?utm_source=x&id=7#:~:text=b")             → "https://example.org/a?id=7"
    canonical("http://www.example.org/a/amp/?fbclid=x")                      → "https://example.org/a"

A wrapper counts clicks and sends readers on. Many carry their target: in a parameter, in the path, as base64, packed.
Where the target is not in the address, the address stays. To undo another wrapper: a function in `_UNDO`; to drop
another parameter: its name in `_TRACKING`.
"""

from __future__ import annotations

import base64
import binascii
import re
import zlib
from collections.abc import Callable, Iterator
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urlsplit, urlunsplit

_TRACKING = re.compile(
    r"utm_\w+|mtm_\w+|pk_(?:campaign|kwd|source|medium)|hsa_\w+|at_(?:medium|campaign|link\w*|format|ptr_name|custom\d|bbc_team)|"
    r"ns_(?:mchannel|campaign|source)|(?:fb|g|d|ms|tw|tt|y)cl(?:k)?id|gclsrc|[gw]braid|mc_[ce]id|mkt_tok|_hs(?:enc|mi)|hsctatracking|"
    r"igsh(?:id)?|vero_(?:id|conv)|oly_(?:anon|enc)_id|ref_(?:src|url)|_ga|_gl|_branch_\w+|wt[._]?z?mc(?:_id)?|xtor|s_cid|spm|cmpid|ncid|ocid|"
    r"smid|smtyp|sr_share|guc(?:counter|e_\w+)|emci|emdi|ceid|ck_subscriber_id|sh_kit|__s|bsft_\w+|traffic_source|feed(?:type|name)|sref|"
    r"share(?:type|_?id)|isfreemail|triedredirect|amp|outputtype",
    re.IGNORECASE,
)
"""Parameters that tell where a reader comes from or how a page is shown, and nothing of which page it is."""
_MAY_TRACK = frozenset(("ref", "source", "src", "via", "cmp", "partner", "emc", "from"))
"""Parameters that track where their value is a word or a domain (`ref=weekly.example`); a number may name a page."""

_TARGETS = frozenset((
    "url", "u", "uri", "q", "to", "target", "targeturl", "dest", "destination", "destination_url", "redirect", "redirect_url", "redirecturl",
    "redirect_to", "link", "linkurl", "goto", "go", "out", "outurl", "href", "a", "z", "l", "lp", "r", "rd", "uddg", "adurl", "ued", "murl",
    "desturl", "dst", "d_url", "dl", "clickurl", "finalurl", "xurl",
))  # fmt: skip
"""Parameters in which wrappers carry their target. `next` and `return` are not: a sign-in comes back there."""
_SHARE = re.compile(
    r"(?:^|\.)(?:facebook\.com/(?:sharer|share|dialog)|(?:twitter|x)\.com/(?:intent|share|home\?status)|linkedin\.com/(?:sharearticle|sharing|"
    r"cws/share)|"
    r"reddit\.com/submit|news\.ycombinator\.com/submitlink|pinterest\.[\w.]+/pin/create|(?:api\.whatsapp\.com|wa\.me)/|whatsapp\.com/send|"
    r"t(?:elegram)?\.me/share|getpocket\.com/(?:save|edit)|instapaper\.com/|bsky\.app/intent|threads\.net/intent|tumblr\.com/(?:share|widgets)|"
    r"delicious\.com/|del\.icio\.us/|digg\.com/submit|mastodonshare\.com|sharetomastodon\.\w+|addtoany\.com|addthis\.com|buffer(?:app)?\.com/add|"
    r"(?:share|forward)\.(?:flipboard|hubspot)\.com|forward-to-friend\w*\.com)",
    re.IGNORECASE,
)
"""Addresses that hand another one to somebody: where a page is shared, not read."""
_KEPT = re.compile(
    r"(?:^|\.)(?:web\.archive\.org|archive\.(?:org|today|ph|is|li)|translate\.goog(?:le\.\w+)?|validator\.w3\.org|"
    r"webcache\.googleusercontent\.com)$"
)
"""Hosts that show another page themselves, in a state of its own."""

_COUNTER_HOST = re.compile(r"(?:e?click\w*|track\w*|links?|lnk\w*|trk|e?mail\w*|news(?:letter)?|go|t|url\d*|ablink|redirect)\.[^.]+\.[^.]+")
_COUNTER_PATH = re.compile(r"/(?:click|track|ls/click|ss/c|wf/click|e/c|ctc|cl\d|redirect|m\.asp|r)(?:/|$)", re.IGNORECASE)
_TOKEN = re.compile(r"(?=[A-Za-z0-9_%+-]*\d)(?=[A-Za-z0-9_%+-]*[A-Za-z])[A-Za-z0-9_%+-]{16,}")

_ADDRESS = re.compile(r"https?:/{1,3}(?=[^/])", re.IGNORECASE)
_AT_START = re.compile(r"https?:/{0,3}[^\s\x00-\x1f\x7f\"<>\\]+", re.IGNORECASE)
_BASE64 = re.compile(r"(?:a1)?(?P<data>[A-Za-z0-9_-]{16,}={0,2}|[A-Za-z0-9+/]{16,}={0,2})")
_INSIDE = re.compile(rb"https?:(?:\\*/){2}[^\s\x00-\x20\x7f-\xff\"'<>]+", re.IGNORECASE)
_PACKED = 20_000
"""The most bytes that a packed part of an address is unpacked to."""
_DEEPEST = 5
"""Wrappers in wrappers that are undone."""

_AMP_HOST = re.compile(r"^(?:amp|www)\.(?=[^.]+\.)")
_AMP_PATH = re.compile(r"^/amp(?=/.)|/amp(?:\.html)?/?$|\.amp(?=(?:\.html?)?$)|^/(?:google)?amp/s/(?=[\w.-]+\.)")
_INDEX = re.compile(r"(?<=/)index\.(?:html?|php)$|/$")
_FRAGMENT_IS_PAGE = re.compile(r"[!/]")


def unwrapped(url: str) -> str:
    """Give the address that a tracking wrapper sends on to, if it carries it; else the address itself."""
    for _ in range(_DEEPEST):
        target = _target(url)
        if not target or target == url:
            break
        url = target
    return url


def cleaned(url: str) -> str:
    """Undo wrappers and drop what only tracks readers; the address leads where it led before."""
    url = unwrapped(url.strip())
    parts = _split(url)
    if not parts:
        return url
    fragment = "" if parts.fragment.startswith(":~:") or _is_tracking(*parts.fragment.partition("=")[::2]) else parts.fragment
    return urlunsplit(parts._replace(query=_query(parts.query), fragment=fragment))


def canonical(url: str) -> str:
    """Give what all addresses of one page have in common, to compare them by. It need not lead anywhere.

    They may differ in `http` and `https`, `www.`, letter case of the host, a slash at the end, a fragment, parameters
    that track and their order, and in being the AMP form.
    """
    parts = _split(_without_amp_cache(cleaned(url)))
    if not parts:
        return url.strip()
    host = (parts.hostname or "").rstrip(".")
    host = _AMP_HOST.sub("", host)
    port = f":{parts.port}" if parts.port not in (None, 80, 443) else ""
    path = _INDEX.sub("", _AMP_PATH.sub("", quote(unquote(parts.path), safe="/:@!$&'()*+,;=-._~")))
    query = "&".join(sorted(filter(None, parts.query.split("&"))))
    fragment = parts.fragment if _FRAGMENT_IS_PAGE.match(parts.fragment) else ""
    return urlunsplit(("https", host + port, path.rstrip("/"), query, fragment))


def host_of(url: str) -> str:
    """Give the host of an address of the web in small letters, without `www.`; empty for every other address."""
    parts = _split(url)
    return (parts.hostname or "").removeprefix("www.") if parts else ""


def is_share(url: str) -> bool:
    """Whether an address serves to share another one."""
    return bool(_SHARE.search(url.partition("://")[2]))


def hides_target(url: str) -> bool:
    """Whether an address that could not be unwrapped looks like a wrapper: where it leads is then known to its owner alone."""
    parts = _split(url)
    if not parts:
        return False
    counts = _COUNTER_HOST.match(parts.hostname or "") or _COUNTER_PATH.search(parts.path)
    return bool(counts and _TOKEN.search(f"{parts.path}?{parts.query}"))


def _split(url: str) -> SplitResult | None:
    """Take an address of the web apart; nothing where it is none."""
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return None
    return parts if parts.scheme.lower() in ("http", "https") and parts.hostname else None


def _query(query: str) -> str:
    return "&".join(pair for pair in query.split("&") if pair and not _is_tracking(*pair.partition("=")[::2]))


def _is_tracking(name: str, value: str) -> bool:
    name = unquote(name).lower().removeprefix("amp;")
    return bool(_TRACKING.fullmatch(name)) or (name in _MAY_TRACK and bool(re.fullmatch(r"[A-Za-z][\w.%+-]*", value)))


def _without_amp_cache(url: str) -> str:
    """Give the page that Google keeps an AMP copy of."""
    match = re.match(r"https?://(?:www\.google\.\w+(?:\.\w+)?/amp|[\w-]+\.cdn\.ampproject\.org/[cviwr])/(?P<secure>s/)?(?P<rest>.+)", url)
    return f"http{'s' if match['secure'] else ''}://{match['rest']}" if match else url


# --- wrappers


def _target(url: str) -> str:
    """Undo one wrapper; empty where there is none, or where it does not carry its target."""
    parts = _split(url)
    if not parts or is_share(url) or _KEPT.search(parts.hostname or ""):
        return ""
    return next((target for undo in _UNDO for found in undo(parts) if (target := _whole(found))), "")


def _whole(found: str) -> str:
    """Make an address of what a wrapper carries; empty where it is none with a host of its own."""
    match = _AT_START.match(found.strip())
    if not match:
        return ""
    url = re.sub(r"^(https?):/*", r"\1://", match[0], flags=re.IGNORECASE)
    parts = _split(url)
    return url if parts and "." in (parts.hostname or "") else ""


def _proofpoint(parts: SplitResult) -> Iterator[str]:
    """`urldefense`: the second version writes `-` for `%` and `_` for `/`, the third puts the address in the path."""
    if not re.search(r"(?:^|\.)urldefense(?:\.proofpoint)?\.(?:com|us)$", parts.hostname or ""):
        return
    for name, value in parse_qsl(parts.query):
        if name == "u":
            yield unquote(value.replace("-", "%").replace("_", "/") if "/v2/" in parts.path else value)
    if match := re.search(r"/v3/__(?P<url>.+?)__;", urlunsplit(parts)):
        yield match["url"].replace("*", "")


def _parameter(parts: SplitResult) -> Iterator[str]:
    """`?url=https%3A%2F%2F…`, as most do; where it was not encoded, the rest of the query is its own."""
    for name, value in parse_qsl(parts.query):
        if name.lower().removeprefix("amp;") not in _TARGETS:
            continue
        value = unquote(value) if re.match(r"https?%3a", value, re.IGNORECASE) else value
        if _ADDRESS.match(value):
            raw = re.search(rf"(?:^|&){re.escape(name)}=(https?:.*)", parts.query, re.IGNORECASE)
            yield raw[1] + (f"#{parts.fragment}" if parts.fragment else "") if raw and "?" in raw[1] else value


def _in_path(parts: SplitResult) -> Iterator[str]:
    """`/L0/https:%2F%2F…/1/02`, `/*http://…`, `/RU=https%3a…/RK=2`, `/?https://…`: an address within an address."""
    for segment in re.split(r"/(?:[A-Z]{2}=)?", parts.path):
        if re.match(r"https?(?::|%3a)(?:%2f|%252f)", segment, re.IGNORECASE):
            yield unquote(unquote(segment) if "%25" in segment else segment)
    rest = urlunsplit(parts._replace(scheme="", netloc=""))
    if match := re.search(r"[/*?](?P<url>https?:/{1,2}[\w-]+\..+)", rest, re.IGNORECASE):
        yield match["url"]


def _packed(parts: SplitResult) -> Iterator[str]:
    """`/redirect/2/eyJlIjoiaHR0cHM6…`: an address as base64, bare, in JSON, or packed with zlib."""
    values = [value for _, value in parse_qsl(parts.query)]
    for some in (*parts.path.split("/"), *values, *parts.path.split(".")):
        match = _BASE64.fullmatch(some) or _BASE64.match(some.partition(".")[0])
        if not match or not (match.end() == len(some) or some[match.end()] == "."):
            continue
        if found := _INSIDE.search(_unpack(match["data"])):
            yield re.sub(r"\\+(?=/)|\\+$", "", found[0].decode("ascii")).replace("\\u0026", "&")


def _unpack(text: str) -> bytes:
    """Decode base64 in either alphabet, and what was packed in it. Nothing where it is neither."""
    text = text.rstrip("=").replace("-", "+").replace("_", "/")
    try:
        data = base64.b64decode(text[: len(text) - (len(text) % 4 == 1)] + "=" * (-len(text) % 4), validate=True)
    except binascii.Error:
        return b""
    if data[:1] == b"\x78":
        try:
            return zlib.decompressobj().decompress(data, _PACKED)
        except zlib.error:
            return b""
    return data


_UNDO: tuple[Callable[[SplitResult], Iterator[str]], ...] = (_proofpoint, _parameter, _in_path, _packed)
"""What knows a kind of wrapper, and gives the targets that an address may carry; the first that is an address counts."""
