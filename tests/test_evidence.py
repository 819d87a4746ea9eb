"""Weighing: what agrees grows sure, what disagrees grows doubtful, and one witness counts once."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.ingest.evidence import weigh
from digest.ingest.raw import Evidence

OFFERED = st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from(["JSON-LD", "head", "page"]), st.floats(0.05, 1)), min_size=1, max_size=9)


def said(value: str, sure: float, where: str = "", witness: str = "") -> tuple[Evidence, str]:
    return Evidence(value=value, where=where or f"{value} {sure}", sure=sure, witness=witness), value


def test_two_that_agree_are_surer_than_each() -> None:
    (one,) = weigh([said("a", 0.9, "JSON-LD"), said("a", 0.6, "the address")])
    assert one.support == one.sure == pytest.approx(0.96)
    assert (one.evidence.where, one.evidence.sure) == ("JSON-LD and the address", 0.96)


def test_two_tags_of_one_template_are_no_surer_than_one() -> None:
    (one,) = weigh([said("a", 0.8, "og:title", "head"), said("a", 0.75, "twitter:title", "head")])
    assert one.support == pytest.approx(0.8)


def test_what_speaks_for_another_value_takes_a_half_of_it_off() -> None:
    first, second = weigh([said("a", 0.9), said("b", 0.4)])
    assert first.value == "a"
    assert [first.support, first.sure] == pytest.approx([0.9, 0.9 * 0.8])
    assert [one.value for one in first.against] == ["b"]
    assert second.sure == pytest.approx(0.4 * 0.55)


def test_two_weak_witnesses_that_agree_beat_a_strong_one() -> None:
    assert weigh([said("a", 0.8), said("b", 0.7, "x"), said("b", 0.7, "y")])[0].value == "b"


def test_what_alone_decides_is_told_as_it_was_offered() -> None:
    offered = Evidence(value="a", where="the line `Title:`")
    assert weigh([(offered, "a")])[0].evidence == offered


def test_values_may_mean_the_same_and_the_surest_is_given() -> None:
    found = weigh([said("A title", 0.6, "x"), said("a TITLE", 0.7, "y")], lambda one, other: one.casefold() == other.casefold())
    assert [one.value for one in found] == ["a TITLE"]


def test_nothing_offered_is_nothing_weighed() -> None:
    assert weigh([]) == []


@given(OFFERED)
def test_sureness_is_a_probability_and_every_value_has_its_place(offered: list[tuple[str, str, float]]) -> None:
    found = weigh([said(value, sure, f"{where} {sure}", where) for value, where, sure in offered])
    assert {one.value for one in found} == {value for value, _, _ in offered}
    assert all(0 < one.sure <= one.support < 1 for one in found)
    assert [one.support for one in found] == sorted((one.support for one in found), reverse=True)


@given(OFFERED, st.sampled_from("abc"), st.floats(0.05, 1))
def test_one_more_witness_never_takes_from_what_it_says(offered: list[tuple[str, str, float]], value: str, sure: float) -> None:
    before = [said(*one[::2], where=one[1]) for one in offered]
    supports = {one.value: one.support for one in weigh(before)}
    after = {one.value: one.support for one in weigh([*before, said(value, sure, "somebody else")])}
    assert after[value] >= supports.get(value, 0.0)
    assert all(after[other] == pytest.approx(support) for other, support in supports.items() if other != value)
