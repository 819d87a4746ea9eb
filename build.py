"""The door: `python build.py` takes in what is new and builds the site; `--help` shows the other verbs."""

from digest.cli import run

if __name__ == "__main__":  # a worker that is started anew imports this file
    run()
