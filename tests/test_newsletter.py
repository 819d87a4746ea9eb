"""Newsletters: letters taken apart, and what is no part of them left out."""

from __future__ import annotations

import datetime as dt
import warnings
from pathlib import Path

import pytest
from conftest import MakeSite
from hypothesis import given
from hypothesis import strategies as st

from digest import content
from digest.config import Config
from digest.errors import DigestError, Problem
from digest.ingest import chaff, letter_rows, mail, newsletter, normalize, plain_mail, roundup
from digest.ingest.raw import RawArticle
from digest.model import Source

FORMATS = Path(__file__).parent / "formats" / "newsletter"
CONFIG = Config(name="Test", excerpt_words=400)
NOW = dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC)


def articles(data: bytes, path: str = "x.eml") -> list[RawArticle]:
    return [one for one in newsletter.parse(data, path) if isinstance(one, RawArticle)]


def values(article: RawArticle, field: str) -> list[str]:
    return [evidence.value for evidence in article.evidence.get(field, ())]


def letter(text: str, *, kind: str = "text/plain", head: str = "") -> bytes:
    return f"From: The Letter <l@letter.example>\nSubject: Today\nDate: Tue, 24 Nov 2026 08:00:00 +0000\n{head}Content-Type: {kind}; charset=utf-8\n\n{text}".encode()


# Twin files


def pages(name: str) -> str:
    """Give the pages that come of a raw file, and what is wrong with it, as one text."""
    written = []
    for one in newsletter.parse((FORMATS / name).read_bytes(), name):
        if isinstance(one, Problem):
            written.append(f"!!! {one}\n")
            continue
        page = normalize.normalize(one, file=name, sha256="", config=CONFIG, added=NOW)
        written.append(f"=== {page.path}\n{content.dumps(page)}")
    return "\n".join(written)


TWINS = sorted(path.name for path in FORMATS.iterdir() if path.suffix != ".md")


def test_there_are_twins() -> None:
    assert len(TWINS) >= 5


@pytest.mark.parametrize("name", TWINS)
def test_a_letter_and_the_pages_that_come_of_it(name: str, request: pytest.FixtureRequest) -> None:
    """Each raw file has a twin that holds its pages; `pytest --update-golden` rewrites the twins."""
    twin = FORMATS / f"{name}.md"
    if request.config.getoption("--update-golden"):
        twin.write_text(pages(name), encoding="utf-8")
    assert pages(name) == twin.read_text(encoding="utf-8")


def test_a_round_up_of_nine_links_gives_nine_candidates_with_the_letter_credited() -> None:
    found = articles((FORMATS / "round-up.eml").read_bytes())
    made = [normalize.normalize(one, file="x.eml", sha256="", config=CONFIG, added=NOW) for one in found]
    assert len(made) == 9
    assert {one.via for one in made} == {Source(name="Tide Table", url="https://tide-table.example/issues/48")}
    assert [one.source.url for one in made if one.source][:2] == ["https://gazette.example/2026/11/20/cranes", "https://www.islandpost.example/news/ferry-winter/"]
    assert [str(one.published) for one in made if one.published] == ["2026-11-20", "2026-11-21"], "two addresses say a day"
    assert all("published" in one.review for one in made), "the letter itself does not say when the articles appeared"


def test_letters_in_the_inbox_become_a_site_in_one_command(site: MakeSite) -> None:
    made = site(minimal=False)
    for name in TWINS:
        made.write(f"content/inbox/{name}", (FORMATS / name).read_bytes())
    run = made.run()
    assert "the message “Invitation” holds no text" in run.err
    text = made.text("articles/2026/11/harbour-gets-its-cranes-back/index.html")
    assert 'Via <a href="https://tide-table.example/issues/48"><bdi>Tide Table</bdi></a>' in text
    assert 'href="https://gazette.example/2026/11/20/cranes"' in text


# A letter's text


def test_prose_that_was_broken_at_a_margin_is_one_line_again() -> None:
    text = "The harbour was closed for a year because the cranes had to be taken\ndown. Now they are back, and the first ship came in, as planned, on\nMonday morning.\n\nA\nB"
    assert plain_mail.plain_to_markdown(text) == (
        "The harbour was closed for a year because the cranes had to be taken down. Now they are back, and the first ship came in, as planned, on Monday morning.\n\nA\\\nB"
    )


def test_flowed_text_is_joined() -> None:
    assert plain_mail.unflow("One \ntwo.\n-- \nAnn \n> a \n> b\n>> c", delete_space=False) == "One two.\n-- \nAnn \n>a b\n>>c"
    assert plain_mail.unflow("今日は \n晴れ。", delete_space=True) == "今日は晴れ。"


def test_plain_text_shows_as_it_stood() -> None:
    assert plain_mail.plain_to_markdown("2 * 3 *and* [x](y) <b>") == r"2 \* 3 \*and\* [x\](y) \<b>"
    assert plain_mail.plain_to_markdown("See https://a.example/b_c (now).") == r"See [https://a.example/b_c](https://a.example/b_c) (now)."


def test_a_signed_letter_is_read_without_its_signature() -> None:
    signed = "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA1\n\n- -- One.\n-----BEGIN PGP SIGNATURE-----\nxyz\n-----END PGP SIGNATURE-----\n"
    assert plain_mail.plain_to_markdown(signed) == "-- One."


@pytest.mark.parametrize(
    "marker",
    [
        "---------- Forwarded message ---------\nFrom: Jo Lund <jo@a.example>\nDate: Sun, 22 Nov 2026\nSubject: Weirs\nTo: x@b.example\n\n",
        "Begin forwarded message:\n\nFrom: Jo Lund <jo@a.example>\nSubject: Weirs\nDate: Sun, 22 Nov 2026\n\n",
        "-----Original Message-----\nFrom: Jo Lund [mailto:jo@a.example]\nSent: Sun, 22 Nov 2026\nTo: x\nSubject: Weirs\n\n",
        "-----Ursprüngliche Nachricht-----\nVon: Jo Lund <jo@a.example>\nGesendet: Sun, 22 Nov 2026\nBetreff: Weirs\n\n",
        "---------- 转发邮件 ----------\n发件人：Jo Lund <jo@a.example>\n日期：Sun, 22 Nov 2026\n主题：Weirs\n\n",
    ],
)
def test_the_forwarded_original_counts(marker: str) -> None:
    (one,) = mail.read(letter(f"Look at this!\n\n{marker}The weir stands."))
    assert (one.text, one.subject, one.sender, one.date) == ("The weir stands.", "Weirs", "Jo Lund", "Sun, 22 Nov 2026")


def test_a_head_is_enough_where_the_subject_says_that_it_is_forwarded() -> None:
    html = "<p>Look!</p><hr><p><b>From:</b> Jo Lund &lt;jo@a.example&gt;<br><b>Sent:</b> Sunday, 22 November 2026<br><b>To:</b> x<br><b>Subject:</b> Weirs</p><p>The weir stands.</p>"
    (one,) = mail.read(letter(html, kind="text/html").replace(b"Subject: Today", b"Subject: FW: Weirs"))
    assert (one.text, one.subject, one.sender, one.date) == ("The weir stands.", "Weirs", "Jo Lund", "Sunday, 22 November 2026")
    (other,) = mail.read(letter(html, kind="text/html"))
    assert other.text.startswith("Look!")


def test_an_attached_message_counts() -> None:
    inner = "From: Jo Lund <jo@a.example>\nSubject: Weirs\n\nThe weir stands."
    data = f"From: a@b.example\nSubject: Fwd\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\nLook.\n--b\nContent-Type: message/rfc822\n\n{inner}\n--b--\n"
    (one,) = mail.read(data.encode())
    assert (one.subject, one.sender, one.text) == ("Weirs", "Jo Lund", "The weir stands.")


def test_html_is_taken_before_its_plain_version_and_attachments_are_left() -> None:
    data = (
        b"Content-Type: multipart/mixed; boundary=o\n\n--o\nContent-Type: multipart/alternative; boundary=i\n\n--i\nContent-Type: text/plain\n\nplain\n"
        b"--i\nContent-Type: text/html\n\n<p>rich</p>\n--i--\n--o\nContent-Type: text/plain\nContent-Disposition: attachment; filename=a.txt\n\nattached\n--o--\n"
    )
    assert [one.text for one in mail.read(data)] == ["rich"]


# What is no part of it


FOOTS = ["To unsubscribe, click here.", "Manage your preferences", "You are receiving this email because you signed up.", "Newsletter abbestellen",
         "Se désabonner", "Darse de baja", "Отписаться от рассылки", "退订此邮件", "配信停止はこちら", "수신거부"]  # fmt: skip


@pytest.mark.parametrize("foot", FOOTS)
def test_the_foot_goes_with_all_below_it(foot: str) -> None:
    found = articles(letter(f"The weir stands, and the river has come back to its bed after the mill.\n\n{foot}\n\nThe Letter Ltd, 1 Quay Street"))
    assert [one.text for one in found] == ["The weir stands, and the river has come back to its bed after the mill."]


def test_a_sponsor_goes_with_its_block() -> None:
    rows = letter_rows.rows("One.\n\n* * *\n\nAdvertisement\n\nBuy boots.\n\n* * *\n\nTwo.\n\nSponsored by Knot\n\nRopes that last.\n\nThree.")
    assert [row.shown for row in chaff.clear(rows).rows if row.shown] == ["One.", "Two.", "Three."]


def test_a_letter_is_never_cut_to_nothing() -> None:
    assert [one.text for one in articles(letter("Hello, world"))] == ["Hello, world"]


def test_what_speaks_of_such_things_in_a_sentence_stays() -> None:
    text = "The court ruled that readers may unsubscribe from paid letters within two weeks, which the publishers had refused."
    (one,) = articles(letter(f"{text}\n\nSponsors of the fair withdrew.\n\nA second paragraph follows here."))
    assert one.text.split("\n\n") == [text, "Sponsors of the fair withdrew.", "A second paragraph follows here."]


def test_the_address_at_which_a_letter_can_be_seen() -> None:
    (one,) = articles(letter('<p><a href="https://l.example/48">View in browser</a></p><p>The weir stands.</p>', kind="text/html"))
    assert (values(one, "url"), one.text) == (["https://l.example/48"], "The weir stands.")


# Items


def items(html: str) -> list[tuple[str, str, str, str]]:
    (one,) = mail.read(letter(html, kind="text/html"))
    return [(item.title, item.url, " ".join(item.texts), item.source) for item in roundup.find(letter_rows.rows(one.text)).items]


A = "https://a.example/1"
WAYS = {
    "the title is the link": f'<p><a href="{A}">Weir repaired at last</a></p><p>It took a year.</p>',
    "in one paragraph": f'<p><b><a href="{A}">Weir repaired at last</a></b><br>It took a year.</p>',
    "followed by its words": f'<p><b><a href="{A}">Weir repaired at last</a></b>: It took a year.</p>',
    "a heading and “read more”": f'<h3>Weir repaired at last</h3><p>It took a year. <a href="{A}">Read more</a></p>',
    "a bold line and “full story”": f'<p><b>Weir repaired at last</b><br>It took a year.<br><a href="{A}">Full story</a></p>',
    "a heading and its address": f'<h3>Weir repaired at last</h3><p><a href="{A}">{A}</a></p><p>It took a year.</p>',
    "a linked heading": f'<h3><a href="{A}">Weir repaired at last</a></h3><p>It took a year.</p>',
    "a section that links to one page": f'<h3>Weir repaired at last</h3><p>It <a href="{A}">took a year</a>.</p>',
    "a bullet": f'<ul><li><a href="{A}">Weir repaired at last</a>: It took a year.</li></ul>',
}


@pytest.mark.parametrize("way", WAYS)
def test_ways_to_write_an_item(way: str) -> None:
    ((title, url, text, _),) = items(WAYS[way])
    assert (title, url, text.replace(f"[took a year]({A})", "took a year")) == ("Weir repaired at last", A, "It took a year.")


@pytest.mark.parametrize(
    "html",
    [
        f'<p><a href="{A}">Weir repaired at last</a> (Valley Post)</p>',
        f'<p><a href="{A}">Weir repaired at last</a> – Valley Post</p>',
        f'<ul><li>Weir repaired at last (<a href="{A}">Valley Post</a>)</li></ul>',
    ],
)
def test_the_outlet_beside_the_link(html: str) -> None:
    assert items(html) == [("Weir repaired at last", A, "", "Valley Post")]


PLAIN = {
    "an address behind the title": "HARBOUR\n\nWeir repaired at last <https://a.example/1>\nIt took a year.\n",
    "an address in brackets": "* Weir repaired at last (https://a.example/1)\n\nIt took a year.\n",
    "a number": "Weir repaired at last (3 minute read) [1]\n\nIt took a year.\n\nLinks:\n------\n[1] https://a.example/1\n",
    "an address below": "Weir repaired at last\nIt took a year.\nhttps://a.example/1\n",
    "an address between": "Weir repaired at last\nhttps://a.example/1\n\nIt took a year.\n",
}


@pytest.mark.parametrize("way", PLAIN)
def test_ways_to_write_an_item_in_plain_text(way: str) -> None:
    (one,) = mail.read(letter(PLAIN[way]))
    (item,) = roundup.find(chaff.clear(letter_rows.rows(one.text)).rows).items
    assert (item.title.removesuffix(" (3 minute read)"), item.url, item.texts) == ("Weir repaired at last", A, ["It took a year."])


def test_an_item_that_was_paid_for_is_none() -> None:
    assert items(f'<p><b><a href="{A}">Boots that keep the rain out (Sponsor)</a></b></p><p>Buy them.</p>') == []


def test_pictures_around_a_title_are_no_part_of_it() -> None:
    html = "".join(f'<p><b><a href="{A}{n}">🚢 Weir {n} repaired at last ✨</a></b><br>It took $5m.</p>' for n in range(3))
    assert values(articles(letter(html, kind="text/html"))[0], "title") == ["Weir 0 repaired at last"]


def test_the_time_that_reading_takes_is_no_part_of_a_title() -> None:
    text = "".join(f"Weir {n} repaired at last (3 minute read) [{n}]\n\nIt took a year and more.\n\n" for n in range(1, 4))
    notes = "\n".join(f"[{n}] https://a.example/{n}" for n in range(1, 4))
    found = articles(letter(f"{text}Links:\n------\n{notes}\n"))
    assert [values(one, "title") for one in found] == [["Weir 1 repaired at last"], ["Weir 2 repaired at last"], ["Weir 3 repaired at last"]]


def test_a_number_in_a_sentence_leads_where_the_list_says() -> None:
    assert plain_mail.plain_to_markdown("As the board says [2], it stands.\n\n[2] https://a.example/2") == r"As the board says [\[2\]](https://a.example/2), it stands."


@pytest.mark.parametrize("url", ["https://l.example/unsubscribe/7", "https://l.example/login?to=x", "https://l.example/p?e=reader%40a.example", "https://l.example/", "mailto:a@l.example"])
def test_a_link_to_something_of_the_readers_own_is_no_item(url: str) -> None:
    assert items(f'<p><b><a href="{url}">Weir repaired at last</a></b></p><p>It took a year.</p>') == []
    assert items('<p><b><a href="https://medium.example/@jo/weir">Weir repaired at last</a></b></p>') != []


def test_an_item_is_told_once_with_the_most_words() -> None:
    html = f'<ul><li><a href="{A}?utm_source=top">Weir repaired at last</a></li></ul><h3>Weir repaired at last</h3><p>It took a year. <a href="{A}">Read more</a></p>'
    assert [item[:3] for item in items(html)] == [("Weir repaired at last", A, "It took a year.")]


def test_the_day_beside_an_item() -> None:
    (one,) = mail.read(letter(f'<p><b>Weir repaired at last</b><br>It took a year.<br>July 9, 2002 | <a href="{A}">Read Full Story</a></p>', kind="text/html"))
    (item,) = roundup.find(letter_rows.rows(one.text)).items
    assert (item.date, item.texts) == ("July 9, 2002", ["It took a year."])


SENTENCES = [
    f"The river has come back to its bed, and [the board's report]({A}{n}) tells how that was done in the years since the mill closed its gates for good."
    for n in range(8)
]


def test_an_essay_with_links_in_its_sentences_stays_one() -> None:
    text = "<p>" + "</p><p>".join(sentence.replace("[the board's report](", '<a href="').replace(") tells", '">the board\'s report</a> tells') for sentence in SENTENCES) + "</p>"
    (one,) = articles(letter(text, kind="text/html"))
    assert one.text.count(A) == 8
    assert values(one, "title") == ["Today"]
    assert values(one, "published") == ["Tue, 24 Nov 2026 08:00:00 +0000"]


def test_an_essay_before_the_items_is_an_article_of_its_own() -> None:
    essay = "".join(f"<p>{'The river has come back to its bed since the mill closed. ' * 5}</p>" for _ in range(6))
    links = "".join(f'<p><b><a href="{A}{n}">Weir number {n} repaired at last</a></b><br>{"It took a year and more money than planned. " * 6}</p>' for n in range(5))
    found = articles(letter(essay + "<hr>" + links, kind="text/html"))
    assert [values(one, "title")[0] for one in found] == ["Today", *(f"Weir number {n} repaired at last" for n in range(5))]
    assert values(found[0], "via") == []


def test_a_link_that_does_not_tell_where_it_leads_is_doubtful() -> None:
    html = "".join(f'<p><b><a href="https://click.l.example/?qs=0a1b2c3d4e5f6071{n}">Weir number {n} repaired at last</a></b><br>It took a year.</p>' for n in range(3))
    one = normalize.normalize(articles(letter(html, kind="text/html"))[0], file="x.eml", sha256="", config=CONFIG, added=NOW)
    assert one.review["source"] == "the address is a link that counts readers and does not tell where it leads"


def test_a_letter_that_breaks_off() -> None:
    (one,) = articles(letter('<p>The weir stands.</p><p>The river came back.</p><p><a href="https://l.example/48">Keep reading with a trial</a></p>', kind="text/html"))
    assert (one.truncated, one.text) == (True, "The weir stands.\n\nThe river came back.")


# Broken mail


def test_a_message_without_text_is_refused() -> None:
    with pytest.raises(DigestError) as error:
        list(newsletter.parse(b"Subject: Photo\nContent-Type: image/png\n\nx", "x.eml"))
    assert str(error.value) == "x.eml: the message “Photo” holds no text\n    save its text as a .txt file"


@given(st.binary(max_size=400) | st.lists(st.sampled_from([b"From: ", b"=?utf-8?b?", b"?=", b"\n", b"\n\n", b"Content-Type: multipart/mixed; boundary=b", b"--b", b"Subject: ", b"\xff", b"<a@b", b"charset=\"", b"Content-Transfer-Encoding: base64", b"<p>", b"https://", b"[", b"](", b"**", b"- "]), max_size=30).map(b"".join))
def test_no_bytes_whatever_give_a_traceback(data: bytes) -> None:
    try:
        for one in newsletter.parse(data, "x.mbox"):
            assert isinstance(one, Problem) or one.text is not None
    except DigestError as error:
        assert "holds no text" in str(error)


def test_odd_mail_of_others(data: Path) -> None:
    """Legacy, malformed and third-party messages: read or refused, never a traceback, never a warning."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        read = 0
        for path in sorted((data / "mail" / "odd").glob("*.eml")):
            try:
                read += bool(articles(path.read_bytes(), path.name))
            except DigestError as error:
                assert "holds no text" in str(error)
    assert read >= 85
