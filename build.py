"""The door: `python build.py` takes in what is new and builds the site; `--help` shows the other verbs."""

from digest.cli import main

if __name__ == "__main__":  # a worker that is started anew imports this file
    raise SystemExit(main())
