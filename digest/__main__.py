"""`python -m digest` is `python build.py`."""

from digest.cli import run

if __name__ == "__main__":
    run()
