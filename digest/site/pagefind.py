"""Texts → the files of a search index; alone knows Pagefind, whose program comes in the package `pagefind_bin`.

`bundle` hands records to the program over a pipe and takes the files back as bytes, so nothing is written here. A
bundle is whole: the script and the WebAssembly that search it are in it too, and a page merges any number of them.

    pagefind.js  wasm.en.pagefind  pagefind-entry.json  pagefind.en_4de3ff5a1b.pf_meta
    index/en_0c3b4e1.pf_index  filter/en_95f0aa3.pf_filter  fragment/en_2869b8a.pf_fragment

The program's answer is the same bytes for the same records but for its filters, which it keeps in hash tables; they are
put in order here (`_in_order`). Pagefind finds words, and what stands between spaces is a word to it; so in scripts that
write none, and in Korean, whose words come with endings, every letter becomes a word (`spaced`). A run of such letters
in a query is looked for as a phrase, and is found wherever it stands in a sentence.
"""

from __future__ import annotations

import base64
import gzip
import importlib.util
import json
import os
import re
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from digest.errors import DigestError, problem
from digest.language import SPACELESS
from digest.site.cache import fingerprint

PACKAGES = ("pagefind-bin", "cbor2")
"""What must be installed, as `digest[search]` does."""

LETTERS = SPACELESS + "\u1100-\u11ff\uac00-\ud7af"
"""The letters that become words of their own, as a range of a regular expression."""

SCRIPT_LETTERS = "".join(letter if letter == "-" else f"\\u{{{ord(letter):x}}}" for letter in LETTERS)
"""The same as JavaScript writes it, in ASCII."""

JOINED = "\u2060"
"""Stands before a space that `spaced` made, so that the page can take both away again; Pagefind passes over it."""

_SINGLE = re.compile(rf"(?<=[{LETTERS}])(?=\S)|(?<=\S)(?=[{LETTERS}])")
_SEGMENTED = ("zh", "ja", "th")
"""Languages in which Pagefind would cut queries into words of its own."""

_KEPT = re.compile(r"pagefind\.js|pagefind-entry\.json|wasm\.(?!unknown).*|.*\.pf_(?:meta|index|filter|fragment)")
"""The files that a page of ours asks for; the rest are the program's own user interfaces."""

_SIGNATURE = b"pagefind_dcd"

_SIZE_OF_CHUNKS = ("PAGEFIND_UNSTABLE_INDEX_CHUNK_SIZE", "2000")
"""Words come in files of about 3 kB, a tenth of what is usual: a page fetches one for each word of a query and each year."""


class Record(NamedTuple):
    """One text to be found."""

    url: str
    """From the site's root, percent-encoded."""
    text: str
    meta: Mapping[str, str]
    """What a result shows; `title` weighs more than the text."""
    filters: Mapping[str, list[str]]


def is_installed() -> bool:
    """Whether everything is there that an index is made with."""
    return all(importlib.util.find_spec(name.replace("-", "_")) for name in PACKAGES)


def version() -> str:
    """Name the versions of what makes the bytes of an index."""
    from importlib import metadata

    return " ".join(f"{name} {metadata.version(name)}" for name in PACKAGES)


def spaced(text: str) -> str:
    """Make each letter of a script without spaces a word; `JOINED` marks the spaces that were not there."""
    return _SINGLE.sub(f"{JOINED} ", text)


def bundle(records: Iterable[Record], language: str) -> dict[str, bytes]:
    """Make the files of an index, by their path in its folder; `language`, a BCP 47 tag, is the one whose endings it knows.

    Raises `DigestError` where the program fails.
    """
    primary = language.partition("-")[0].lower()
    language = "en" if primary in _SEGMENTED else primary
    payloads: list[dict[str, Any]] = [{"type": "NewIndex", "config": {"force_language": language}}]
    payloads += [_payload(record, language) for record in records]
    *_, last = _converse([*payloads, {"type": "GetFiles", "index_id": 0}])
    files = {file["path"]: base64.b64decode(file["content"]) for file in last["files"]}
    return _in_order({path: data for path, data in sorted(files.items()) if _KEPT.fullmatch(path)})


def _payload(record: Record, language: str) -> dict[str, Any]:
    meta = {key: spaced(value) for key, value in record.meta.items() if value}
    return {"type": "AddRecord", "index_id": 0, "url": record.url, "content": spaced(record.text), "language": language,
            "meta": meta, "filters": record.filters, "sort": None}  # fmt: skip


def _converse(payloads: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Put one message after another to the program, and yield its answers. It forgets all when it is left."""
    from pagefind_bin import get_executable

    path: Path = get_executable()
    environment = dict((*os.environ.items(), _SIZE_OF_CHUNKS))
    pipe, nowhere = subprocess.PIPE, subprocess.DEVNULL
    try:
        with subprocess.Popen([path, "--service"], stdin=pipe, stdout=pipe, stderr=nowhere, env=environment) as process:
            assert process.stdin
            assert process.stdout
            for number, payload in enumerate(payloads):
                message = json.dumps({"message_id": number, "payload": payload}).encode()
                process.stdin.write(base64.b64encode(message) + b",")
                process.stdin.flush()
                yield _answer(process.stdout.fileno())
    except BrokenPipeError as error:
        raise _failure("it ended") from error


def _answer(pipe: int) -> dict[str, Any]:
    parts: list[bytes] = []
    while not parts or not parts[-1].endswith(b","):
        if not (part := os.read(pipe, 1 << 20)):
            raise _failure("it ended")
        parts.append(part)
    answer: dict[str, Any] = json.loads(base64.b64decode(b"".join(parts)[:-1]))["payload"]
    if answer["type"] == "Error":
        raise _failure(str(answer["message"]))
    return answer


def _failure(message: str) -> DigestError:
    return DigestError(problem("Pagefind", f"the search index cannot be made: {message}", "set `search: false`, or install it anew"))


def _in_order(files: dict[str, bytes]) -> dict[str, bytes]:
    """Put filters and their values in order, and name again by its bytes what tells of them."""
    entry = json.loads(files.pop("pagefind-entry.json"))
    (language, about), *_ = entry["languages"].items()
    meta = _loads(files.pop(f"pagefind.{about['hash']}.pf_meta"))

    def add(path: str, value: Any, length: int) -> str:
        """Add a file, and return the name that stands in its path for `{}`."""
        data = _dumps(value)
        name = f"{language}_{fingerprint(data)[:length]}"
        files[path.format(name)] = data
        return name

    filters = meta[3]
    values = [_loads(files.pop(f"filter/{old}.pf_filter")) for _, old in filters]
    filters[:] = [[name, add("filter/{}.pf_filter", [name, sorted(held)], 7)] for name, held in sorted(values)]
    about["hash"] = add("pagefind.{}.pf_meta", meta, 10)
    files["pagefind-entry.json"] = json.dumps(entry, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    return files


def _loads(data: bytes) -> Any:
    import cbor2

    return cbor2.loads(gzip.decompress(data).removeprefix(_SIGNATURE))


def _dumps(value: Any) -> bytes:
    """Write what `_loads` reads, packed alike on every machine: the time is left out, and the level is fixed."""
    import cbor2

    return gzip.compress(_SIGNATURE + cbor2.dumps(value), 9, mtime=0)
