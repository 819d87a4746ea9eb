"""Bytes in any encoding, with a right, a wrong or no declaration; and text that somebody read wrongly before."""

from __future__ import annotations

import codecs
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.ingest import mojibake
from digest.ingest.charset import Decoded, declared_in, decode

TEXTS = Path(__file__).parent / "formats" / "charset"

CHARSETS = {
    "zh-Hans": ("gbk", "gb18030", "utf-16-le", "utf-16-be"),
    "zh-Hant": ("big5", "utf-16-le"),
    "ja": ("shift_jis", "euc-jp", "iso-2022-jp", "utf-16-be"),
    "ko": ("euc-kr", "cp949", "utf-16-le"),
    "ru": ("cp1251", "koi8-r", "iso-8859-5", "cp866", "utf-16-le"),
    "el": ("cp1253", "iso-8859-7"),
    "tr": ("cp1254", "iso-8859-9"),
    "de": ("cp1252", "iso-8859-1", "utf-16-le"),
    "fr": ("cp1252", "iso-8859-15"),
    "pl": ("cp1250", "iso-8859-2"),
    "cs": ("cp1250", "iso-8859-2"),
    "ar": ("cp1256", "iso-8859-6"),
    "he": ("cp1255", "utf-16-be"),
}
PAIRS = [(language, charset) for language, charsets in CHARSETS.items() for charset in (*charsets, "utf-8", "utf-8-sig", "utf-16", "utf-32")]
WRONG = ("utf-8", "iso-8859-1", "windows-1251", "gb2312", "big5", "shift_jis", "euc-kr", "us-ascii", "no-such-charset", "utf-7")


def paragraphs(language: str, charset: str) -> list[str]:
    """News in one language, without the few marks that its old encodings cannot write."""
    text = (TEXTS / f"{language}.txt").read_text(encoding="utf-8")
    return text.encode(charset, "ignore").decode(charset).rstrip("\n").split("\n\n")


@pytest.mark.parametrize(("language", "charset"), PAIRS)
def test_every_paragraph_is_read_without_a_declaration(language: str, charset: str) -> None:
    for paragraph in paragraphs(language, charset):
        assert decode(paragraph.encode(charset)).text == paragraph


@pytest.mark.parametrize(("language", "charset"), PAIRS)
def test_a_right_declaration_leaves_no_doubt(language: str, charset: str) -> None:
    for paragraph in paragraphs(language, charset):
        found = decode(paragraph.encode(charset), charset)
        assert (found.text, found.evidence) == (paragraph, ())


@pytest.mark.parametrize("declared", WRONG)
@pytest.mark.parametrize(("language", "charset"), PAIRS)
def test_a_wrong_declaration_is_seen_through(language: str, charset: str, declared: str) -> None:
    text = "\n\n".join(paragraphs(language, charset))
    assert decode(text.encode(charset), declared).text == text


@given(st.sampled_from(PAIRS), st.integers(0, 400), st.integers(150, 900), st.booleans())
def test_a_piece_that_starts_and_ends_anywhere(pair: tuple[str, str], start: int, length: int, declared: bool) -> None:
    """200 to 2,000 bytes, from the middle of a sentence to the middle of another."""
    language, charset = pair
    piece = "\n\n".join(paragraphs(language, charset))[start:][:length]
    found = decode(piece.encode(charset), *([charset] if declared else []))
    if declared or any(evidence.sure < 0.9 for evidence in found.evidence):
        assert found.lost is None
    else:
        assert found.text == piece, "a reading without a doubt is right"


def test_a_guess_tells_what_it_is() -> None:
    (evidence,) = decode("Le café ferme à midi.".encode("cp1252")).evidence
    assert (evidence.value, evidence.where, evidence.sure) == ("windows-1252", "the bytes are not UTF-8 and look like it", 0.4)


def test_a_declaration_that_does_not_fit_is_told() -> None:
    text = paragraphs("ru", "koi8-r")[0]
    (evidence,) = decode(text.encode("koi8-r"), "iso-8859-1").evidence
    assert (evidence.value, evidence.where) == ("koi8-r", "“windows-1252” was declared, and the bytes look like this")


def test_what_a_declaration_means_on_the_web() -> None:
    assert decode(b"\x93no\x94 \x80 5", "iso-8859-1").text == "“no” € 5"
    assert decode("镕".encode("gbk"), "gb2312").text == "镕"
    assert decode("①".encode("cp932"), "x-sjis").text == "①"
    assert decode("Frösche".encode("utf-7"), "utf-7").text == "Frösche"


def test_few_letters_are_read_as_declared() -> None:
    """`魔` alone is two bytes in GBK that are a letter of UTF-8 too."""
    assert decode("魔".encode("gbk"), "gbk").text == "魔"
    assert decode("ħ".encode(), "utf-8").text == decode("ħ".encode()).text == "ħ"
    assert decode("Fin d’été".encode("cp1252"), "windows-1252").text == "Fin d’été"
    assert decode("naïf".encode(), "utf-8").text == decode("naïf".encode(), "iso-8859-1").text == "naïf"


def test_the_weightiest_declaration_comes_first() -> None:
    data = "Öğle".encode("cp1254")
    assert decode(data, "windows-1254", "iso-8859-1").text == "Öğle"
    assert decode(data, "windows-1252", "windows-1254").text == "Öðle"
    assert decode(data, "", "windows-1254").text == "Öğle"


def test_a_byte_order_mark_wins_and_is_taken_off() -> None:
    for encoding, bom in (("utf-8", codecs.BOM_UTF8), ("utf-16-le", codecs.BOM_UTF16_LE), ("utf-32-be", codecs.BOM_UTF32_BE)):
        assert decode(bom + "Été".encode(encoding), "windows-1252") == Decoded(text="Été", charset=encoding)


def test_a_last_letter_that_was_cut_is_dropped() -> None:
    assert decode("Один, два".encode()[:-1]).text == "Один, дв"
    assert decode(codecs.BOM_UTF16_LE + "Один".encode("utf-16-le")[:-1]).text == "Оди"
    assert decode("un café".encode("cp1252")).text == "un café"


def test_lines_in_another_encoding_within_utf_8() -> None:
    data = "Größe, Mühe, Öl und Äpfel.\n".encode() + "Die Küche blieb für Gäste zu.\n".encode("cp1252") + "Das Übrige ist schön.\n".encode()
    found = decode(data)
    assert found.text == "Größe, Mühe, Öl und Äpfel.\nDie Küche blieb für Gäste zu.\nDas Übrige ist schön.\n"
    assert [evidence.where for evidence in found.evidence] == ["line 2 is not, and looks like windows-1252"]


def test_what_is_no_text_is_told_and_not_refused() -> None:
    found = decode(bytes(range(256)) * 3)
    assert found.lost is not None
    assert "\ufffd" in found.text
    assert found.evidence[0].sure < 0.4


def test_where_a_document_declares_its_encoding() -> None:
    assert declared_in(b'<?xml version="1.0" encoding="windows-1251"?><rss/>') == "windows-1251"
    assert declared_in(b"<html><head><meta charset=big5>") == "big5"
    assert declared_in(b'<META HTTP-EQUIV="Content-Type" CONTENT="text/html; charset=Shift_JIS">') == "Shift_JIS"
    assert declared_in('<?xml version="1.0" encoding="utf-16"?>'.encode("utf-16-le")) == "utf-16"
    assert declared_in(b"<p>charset=none</p>") == ""


# Mojibake


WRONGLY = ("cp1252", "latin-1", "cp1251", "cp1250", "cp1254")


def misread(text: str, encoding: str) -> str:
    """Read the UTF-8 of a text in another encoding, as programs do: bytes that it has no letter for are control characters."""
    return "".join(bytes([byte]).decode(encoding, "ignore") or chr(byte) for byte in text.encode())


@pytest.mark.parametrize("language", ["zh-Hans", "ja", "ko", "ru", "el", "tr", "de", "fr", "pl", "ar"])
@pytest.mark.parametrize("encoding", WRONGLY)
def test_a_misread_paragraph_is_read_again(language: str, encoding: str) -> None:
    for paragraph in paragraphs(language, "utf-8"):
        assert mojibake.repair(misread(paragraph, encoding)) == paragraph


def test_a_paragraph_that_was_read_as_gbk() -> None:
    assert mojibake.repair("Начало работ".encode().decode("gbk")) == "Начало работ"


def test_right_and_broken_letters_in_one_paragraph() -> None:
    assert mojibake.repair("Café – FranÃ§ois said â€œnonâ€\x9d.") == "Café – François said “non”."


@pytest.mark.parametrize("language", CHARSETS)
def test_what_is_whole_stays_as_it_is(language: str) -> None:
    text = (TEXTS / f"{language}.txt").read_text(encoding="utf-8")
    assert mojibake.repair(text) == text


@pytest.mark.parametrize("text", ["Ã©", "SÃO PAULO", "The sign Â© stood there.", "ÎŸ", "联通", "ÄÖÜ äöü ß", "В“Я»", "Ă„"])
def test_what_may_be_meant_stays_as_it_is(text: str) -> None:
    assert mojibake.repair(text) == text


@given(st.text())
def test_a_text_is_repaired_once_and_for_all(text: str) -> None:
    assert decode(text.encode("utf-8", "ignore")).lost is None


def test_clean_utf_8_pays_for_neither_library() -> None:
    program = (
        "import sys\nfrom pathlib import Path\nfrom digest.ingest.charset import decode\n"
        "for path in Path(sys.argv[1]).glob('*.txt'):\n    decode(path.read_bytes())\n"
        "sys.exit(str([name for name in ('chardet', 'ftfy') if name in sys.modules] or ''))"
    )
    run = subprocess.run([sys.executable, "-c", program, str(TEXTS)], capture_output=True, text=True, check=False, cwd=TEXTS.parents[2])
    assert run.stderr.strip() == ""
