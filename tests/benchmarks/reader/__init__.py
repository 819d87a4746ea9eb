"""What readers get, measured: the demo in a browser, in every way that somebody may read it.

`python -m tests.benchmarks.reader`; `__main__` says what is measured and with what.
"""
