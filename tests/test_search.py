"""The search index: a bundle for each year, made anew where an article of the year changed, and the same bytes from the same texts."""

from __future__ import annotations

import gzip
import json
import os
import re
import shutil
import time
from pathlib import Path
from typing import Any

import pytest
from conftest import MakeSite, SiteFolder, page
from hypothesis import given
from hypothesis import strategies as st

from digest import config
from digest.beside import Beside
from digest.errors import DigestError
from digest.site import pagefind, search
from digest.site.pagefind import JOINED, LETTERS, Record, bundle, spaced

CONFIG = """=== site_config.yaml
name: The Test
id: the-test
base_url: https://example.org/repo
new_topics: accept
topics: [{slug: space, name: Space}, {slug: moon, name: Moon, parent: space}]
"""


def archive(site: MakeSite) -> SiteFolder:
    """Make a site with articles of two years and one without a date, built once."""
    made = site(CONFIG, minimal=True)
    made.write("templates/search.html", "<h1>{{ years|join(' ') }}</h1>\n")
    made.write("content/articles/2023/05/a.md", page("A probe", "It landed *soft*ly.", published="2023-05-01", topics=["moon"], source={"name": "Moon Daily"}))
    made.write("content/articles/2024/01/b.md", page("物联网", "今天的物联网设备越来越多。", published="2024-01-02", language="zh-Hans"))
    made.write("content/articles/undated/c.md", page("No day", "Nobody knows.", names=[{"name": "Lin", "also": "林"}]))
    made.build()
    return made


def files_of(made: SiteFolder, year: str) -> dict[str, bytes]:
    return {path: data for path, data in made.public.items() if path.startswith(f"search/{year}/")}


def fragments(files: dict[str, bytes]) -> list[dict[str, Any]]:
    """Read what the index holds of each article."""
    return [json.loads(gzip.decompress(data).removeprefix(b"pagefind_dcd")) for path, data in files.items() if "/fragment/" in path]


def test_each_year_has_an_index_and_the_page_names_them_newest_first(site: MakeSite) -> None:
    made = archive(site)
    assert "<h1>2024 2023 undated</h1>" in made.text("search/index.html")
    assert {path.split("/")[1] for path in made.public if path.startswith("search/")} == {"2023", "2024", "undated", "index.html"}
    for year in ("2023", "2024", "undated"):
        names = [path.removeprefix(f"search/{year}/") for path in files_of(made, year)]
        assert {"pagefind.js", "pagefind-entry.json", "wasm.en.pagefind"} <= set(names)
        assert not [name for name in names if "ui" in name], "the program's own interfaces are not published"


def test_an_article_is_found_by_all_that_it_holds(site: MakeSite) -> None:
    made = archive(site)
    (probe,) = fragments(files_of(made, "2023"))
    assert probe["url"] == "/articles/2023/05/a/", "without the site's path: the page knows that"
    assert probe["content"] == "It landed softly."
    assert probe["meta"] == {"title": "A probe", "source": "Moon Daily", "day": "2023-05-01"}
    assert probe["filters"] == {"topic": ["moon", "space"], "source": ["moon-daily"]}, "a topic, and the one above it"
    (chinese,) = fragments(files_of(made, "2024"))
    assert chinese["meta"]["lang"] == "zh-Hans"
    (undated,) = fragments(files_of(made, "undated"))
    assert undated["content"] == "Nobody knows. Lin · 林"


def test_only_the_year_of_a_change_is_indexed_again(site: MakeSite) -> None:
    made = archive(site)
    before = made.public
    made.edit("content/articles/2024/01/b.md", "设备", "装置")
    assert made.build().indexed == ("2024",)
    assert files_of(made, "2024").keys() != {path for path in before if path.startswith("search/2024/")}
    assert files_of(made, "2023") == {path: data for path, data in before.items() if path.startswith("search/2023/")}
    made.edit("templates/search.html", "h1", "h2")
    assert made.build().indexed == (), "a change of a template is none of the texts"


def test_an_index_after_edits_is_that_of_a_clean_build(site: MakeSite) -> None:
    made = archive(site)
    made.write("content/articles/2024/02/d.md", page("Another", "Words.", published="2024-02-02", topics=["space"]))
    made.delete("content/articles/2023/05/a.md")
    made.build()
    after = made.public
    assert not [path for path in after if path.startswith("search/2023/")], "a year without articles has no index"
    assert set(made.build(clean=True).indexed) == {"2024", "undated"}
    assert made.public == after
    shutil.rmtree(made.root / "public")
    shutil.rmtree(made.root / ".cache")
    made.build()
    assert made.public == after


@pytest.mark.parametrize("lost", ["pagefind.js", "index", "fragment"])
def test_what_is_lost_of_an_index_is_made_again(site: MakeSite, lost: str) -> None:
    made = archive(site)
    before = made.public
    made.delete(f"public/search/2023/{lost}")
    made.edit("content/articles/undated/c.md", "Nobody", "Somebody")
    assert set(made.build().indexed) == {"2023", "undated"}
    assert {path: data for path, data in made.public.items() if "undated" not in path and "search/" in path} == {
        path: data for path, data in before.items() if "undated" not in path and "search/" in path
    }


def test_a_run_that_was_killed_is_completed(site: MakeSite, monkeypatch: pytest.MonkeyPatch) -> None:
    made = archive(site)
    made.edit("content/articles/2024/01/b.md", "设备", "装置")
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr("digest.files.delete", lambda folder, paths: (_ for _ in ()).throw(KeyboardInterrupt))
        made.build()
    made.build()
    after = made.public
    shutil.rmtree(made.root / "public")
    made.build()
    assert made.public == after, "nothing of before is left over"


def test_a_file_that_we_did_not_write_stays(site: MakeSite) -> None:
    made = archive(site)
    made.write("public/search/2023/notes.txt", "mine")
    made.delete("content/articles/2023/05/a.md")
    made.build()
    assert [path for path in made.public if path.startswith("search/2023/")] == ["search/2023/notes.txt"]


def test_without_search_there_is_no_page_and_no_index(site: MakeSite, monkeypatch: pytest.MonkeyPatch) -> None:
    made = archive(site)
    made.edit("site_config.yaml", "new_topics", "search: false\nnew_topics")
    made.build()
    assert not [path for path in made.public if path.startswith("search/")]
    made.edit("site_config.yaml", "search: false\n", "")
    monkeypatch.setattr(pagefind, "is_installed", lambda: False)
    made.build()
    assert not [path for path in made.public if path.startswith("search/")]
    assert "search" not in search.settle(config.load(made.root)).pages


def test_the_preview_leaves_the_index_to_the_next_build(site: MakeSite) -> None:
    made = archive(site)
    made.edit("content/articles/2024/01/b.md", "设备", "装置")
    before = made.public
    assert made.build(search=False).indexed == ("2024",)
    assert files_of(made, "2024") == {path: data for path, data in before.items() if path.startswith("search/2024/")}
    assert made.build(search=False).indexed == ("2024",), "it waits, and that is told each time"
    assert made.build().indexed == ("2024",)
    assert made.build(search=False).indexed == ()


def test_the_preview_indexes_beside_itself(site: MakeSite) -> None:
    made = archive(site)
    made.edit("content/articles/2024/01/b.md", "设备", "装置")
    with Beside("--root", str(made.root), "build") as indexing:
        indexing.start()
        indexing.start()  # as after another change: the first is ended
        for _ in range(300):
            if made.build(search=False).indexed == ():
                break
            time.sleep(0.1)
        else:
            raise AssertionError("it is not indexed")


def test_what_runs_beside_is_ended(tmp_path: Path) -> None:
    made = SiteFolder(tmp_path)
    made.write("site_config.yaml", "name: X\nsearch: false\n")
    with Beside("--root", str(tmp_path), "serve", "--port", "0") as beside:
        pid = beside.start()
        assert os.getpriority(os.PRIO_PROCESS, pid) == 15, "it yields to what the editor waits for"
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_an_article_without_a_word_does_not_break_its_year(site: MakeSite) -> None:
    made = archive(site)
    made.write("content/articles/2022/01/dots.md", page("…", "", published="2022-01-01"))
    made.build()
    (dots,) = fragments(files_of(made, "2022"))
    assert dots["content"] == "/articles/2022/01/dots/"


def test_markup_is_no_text() -> None:
    assert search.plain("<h2>One</h2>\n<p>T<em>wo</em>, <a href=\"/x\">three</a>.</p><ul><li>a &lt;b&gt; c</li></ul>") == "One Two, three. a <b> c"


RECORDS = [
    Record(f"/{number}/", f"Text {number} of many words and filters 文字{number}。", {"title": f"Title {number}"},
           {"topic": [f"t{number % 7}", f"t{number % 5}"], "source": [f"s{number % 11}"]})
    for number in range(60)
]  # fmt: skip


def test_the_same_texts_give_the_same_bytes() -> None:
    first = bundle(RECORDS, "en")
    assert all(bundle(RECORDS, "en") == first for _ in range(3)), "Pagefind's own filters come in another order each time"


def test_names_of_files_follow_their_bytes() -> None:
    one, other = bundle(RECORDS, "en"), bundle([*RECORDS[:-1], RECORDS[-1]._replace(text="Other words")], "en")
    same = {path for path in one.keys() & other.keys() if path.endswith((".pf_meta", ".pf_index", ".pf_filter", ".pf_fragment"))}
    assert all(one[path] == other[path] for path in same)
    assert {path for path in one if path.endswith(".pf_filter")} <= other.keys(), "the filters are those of before"


@pytest.mark.parametrize(("language", "known"), [("en", "en"), ("de-CH", "de"), ("zh-Hant", "en"), ("ja", "en"), ("tlh", "tlh")])
def test_the_language_of_an_index_is_one_in_which_queries_stay_whole(language: str, known: str) -> None:
    assert list(json.loads(bundle(RECORDS[:2], language)["pagefind-entry.json"])["languages"]) == [known]


def test_letters_of_scripts_without_spaces_are_words() -> None:
    assert spaced("TikTok用户:物联网!").replace(JOINED, "|") == "TikTok| 用| 户| :| 物| 联| 网| !"
    assert spaced("반도체 공장 opens").replace(JOINED, "|") == "반| 도| 체 공| 장 opens"
    assert spaced("Plain words, as they are.") == "Plain words, as they are."


@given(st.text(alphabet=st.sampled_from("ab 物联網ก카 .,”")))
def test_spacing_can_be_undone(text: str) -> None:
    assert spaced(text).replace(f"{JOINED} ", "") == text
    assert not re.search(f"[{LETTERS}][^{JOINED}\\s]", spaced(text))


def test_a_failure_of_the_program_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    program = tmp_path / "pagefind"
    program.write_text("#!/bin/sh\nexit 3\n")
    program.chmod(0o755)
    monkeypatch.setattr("pagefind_bin.get_executable", lambda: program)
    with pytest.raises(DigestError, match="the search index cannot be made: it ended"):
        bundle(RECORDS, "en")
