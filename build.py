"""The door: `python build.py` takes in what is new and builds the site; `--help` shows the other verbs."""

from digest.cli import main

raise SystemExit(main())
