"""The seam through which work is spread over the cores: share a value once, then map batches over it.

    with sharing(job, len(paths), jobs) as run:
        for result in run(render_batch, paths): …
    for result in in_order(job, config, batches, jobs): …

It has the shape of `concurrent.futures.Executor.map`, so that another executor can stand in for the local one. Where
the system can fork, the workers have the shared value without copying it; elsewhere it is pickled to each once.
With one job, or little to do, everything happens in this process: the results are the same.
"""

from __future__ import annotations

import contextlib
import gc
import itertools
import marshal
import os
import signal
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from digest.errors import DigestError, problem

if TYPE_CHECKING:
    from concurrent.futures import Executor, Future

Shared = TypeVar("Shared")
Item = TypeVar("Item")
Result = TypeVar("Result")


class Run(Protocol):
    """Maps `function(shared, batch)` over batches of items."""

    def __call__(self, function: Callable[[Any, Sequence[Item]], Result], items: Sequence[Item], size: int = 0) -> Iterator[Result]:
        """Begin with it; return the results in the order of the batches, which have `size` items each, or as many as is best."""


FEW = 200
"""So few items are done here: starting workers would take longer."""

START = "fork" if sys.platform == "linux" else "spawn"
"""How workers begin: elsewhere a fork is not to be had, or not safe beside the system's own threads."""

_LEAST, _MOST = 16, 256
"""Items in a batch. They are neighbours, for what was made together lies together in memory, and a worker copies what it touches."""

_ROUNDS = 4
"""So many batches at least each worker is still to get; they shrink towards the end, where one worker may keep the others waiting."""

AHEAD = 4
"""So many batches for each worker are on their way at a time."""

_BURST = 64

_HERE = 1000
"""The size of a batch that is done in this process: after each there is something to tell of."""

_shared: Any = None
"""In a worker: the value that was shared with it when it was started."""


def bursts(batch: Sequence[Item]) -> Iterator[Sequence[Item]]:
    """Cut a batch into bursts, for work of many steps: each step is done for all of a burst before the next.

    A step finds its code still in the core's cache then: reading page files takes two thirds of the time that it takes file by file.
    """
    return _cut(batch, _BURST)


def cores() -> int:
    """Return the number of cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextlib.contextmanager
def sharing(shared: Any, items: int, jobs: int) -> Iterator[Run]:
    """Share a value with `jobs` workers for the length of a `with`; `items` says how much there is to do.

    Yields a `Run`. Workers begin when it is called, and here is time for something else until the results are asked for. Raises
    `DigestError` where a worker dies.
    """
    if jobs <= 1 or items <= FEW:
        yield lambda function, items, size=0: (function(shared, batch) for batch in _cut(items, size or _HERE))
        return
    with _pool(shared, jobs) as pool:

        def run(function: Callable[[Any, Sequence[Item]], Result], items: Sequence[Item], size: int = 0) -> Iterator[Result]:
            batches = _cut(items, size) if size else _shrinking(items, jobs)
            return pool.map(_work, [(function, batch) for batch in batches])

        yield run


def _shrinking(items: Sequence[Item], jobs: int) -> Iterator[Sequence[Item]]:
    at = 0
    while at < len(items):
        size = max(_LEAST, min(_MOST, (len(items) - at) // (jobs * _ROUNDS)))
        yield items[at : at + size]
        at += size


def _cut(items: Sequence[Item], size: int) -> Iterator[Sequence[Item]]:
    return (items[at : at + size] for at in range(0, len(items), size))


def in_order(function: Callable[[Shared, Item], Result], shared: Shared, batches: Iterable[Item], jobs: int) -> Iterator[Result]:
    """Map `function(shared, batch)` over batches as they come; give the results in the order of the batches.

    Only a few batches are made before their results are wanted, so that memory does not grow with their number. The first
    is done here: what it loads and compiles, all workers have from it. Raises `DigestError` where a worker dies.
    """
    batches = iter(batches)
    yield from (function(shared, batch) for batch in (itertools.islice(batches, 1) if jobs > 1 else batches))
    if jobs <= 1:
        return
    with _pool(shared, jobs) as pool:
        waiting: deque[Future[Result]] = deque()
        for batch in batches:
            waiting.append(pool.submit(_work, (function, batch)))
            if len(waiting) >= jobs * AHEAD:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


@contextlib.contextmanager
def aside(function: Callable[..., Result], arguments: tuple[Any, ...], jobs: int) -> Iterator[Callable[[], Result]]:
    """Work in another process for the length of a `with`, where there is a core for it, and a fork is to be had and safe.

    Yields what waits for the result, which must be one that `marshal` knows. Where the process dies, the work is done here.
    """
    threading = sys.modules.get("threading")  # who has not loaded it has one thread
    if jobs <= 1 or START != "fork" or (threading and threading.active_count() > 1):
        yield lambda: function(*arguments)
        return
    read, write = os.pipe()
    child = os.fork()
    if not child:
        try:
            found: Any = (function(*arguments),)
            with os.fdopen(write, "wb") as out:
                out.write(marshal.dumps(found))
        finally:
            os._exit(0)  # nothing of what the parent has registered for its own end
    os.close(write)
    with os.fdopen(read, "rb") as pipe:

        def result() -> Result:
            data = pipe.read()
            answer: Result = marshal.loads(data)[0] if data else function(*arguments)
            return answer

        try:
            yield result
        finally:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)


@contextlib.contextmanager
def _pool(shared: Any, jobs: int) -> Iterator[Executor]:
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool

    with ProcessPoolExecutor(jobs, multiprocessing.get_context(START), _start, (shared,)) as pool:
        gc.freeze()  # what is here now is looked through no more, so workers need no copy of it
        try:
            yield pool
        except BrokenProcessPool as error:
            cure = "run it again; if it happens again, try `--jobs 1`, which takes less memory"
            raise DigestError(problem("build.py", "a worker process died before its work was done", cure)) from error
        finally:
            gc.unfreeze()
            pool.shutdown(cancel_futures=True)


def _start(shared: Any) -> None:
    global _shared
    _shared = shared


def _work(part: tuple[Callable[[Any, Any], Any], Any]) -> Any:
    function, batch = part
    return function(_shared, batch)
