"""Measure how raw forms are understood, beside the libraries alone: `python -m tests.benchmarks.understanding --data DIR`.

Prints one table. `DIR` holds real data that is no part of this repository; a row whose data is not there is left out.
To measure one more thing, write a function that is given `DIR` and gives a `Score`, and give it a line in `ROWS`.
Exit status: 0 measured, 2 there is nothing to measure.
"""

from __future__ import annotations

import argparse
import sys
import time
import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path

from . import charsets, events, glosses, html_pages, newsletters, outlets, polled, topics
from .scores import Row, Score

ROWS: Sequence[Row] = (
    Row(what="saved pages: body, F1 of word shingles", against="trafilatura", goal=0.970, measure=html_pages.body),
    Row(what="saved pages: title, exact", against="h1, else og:title, else title", goal=0.68, measure=html_pages.title),
    Row(what="saved pages: published day, exact", against="htmldate", goal=0.906, measure=html_pages.published),
    Row(what="saved pages: published without doubt, right", goal=0.99, measure=html_pages.published_surely),
    Row(what="saved pages: byline, the same names", against="trafilatura", measure=html_pages.byline),
    Row(what="feeds: entries found, of those that stand in them", against="feedparser", measure=polled.entries),
    Row(what="feeds: day of publication, as it is written", against="feedparser", goal=0.99, measure=polled.days),
    Row(what="newsletters: taken in without a problem", measure=newsletters.taken),
    Row(what="newsletters: a round-up or one text, as a person says", measure=newsletters.parted),
    Row(what="newsletters: links of headlines that became items", measure=newsletters.links),
    Row(what="topics, news of five sections: by words, the first is right", against="their number in the text", goal=0.90, measure=topics.sections_words),
    Row(what="topics, news of five sections: by words, F1", against="their number in the text", measure=topics.sections_words_given),
    Row(what="topics, news of five sections: 20 pages each, the likeliest is right", against="TF-IDF, logistic regression", goal=0.95, measure=topics.sections_first),
    Row(what="topics, news of five sections: 20 pages each, F1", against="TF-IDF, logistic regression", measure=topics.sections_given),
    Row(what="topics, news of five sections: 20 pages each, given ones are right", against="the words alone", goal=0.90, measure=topics.sections_right),
    Row(what="topics, posts on one of nine topics: by words, the first is right", against="their number in the text", goal=0.90, measure=topics.apart_words),
    Row(what="topics, posts on one of nine topics: by words, F1", against="their number in the text", measure=topics.apart_words_given),
    Row(what="topics, posts on one of nine topics: 20 pages each, the likeliest is right", against="TF-IDF, logistic regression", goal=0.95, measure=topics.apart_first),
    Row(what="topics, posts on one of nine topics: 20 pages each, F1", against="TF-IDF, logistic regression", measure=topics.apart_given),
    Row(what="topics, posts on one of nine topics: 20 pages each, given ones are right", against="the words alone", goal=0.90, measure=topics.apart_right),
    Row(what="topics, posts on many: 20 pages each, the likeliest is right", against="TF-IDF, logistic regression", measure=topics.many_first),
    Row(what="topics, posts on many: 20 pages each, F1", against="TF-IDF, logistic regression", measure=topics.many_given),
    Row(what="topics, posts on many: 20 pages each, given ones are right", against="the names alone", goal=0.90, measure=topics.many_right),
    Row(what="topics, posts on many: the same where 0.95 is asked for", against="the names alone", goal=0.95, measure=topics.many_surely),
    Row(what="topics, posts on many: a right one before a wrong", against="TF-IDF, logistic regression", measure=topics.many_ordered),
    Row(what="events: pairs of texts in one story, F1", against="TF-IDF, the best cut", goal=0.83, measure=events.same_event),
    Row(what="events: five outlets on one day, pairs in one story, F1", against="TF-IDF, the best cut", measure=outlets.one_day),
    Row(what="events: an office's posts of other months, in no story", measure=outlets.apart),
    Row(what="wire copy: posts under one title, known again", measure=events.carried_twice),
    Row(what="names with a form in another script, F1", against="the longest run of capitals", measure=glosses.found),
    Row(what="encodings: nothing declared, read as written", against="chardet", measure=charsets.undeclared),
    Row(what="encodings: wrongly declared, read as written", measure=charsets.misdeclared),
    Row(what="encodings: without doubt, right", goal=0.99, measure=charsets.surely),
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the command line says."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.understanding", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, metavar="DIR", help="the folder with html-pages/, feeds/ and so on")
    parser.add_argument("--only", default="", metavar="WORDS", help="only the rows whose name holds these words")
    given = parser.parse_args(arguments)
    rows = [row for row in ROWS if given.only in row.what]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what the libraries beside ours warn of is not ours
        measured = [(row, score) for row in rows if (score := _measure(row, given.data))]
    if not measured:
        print(f"{given.data} holds nothing that could be measured", file=sys.stderr)  # noqa: T201
        return 2
    print("\n".join(render(measured)))  # noqa: T201
    return 0


def _measure(row: Row, data: Path) -> Score | None:
    start = time.perf_counter()
    score = row.measure(data)
    print(f"{row.what}: {time.perf_counter() - start:.1f} s", file=sys.stderr)  # noqa: T201
    return score


def render(measured: Sequence[tuple[Row, Score]]) -> Iterator[str]:
    """Word the scores as a table in Markdown."""
    rows = [("", "of", "goal", "ours", "alone", "what alone", "reached", "note"), *(_cells(row, score) for row, score in measured)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in (rows[0], tuple("-" * width for width in widths), *rows[1:]):
        yield "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |"


def _cells(row: Row, score: Score) -> tuple[str, ...]:
    alone = "" if score.against is None else f"{score.against:.3f}"
    beaten = score.against is None or score.ours >= score.against
    reached = "yes" if beaten and score.ours >= row.goal else "no"
    return row.what, f"{score.of:,}", f"{row.goal:.3f}" if row.goal else "", f"{score.ours:.3f}", alone, row.against, reached, score.note


if __name__ == "__main__":
    sys.exit(main())
