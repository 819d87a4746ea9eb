"""Words, sentences, slugs, excerpts, and which language a text is in."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest import language as languages
from digest.language import count_words, detect_language, direction, excerpt, sentences, slugify

# Sentences


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("He left the US. Trump said no.", ["He left the US.", "Trump said no."]),
        ("They have until Sept. 15 to make a deal. After that it ends.", ["They have until Sept. 15 to make a deal.", "After that it ends."]),
        ("Nvidia Corp. CEO Jensen Huang said so. He left.", ["Nvidia Corp. CEO Jensen Huang said so.", "He left."]),
        ("The U.S. Senate voted. Dr. Lee and Mr. Wu met.", ["The U.S. Senate voted.", "Dr. Lee and Mr. Wu met."]),
        ("It rose 2.5 percent. No. 1 is next.", ["It rose 2.5 percent.", "No. 1 is next."]),
        ("“Why?” he asked. “I go.” She stayed.", ["“Why?” he asked.", "“I go.”", "She stayed."]),
        ("字節跳動正在談判。結果如何？她走了。", ["字節跳動正在談判。", "結果如何？", "她走了。"]),
        ("「不知道！」他說。她走了。", ["「不知道！」他說。", "她走了。"]),
        ("彼は「はい。」と言った。次の文。", ["彼は「はい。」と言った。", "次の文。"]),
        ("One line\nthat is wrapped.\n\nA heading\n\nTwo.", ["One line that is wrapped.", "A heading", "Two."]),
        ("", []),
        (" \n\n ", []),
    ],
)
def test_sentences(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


@given(st.text("aB .!?“”\n字。「」1,", max_size=200))
def test_sentences_lose_nothing_but_space(text: str) -> None:
    assert "".join("".join(sentences(text)).split()) == "".join(text.split())


def test_a_long_line_of_quotation_marks_takes_no_age() -> None:
    began = time.perf_counter()
    sentences("“" * 100_000)
    assert time.perf_counter() - began < 5


def test_a_sentence_is_not_cut_where_a_long_text_is_handed_on_in_pieces() -> None:
    text = "This is a sentence of the kind that comes again and again. " * 400
    assert set(sentences(text)) == {"This is a sentence of the kind that comes again and again."}


# Language


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The Chinese government has issued guidance that requires data centers to use domestic chips."),
        ("de", "Der Bundestag hat am Donnerstag ein neues Gesetz beschlossen, das die Wirtschaft stärken soll."),
        ("fr", "Le gouvernement a annoncé jeudi une réforme des retraites qui sera débattue à l’Assemblée."),
        ("es", "El presidente anunció ayer una reforma de la ley que entrará en vigor en los primeros días de enero."),
        ("pt", "O governo anunciou ontem uma reforma da lei que não entrará em vigor em janeiro."),
        ("it", "Il governo ha annunciato una riforma delle pensioni che non entrerà in vigore a gennaio."),
        ("nl", "De regering heeft gisteren een nieuwe wet aangekondigd die in januari van kracht wordt."),
        ("pl", "Rząd ogłosił wczoraj reformę emerytalną, która wejdzie w życie w styczniu przyszłego roku."),
        ("ru", "Правительство вчера объявило о реформе, которая вступит в силу в январе следующего года."),
        ("uk", "Уряд учора оголосив про реформу, яка набуде чинності в січні наступного року."),
        ("ar", "أعلنت الحكومة أمس عن قانون جديد يدخل حيز التنفيذ في يناير المقبل"),
        ("ja", "政府は昨日、来年1月に施行される新しい法律を発表した。"),
        ("ko", "정부는 어제 내년 1월에 시행될 새로운 법을 발표했다."),
        ("zh-Hans", "政府昨天宣布了一项新法律，将于明年一月生效。"),
        ("zh-Hant", "政府昨天宣布了一項新法律，將於明年一月生效。"),
        ("zh-Hant", "台積電（TSMC）董事長魏哲家在股東會上說明AI晶片的需求。"),
        ("el", "Η κυβέρνηση ανακοίνωσε χθες έναν νέο νόμο."),
        ("en", "ByteDance Ltd (字節跳動) is in talks with Washington about ways to avoid the sale of TikTok (抖音)."),
    ],
)
def test_detect_language(language: str, text: str) -> None:
    assert detect_language(text) == language


@pytest.mark.parametrize(
    "text",
    [
        "Talks between Vantor Holdings, Brightmoor Foods, Castell Bank and Ortega Minerals of Lima ended in Geneva without signatures, "
        "Marta Ilves and Jonas Brandt confirmed for Reuters, naming Helsinki, Tallinn, Porto and Bilbao.",
        "Quarterly deliveries: Vantor 4,200 units, Castell 3,900 units, Brightmoor 2,750 units and Ortega 1,100; figures from exchange "
        "filings of Frankfurt, Zurich, Vienna, published in Basel to subscribers.",
    ],
)
def test_a_text_full_of_names_is_known_by_its_few_small_words(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(languages, "_model", lambda: pytest.fail("the model was asked"))
    assert detect_language(text) == "en"


@pytest.mark.parametrize(
    ("tag", "text"),
    [
        ("da", "Regeringen har i går fremlagt et lovforslag om at hæve afgiften på plastik, og flere partier i Folketinget vil nu have "
               "en forklaring på, hvorfor det er de små butikker, der skal betale for den nye ordning, siger ordføreren til avisen."),
        ("nb", "Regjeringen la i går fram et lovforslag om å øke avgiften på plast, og flere partier på Stortinget vil nå ha en forklaring "
               "på hvorfor det er de små butikkene som skal betale for den nye ordningen, sier talspersonen til avisen."),
        ("sv", "Regeringen lade i går fram ett lagförslag om att höja avgiften på plast, och flera partier i riksdagen vill nu ha en "
               "förklaring till varför det är de små butikerna som ska betala för den nya ordningen, säger talesmannen till tidningen."),
        ("af", "Die regering het gister ’n wetsontwerp ingedien om die heffing op plastiek te verhoog, en verskeie partye wil nou weet "
               "hoekom dit die klein winkels is wat vir die nuwe reëling moet betaal, sê die woordvoerder aan die koerant."),
        ("ca", "El govern va presentar ahir un projecte de llei per apujar la taxa del plàstic, i diversos partits volen saber ara per què "
               "són les botigues petites les que han de pagar el nou sistema, segons va dir el portaveu al diari."),
        ("gl", "O goberno presentou onte un proxecto de lei para subir a taxa do plástico, e varios partidos queren saber agora por que son "
               "as tendas pequenas as que teñen que pagar o novo sistema, segundo dixo o portavoz ao xornal."),
        ("ro", "Guvernul a prezentat ieri un proiect de lege pentru a mări taxa pe plastic, iar mai multe partide vor să afle acum de ce "
               "magazinele mici trebuie să plătească pentru noul sistem, a spus purtătorul de cuvânt pentru ziar."),
        ("fi", "Hallitus antoi eilen lakiesityksen, jolla on tarkoitus korottaa muovin veroa, ja useat puolueet haluavat nyt tietää, miksi "
               "uusi järjestely on pienten kauppojen maksettava, kun se on ollut esillä jo vuosia, sanoi tiedottaja lehdelle."),
        ("et", "Valitsus esitas eile eelnõu, mis tõstab plasti maksu, ja mitu erakonda tahab nüüd teada, miks on see väikeste poodide "
               "kanda, kuigi ta on seda aastaid lubanud muuta, et kõik oleks selge, ütles kõneisik ajalehele."),
        ("pl", "Rząd przedstawił wczoraj projekt ustawy o podwyższeniu opłaty za plastik, a kilka partii chce teraz wiedzieć, dlaczego to na "
               "małe sklepy spada koszt nowego systemu, powiedział rzecznik gazecie."),
        ("hr", "Vlada je jučer predstavila prijedlog zakona da se poveća naknada na plastiku, a više stranaka želi sada znati zašto se od "
               "malih trgovina traži da plate novi sustav, rekao je glasnogovornik za list."),
        ("ro", "Primăria anunță că se vor crea 200 de locuri noi, iar producția este vândută la bursă. Directorul declară că un alt parc "
               "este gata în martie, de la care se așteaptă mai mult."),
        ("sl", "Vojska bo kupila nova vozila, poroča minister. Da se postopek pospeši, je vlada sprejela poseben zakon. Na seji poslanci "
               "opozarjajo na stroške. Dobava se začne leta 2027, do tedaj ostajajo v rabi stara vozila, no popravila postajajo dražja."),
        ("pl", "Film „The Wind and the Lion of the North” trafi do kin w grudniu. Wytwórnia zapowiada także „The Door in the Wall” oraz "
               "„From the Sea to the Shore”. Krytycy przypominają sukces „The Hour of the Fox”. Reżyser mówi, że zdjęcia ruszą latem."),
        ("mk", "Владата го претстави проектот „The State of the Union for the West”, со поддршка од „The Fund for Peace in the Region”, "
               "а министерот рече дека парите се обезбедени и дека се чека одлука."),
        ("tr", "Hükûmet dün plastik vergisini artıran bir yasa tasarısı sundu, birkaç parti de yeni düzenin bedelini neden küçük dükkânların "
               "ödeyeceğini bilmek istiyor, bu konuda sözcü de gazeteye konuştu, ama bir yanıt da vermedi."),
        ("id", "Pemerintah kemarin mengajukan rancangan undang-undang untuk menaikkan pungutan plastik, dan beberapa partai di parlemen kini "
               "ingin tahu mengapa toko kecil yang harus membayar sistem baru itu, kata juru bicara di koran."),
        ("la", "Lorem ipsum dolor sit amet, consetetur sadipscing elitr, sed diam nonumy eirmod tempor invidunt ut labore et dolore magna "
               "aliquyam erat, sed diam voluptua. At vero eos et accusam et justo duo dolores et ea rebum. Stet clita kasd gubergren."),
        ("lb", "D’Regierung huet gëschter e Gesetzprojet virgeluecht, fir d’Tax op Plastik eropzesetzen, a verschidde Parteie wëllen elo "
               "wëssen, firwat et déi kleng Geschäfter sinn, déi den neie System bezuele mussen, sot de Spriecher der Zeitung."),
        ("eo", "La registaro prezentis hieraŭ leĝprojekton por altigi la imposton de plasto, kaj pluraj partioj volas nun scii, kial la "
               "malgrandaj vendejoj devas pagi por la nova sistemo, diris la parolanto al la gazeto."),
    ],
)  # fmt: skip
def test_a_language_without_small_words_of_ours_is_not_taken_for_one_that_has_them(tag: str, text: str) -> None:
    assert detect_language(text) in (tag, {"nb": "no"}.get(tag), "")


@pytest.mark.parametrize("text", ["", "Nvidia", "Hello world", "字節跳動", "12345 67890 12345", "😀😀😀", "https://example.org/the/of/and/to/in", "asdf qwer zxcv uiop hjkl bnmq asdf qwer"])
def test_a_text_that_is_too_short_or_no_language_gives_none(text: str) -> None:
    assert detect_language(text) == ""


# Excerpts


def test_an_excerpt_ends_with_a_sentence_where_one_ends_near_the_limit() -> None:
    assert excerpt("One two three. Four five six seven. Eight nine ten eleven twelve.", 10) == "One two three. Four five six seven. …"
    assert excerpt("政府昨天宣布了一項新法律。這是第二句話，很長很長很長。", 8) == "政府昨天宣布了一項新法律。…"


def test_an_excerpt_ends_after_a_word_where_no_sentence_ends_near_the_limit() -> None:
    assert excerpt("One. Two three four five, six seven eight nine ten", 5) == "One. Two three four five…"


def test_an_excerpt_cuts_no_link_and_no_emphasis_in_two() -> None:
    assert excerpt("One two three [four five](https://example.org/a) six", 5) == "One two three…"
    assert excerpt("One two **three four five** six", 4) == "One two three four…"


def test_a_text_within_the_limit_stays_as_it_is() -> None:
    assert excerpt("One two.\n\nThree.", 3) == "One two.\n\nThree."


@given(st.text("ab .,!?“”\n字。[]()*1", max_size=300), st.integers(0, 40))
def test_an_excerpt_never_holds_more_words_than_it_may(text: str, limit: int) -> None:
    cut = excerpt(text, limit)
    assert count_words(cut) <= limit
    assert excerpt(cut, limit) == cut


# Slugs


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("ByteDance in talks over TikTok’s sale", "bytedance-in-talks-over-tiktoks-sale"),
        ("C++", "c-plus-plus"),
        ("C#", "c-sharp"),
        ("字節跳動 TikTok", "字節跳動-tiktok"),
        ("తెలుగు", "తెలుగు"),
        ("😀", ""),
    ],
)
def test_slugify(text: str, slug: str) -> None:
    assert slugify(text) == slug


def test_a_slug_fits_into_the_name_of_a_file() -> None:
    assert len(slugify("𠮷" * 200).encode()) <= 200
    assert slugify("word " * 40).endswith("word")


@pytest.mark.parametrize(
    ("languages", "way"),
    [("en zh-Hant de-AT ku-Latn az-Latn ar-Latn", "ltr"), ("ar ar-EG fa he-IL ur ckb ks-Arab pa-Arab-PK az-arab", "rtl")],
)
def test_a_language_is_written_one_way_or_the_other(languages: str, way: str) -> None:
    assert {direction(language) for language in languages.split()} == {way}
