"""A library that is read when something of it is asked for: most runs ask nothing of some that a module cannot do without.

    if TYPE_CHECKING:
        import yaml
    else:
        yaml = later.read("yaml")

For libraries that take long to read and stand in many places of a module; for one place, an import in it is plainer.
"""

from __future__ import annotations

import importlib.util
import sys
from types import ModuleType


def read(name: str) -> ModuleType:
    """Return a module that is read as soon as one of its names is asked for, as the manual of `importlib` has it. Raises `ImportError`."""
    if name in sys.modules:
        return sys.modules[name]
    spec = importlib.util.find_spec(name)
    if not spec or not spec.loader:
        raise ModuleNotFoundError(f"No module named {name!r}", name=name)
    spec.loader = importlib.util.LazyLoader(spec.loader)
    module = sys.modules[name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
