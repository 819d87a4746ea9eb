"""A verb that runs beside the program, in a process of its own, until it is done or not wanted any more.

    with Beside("build", "--drafts") as indexing:
        indexing.start()   …   indexing.stop()   …   indexing.start()

For work that must not hold up what the editor waits for. It is silent, and yields to everything else on the machine. It
may be ended at any instant, since every verb completes what a killed run of it left.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from types import TracebackType

_LOW = 15
"""The priority that is left to it, as `nice` counts."""


class Beside:
    """Holds the process of one command line, of which there is never more than one."""

    def __init__(self, *arguments: str) -> None:
        self._command = [sys.executable, "-m", "digest", *arguments]
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Beside:
        """Begin with nothing running."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None) -> None:
        """Leave nothing running."""
        self.stop()

    def start(self) -> int:
        """Run it from the beginning; return the number of its process."""
        self.stop()
        quiet = subprocess.DEVNULL
        self._process = subprocess.Popen(self._command, cwd=Path(__file__).parents[1], stdin=quiet, stdout=quiet, stderr=quiet)
        if hasattr(os, "setpriority"):
            os.setpriority(os.PRIO_PROCESS, self._process.pid, _LOW)
        return self._process.pid

    def stop(self) -> None:
        """End it where it still runs, and wait until it has ended."""
        if self._process:
            self._process.terminate()
            self._process.wait()
            self._process = None
