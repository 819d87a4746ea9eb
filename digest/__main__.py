"""`python -m digest` is `python build.py`."""

from digest.cli import main

raise SystemExit(main())
