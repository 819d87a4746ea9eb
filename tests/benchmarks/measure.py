"""One command, measured: wall and CPU seconds of its whole process tree, or the most memory that it held.

CPU is what `wait4` says: user and system time of the process and of all children that it waited for. Memory is the
sum of the PSS of its processes, from `/proc/*/smaps_rollup` (Linux), sampled every `INTERVAL`: a page that several of
them share counts once. The accounts of a control group would count the files written to a file system of memory too.

Looking at memory slows what is looked at, so it is not done in the runs that are timed.
"""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

INTERVAL = 0.05
"""Seconds between two looks at the memory."""

_PROC = Path("/proc")
MEASURES_MEMORY = (_PROC / "self/smaps_rollup").exists()


class FailedError(Exception):
    """A command that did not do its work, with what it printed."""


class Usage(NamedTuple):
    """What a command took. Seconds; `foreign` is the share of the machine that others used meanwhile."""

    wall: float
    cpu: float
    foreign: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Command:
    """A program and its arguments, run without a shell in an environment that holds nothing else than this."""

    arguments: Sequence[str]
    environment: Mapping[str, str]

    def time(self) -> Usage:
        """Run it. Raises `FailedError`."""
        os.sync()  # what others wrote is not to be written on its time
        busy, own, start = _busy_seconds(), _own_seconds(), time.perf_counter()
        used = self._run()
        wall = time.perf_counter() - start
        cpu = used.ru_utime + used.ru_stime
        foreign = _busy_seconds() - busy - cpu - (_own_seconds() - own)
        return Usage(wall, cpu, max(0.0, foreign / wall / (os.cpu_count() or 1)))

    def peak_memory(self) -> int:
        """Run it; return the most bytes that all its processes held at once. Raises `FailedError`."""
        return self.watch()[1]

    def watch(self) -> tuple[Usage, int]:
        """Run it with an eye on the memory; return what it took, a little more than without, and the most bytes. Raises `FailedError`."""
        sampler, start = _Sampler(), time.perf_counter()
        used = self._run(sampler)
        return Usage(time.perf_counter() - start, used.ru_utime + used.ru_stime), sampler.peak

    def _run(self, sampler: _Sampler | None = None) -> resource.struct_rusage:
        child = subprocess.Popen(
            self.arguments, env=self.environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            start_new_session=True,
        )  # fmt: skip
        try:
            if sampler:
                sampler.watch(child.pid)
            with child.stdout as stream:  # type: ignore[union-attr]  # it is a pipe
                said = stream.read()
            _, status, used = os.wait4(child.pid, 0)
        except BaseException:
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()
            raise
        finally:
            if sampler:
                sampler.stop()
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode:
            raise FailedError(f"exit {child.returncode}: {' '.join(self.arguments)}\n{said.decode(errors='replace')[-2000:]}")
        return used


class _Sampler:
    """Watches the memory of one session of processes from a thread."""

    def __init__(self) -> None:
        self.peak = 0
        self._done = threading.Event()
        self._thread: threading.Thread | None = None

    def watch(self, session: int) -> None:
        self._thread = threading.Thread(target=self._look, args=(session,))
        self._thread.start()

    def stop(self) -> None:
        self._done.set()
        if self._thread:
            self._thread.join()

    def _look(self, session: int) -> None:
        while True:
            self.peak = max(self.peak, sum(map(_pss, _processes(session))))
            if self._done.wait(INTERVAL):
                return


def _processes(session: int) -> Iterator[Path]:
    """Find the processes of a session; they have their leader's number or, all but after a wrap, a higher one."""
    for folder in _PROC.iterdir():
        if folder.name.isdigit():
            try:
                fields = (folder / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue  # it ended meanwhile
            if int(fields[3]) == session:
                yield folder


def _pss(process: Path) -> int:
    """Bytes of memory of a process, its part of what it shares."""
    try:
        lines = (process / "smaps_rollup").read_text().splitlines()
    except OSError:
        return 0  # it ended meanwhile
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:")), 0)


def _busy_seconds() -> float:
    """Seconds of work of all cores since the start of the machine; 0 where it does not tell."""
    try:
        first = (_PROC / "stat").read_text().partition("\n")[0]
    except OSError:
        return 0.0
    user, nice, system, _idle, _waiting, *interrupts = map(int, first.split()[1:9])
    return (user + nice + system + sum(interrupts)) / os.sysconf("SC_CLK_TCK")


def _own_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime
