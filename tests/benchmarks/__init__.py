"""What is measured: how fast a site is built, against Hugo on the same articles (`python -m tests.benchmarks.build`).

`corpus` and `dumps` make the input of invented `words`, `measure` runs one command, `folders` looks at what it left, `sides` are the
two generators, `race` is the order of the steps, `table` holds the goals and words the result, `build` is the
command line. `site/` and `hugo/` make the same pages with templates of the same size; `full/` is our theme as it comes.

And how well raw forms are understood, beside the libraries alone (`python -m tests.benchmarks.understanding`): `scores` says what a
row of its table is, `html_pages` measures saved pages.
"""
