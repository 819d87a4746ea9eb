"""Where one article ends and the next begins in a text that marks no border.

Nothing in such a file says "new article", but much speaks for it or against it. `EVIDENCE` lists what is looked
at between two paragraphs and what it weighs; from `ENOUGH` on it is a border. The strongest single thing is a long
paragraph that breaks off in mid-sentence; the strongest against it are words that both sides share and that are
rare in this file, a name above all. To teach it something new, add a line to `EVIDENCE`.
"""

from __future__ import annotations

import math
import re
import statistics
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from digest.ingest import paragraphs as look
from digest.ingest.paragraphs import Paragraph

ENOUGH = 3.0
"""The weight of evidence that makes a border."""

_WINDOW = 12
"""How many paragraphs above a gap are compared with those below it."""

_TOKEN = re.compile(rf"[{look.SPACELESS}]+|(?:(?![{look.SPACELESS}])[^\W\d_])(?:(?![{look.SPACELESS}])[\w’'.&-])*")
_SPACELESS = re.compile(rf"[{look.SPACELESS}]")
_COMMON = frozenset(
    "a about above according across added adding after again against ago all almost along already also although always "
    "am among amid an and announced another any are around as asked at away back based be became because become been "
    "before began behind being believe below best better between both but by called came can cannot case cause change "
    "come comes could country countries current currently day days decision despite did different do does doing done "
    "down due during each early either end enough even ever every example expected face far few find first firm five "
    "following for former found four from full further gave general get give given go going good got government great "
    "group had half hand has have having he head held help her here high him his hold how however i if important in "
    "include included including increase industry into is issue it its itself just keep key know known large largest "
    "last late later latest lead least left less life like likely little local long look made main major make makes "
    "making man many market may meanwhile media members might million billion minister month months more most move much "
    "must nation national near nearly need never new news next no nor not nothing now number of off office official "
    "officials often old on once one only open or order other others our out over own part past people percent period "
    "place plan plans point policy possible power present president press problem process public put quarter rather "
    "recent recently report reported reporters reports result right rise role said same saw say saying says second "
    "see seen sell set seven several she should show shows side since six small so social some source sources state "
    "statement still such support sure system take taken team ten than that the their them themselves then there these "
    "they thing things think third this those though three through time times to today together told too took top "
    "toward total turn two under until up update us use used using very view want wanted was way ways we week weeks "
    "well went were what when where whether which while who whole whose why will with within without won work working "
    "world would year years yesterday yet you your company companies business "
    "monday tuesday wednesday thursday friday saturday sunday january february march april june july august september "
    "october november december jan feb aug sept oct nov dec".split()
)
_GOES_ON = re.compile(
    r"(?:he|she|they|his|her|their|him|it|its|both|this|that|these|those|such|also|and|but|or|nor|so|yet|then|still|"
    r"however|meanwhile|moreover|furthermore|additionally|besides|nevertheless|nonetheless|instead|otherwise|thus|"
    r"therefore|hence|consequently|similarly|likewise|separately|elsewhere|afterward|afterwards|later|earlier|finally|"
    r"asked|in (?:addition|contrast|response|turn|particular|related news|other words|the meantime|fact|short|return)|"
    r"for (?:example|instance|now|its part|his part|her part)|on the other hand|as a result|at the same time|of course|"
    r"the (?:company|firm|group|report|statement|suit|lawsuit|study|move|ruling|order|decision|document|agreement|deal|"
    r"ministry|agency|court|bill|law|plan|proposal|former|latter|two|three|pair|new|other|same|researchers|authors|"
    r"journal|newspaper|official|spokes\w+|sources?|center|party)|another|other|others|"
    r"其中|此外|同時|同时|另外|不過|不过|但|而|然而|因此|他|她|該|该|對此|对此|至於|至于|一方面|また|しかし|一方|さらに|そして)\b"
    r"|[“\"‘'「『«„]",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Traits:
    """What is asked of one paragraph again and again."""

    words: frozenset[str]
    names: frozenset[str]
    introduced: frozenset[str]
    length: int
    sentences: int
    broken: float
    label: str
    prose: bool
    title: bool
    sign_off: bool
    dateline: bool
    goes_on: bool
    gap: int


@dataclass(frozen=True, slots=True)
class _Gap:
    """What one piece of evidence may look at: the article so far, the paragraph above the gap, and what follows."""

    above: Sequence[_Traits]
    before: _Traits
    after: _Traits
    follow: Sequence[_Traits]
    shared: float
    shared_far: float
    usual_gap: int
