"""Work spread over processes: the same bytes with any number of them, and a plain end where one dies."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from conftest import MakeSite, page

from digest import workers
from digest.errors import DigestError, problem
from digest.site import writing
from digest.site.planned import Page
from digest.workers import sharing

DOOR = Path(__file__).parents[1] / "build.py"


@pytest.fixture(autouse=True)
def _however_little(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "FEW", 0)


def squares(offset: int, batch: Sequence[int]) -> list[tuple[int, int]]:
    return [(os.getpid(), offset + number * number) for number in batch]


def refuse(offset: int, batch: Sequence[int]) -> None:
    raise DigestError(problem("x.md", f"{offset} is wrong", "mend it", line=3))


def die(offset: int, batch: Sequence[int]) -> None:
    os._exit(3)


@pytest.mark.parametrize("jobs", [1, 2, 5])
def test_each_item_is_worked_on_once(jobs: int) -> None:
    with sharing(100, 30, jobs) as run:
        done = [result for part in run(squares, list(range(30))) for result in part]
    assert sorted(value for _, value in done) == [100 + number * number for number in range(30)]
    assert (os.getpid() in {process for process, _ in done}) == (jobs == 1)


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize("count", [1, 15, 300, 5_000])
def test_batches_come_in_order_and_shrink_towards_the_end(jobs: int, count: int) -> None:
    with sharing(0, count, jobs) as run:
        batches = [[number for _, number in part] for part in run(squares, range(count))]
    assert [number for batch in batches for number in batch] == [number * number for number in range(count)]
    sizes = [len(batch) for batch in batches]
    assert sizes[:-1] == sorted(sizes[:-1], reverse=True)
    assert sizes[-1] <= 16 or len(sizes) == 1 or jobs == 1


def test_batches_of_a_size_that_was_asked_for() -> None:
    with sharing(0, 1_000, 2) as run:
        assert [len(part) for part in run(squares, range(1_000), 300)] == [300, 300, 300, 100]


def test_with_nothing_to_do_nothing_is_done() -> None:
    with sharing(0, 0, 2) as run:
        assert [result for part in run(squares, []) for result in part] == []


def test_a_complaint_comes_back_whole_from_another_process() -> None:
    with pytest.raises(DigestError) as error, sharing(7, 4, 2) as run:
        list(run(refuse, [1, 2, 3, 4]))
    assert error.value.problems == (problem("x.md", "7 is wrong", "mend it", line=3),)


def test_a_worker_that_dies() -> None:
    with pytest.raises(DigestError) as error, sharing(7, 4, 2) as run:
        list(run(die, [1, 2, 3, 4]))
    assert "a worker process died before its work was done" in str(error.value)


SITE = "\n".join(
    f"=== content/articles/2024/{month:02}/{name}.md\n{page(f'{name} of {month}', 'A *body*.', published=f'2024-{month:02}-03', topics=['x', name])}"
    for month in range(1, 9)
    for name in ("a", "b", "c")
)


def test_law_3_the_number_of_workers_does_not_show(site: MakeSite) -> None:
    one, many = (site(f"=== site_config.yaml\nname: X\nnew_topics: accept\nper_page: 3\nsearch: false\n{SITE}", minimal=True) for _ in range(2))
    one.build(jobs=1)
    many.build(jobs=3)
    assert one.public == many.public
    for made, jobs in ((one, 1), (many, 2)):
        made.edit("content/articles/2024/03/b.md", "b of 3", "Another title")
        made.build(jobs=jobs)
    assert one.public == many.public
    assert many.build(jobs=2, clean=True).total == len(many.public)
    assert one.public == many.public


def test_law_3_where_processes_cannot_be_forked_the_bytes_are_the_same(site: MakeSite, monkeypatch: pytest.MonkeyPatch) -> None:
    one, many = (site(f"=== site_config.yaml\nname: X\nnew_topics: accept\nper_page: 3\nsearch: false\n{SITE}", minimal=True) for _ in range(2))
    one.build(jobs=1)
    monkeypatch.setattr(workers, "START", "spawn")
    many.build(jobs=2)
    assert one.public == many.public


def test_a_worker_that_is_started_anew_does_not_run_the_command_again(site: MakeSite) -> None:
    made = site(f"=== site_config.yaml\nname: X\nnew_topics: accept\n{SITE}", minimal=True)
    code = (
        "import runpy, sys; from digest import workers; workers.FEW, workers.START = 0, 'spawn'; "
        f"sys.argv = ['build.py', '--root', {str(made.root)!r}, 'build', '--jobs', '2']; runpy.run_path({str(DOOR)!r}, run_name='__main__')"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=DOOR.parent)
    assert (run.returncode, run.stderr) == (0, "")
    assert run.stdout.count("written") == 1


@pytest.mark.skipif(sys.platform != "linux", reason="a fault is put into workers by forking them, which this system does not do")
def test_a_build_whose_worker_dies_leaves_the_site_as_it_was(site: MakeSite, monkeypatch: pytest.MonkeyPatch) -> None:
    made = site(f"=== site_config.yaml\nname: X\nnew_topics: accept\n{SITE}", minimal=True)
    made.build(jobs=2)
    before = made.public
    made.edit("content/articles/2024/03/b.md", "A *body*.", "Another body.")
    made.write("content/articles/2024/03/d.md", page("New", published="2024-03-04", topics=["x"]))
    whole = writing._bytes

    def half(planned: Page, given: Mapping[str, Any], job: writing.Job) -> bytes:
        if planned.kind == "topic":
            os._exit(9)
        return whole(planned, given, job)

    with monkeypatch.context() as patched:
        patched.setattr(writing, "_bytes", half)
        with pytest.raises(DigestError, match="a worker process died"):
            made.build(jobs=2)
    assert made.public == before
    made.build(jobs=2)
    assert b"Another body." in made.public["articles/2024/03/b/index.html"]
    assert "articles/2024/03/d/index.html" in made.public


def _who(number: int) -> tuple[int, int]:
    return number, os.getpid()


def _dies(here: int) -> str:
    if os.getpid() != here:
        os._exit(1)
    return "done here"


def test_work_aside_is_done_by_another_process_where_that_is_safe() -> None:
    forks = workers.START == "fork"
    with workers.aside(_who, (7,), 2) as result:
        number, process = result()
    assert (number, process != os.getpid()) == (7, forks)
    with workers.aside(_who, (7,), 1) as result:
        assert result() == (7, os.getpid())
    done = threading.Event()
    waiting = threading.Thread(target=done.wait)
    waiting.start()
    try:
        with workers.aside(_who, (7,), 2) as result:
            assert result() == (7, os.getpid())
    finally:
        done.set()
        waiting.join()


def test_work_aside_that_dies_is_done_here() -> None:
    with workers.aside(_dies, (os.getpid(),), 2) as result:
        assert result() == "done here"


def test_work_aside_that_nobody_waits_for_ends() -> None:
    before = time.monotonic()
    with workers.aside(time.sleep, (30,), 2):
        pass
    assert time.monotonic() - before < 10
