"""Sets of small numbers, each the bits of one integer: what is asked of thousands of members costs a few operations. Pure.

    digits = counted([0b011, 0b110])     [0b101, 0b010]: 0 and 2 are in one of the sets, 1 is in two
    most_often(digits, least=1)          0b010, then 0b101

Python's integers have as many bits as are wanted, and `&`, `|` and `^` go through thousands of them in a microsecond.
"""

from __future__ import annotations

import functools
import operator
from collections.abc import Iterable, Iterator, Sequence


def counted(sets: Iterable[int]) -> list[int]:
    """Count for each number in how many of some sets it is: binary digits, the lowest first, each as the set of those that have it."""
    digits: list[int] = []
    for carried in sets:
        for n, digit in enumerate(digits):
            digits[n], carried = digit ^ carried, digit & carried
            if not carried:
                break
        if carried:
            digits.append(carried)
    return digits


def most_often(digits: Sequence[int], least: int) -> Iterator[int]:
    """Give the sets of numbers that were counted equally often, the most often first, down to `least` times."""
    everyone = functools.reduce(operator.or_, digits, 0)
    left = [(0, len(digits), everyone)]
    while left:
        count, n, numbers = left.pop()
        if not n and count >= least:
            yield numbers
        elif n and count + (1 << n) > least:
            with_ = numbers & digits[n - 1]
            left += [(c, n - 1, some) for c, some in ((count, numbers ^ with_), (count + (1 << n - 1), with_)) if some]


def members(numbers: int) -> Iterator[int]:
    """Give the numbers in a set."""
    while numbers:
        lowest = numbers & -numbers
        yield lowest.bit_length() - 1
        numbers ^= lowest
