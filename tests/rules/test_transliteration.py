"""Which plain letters names of all scripts are written in, by the rules of the person's country."""
# ruff: noqa: RUF001 - letters that look like Latin ones are the subject

import unicodedata
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provisioning.rules.naming.transliteration import plain

NOTHING_OWN: Mapping[str, str] = {}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        pytest.param("Ana Ruiz", "Ana Ruiz", id="plain letters stay as they are"),
        pytest.param("José Núñez", "Jose Nunez", id="Spanish"),
        pytest.param("João Conceição", "Joao Conceicao", id="Portuguese"),
        pytest.param("François Lœuil", "Francois Loeuil", id="French, with a ligature"),
        pytest.param("Niccolò Così", "Niccolo Cosi", id="Italian"),
        pytest.param("Müller Groß", "Muller Gross", id="German letters without a country"),
        pytest.param("STRAẞE", "STRASSE", id="a capital sharp s among capitals"),
        pytest.param("Øyvind Åse Ærø", "Oyvind Ase Aero", id="Danish letters without a country"),
        pytest.param("Łukasz Żółć", "Lukasz Zolc", id="Polish"),
        pytest.param("Jiří Dvořák", "Jiri Dvorak", id="Czech"),
        pytest.param("Ľuboš Ďurica", "Lubos Durica", id="Slovak"),
        pytest.param("Erdős Győző", "Erdos Gyozo", id="Hungarian"),
        pytest.param("Ștefan Ţurcan", "Stefan Turcan", id="Romanian, with comma and with cedilla"),
        pytest.param("Ħamrun Ġorġ Żejt", "Hamrun Gorg Zejt", id="Maltese"),
        pytest.param("Þórður Guðrún Æsa", "Thordur Gudrun Aesa", id="Icelandic"),
        pytest.param("Jürgen Õnnepalu", "Jurgen Onnepalu", id="Estonian"),
        pytest.param("Šarūnas Žukauskaitė", "Sarunas Zukauskaite", id="Lithuanian"),
        pytest.param("Đorđević", "Dordevic", id="Croatian"),
        pytest.param("Işıl Yıldız Çağrı Şen", "Isil Yildiz Cagri Sen", id="Turkish i without a dot"),
        pytest.param("İbrahim", "Ibrahim", id="Turkish capital i with a dot"),
        pytest.param("Əliyev", "Eliyev", id="Azerbaijani"),
        pytest.param("Nguyễn Thị Đoàn", "Nguyen Thi Doan", id="Vietnamese"),
        pytest.param("Nāone ʻĀina", "Naone `Aina", id="Hawaiian"),
        pytest.param("Ĳsbrand", "IJsbrand", id="Dutch letter of two"),
        pytest.param("Γιώργος", "Giorgos", id="Greek without a country"),
        pytest.param("Сергей", "Sergey", id="Cyrillic without a country"),
        pytest.param("Գևորգ", "Gevorg", id="Armenian"),
        pytest.param("გიორგი", "giorgi", id="Georgian"),
        pytest.param("王小明", "WangXiaoMing", id="Chinese"),
        pytest.param("山田", "ShanTian", id="Japanese kanji, read as Chinese: nobody can know how"),
        pytest.param("やまだ ハナコ", "yamada hanako", id="Japanese kana, both kinds"),
        pytest.param("ﾔﾏﾀﾞ", "yamada", id="Japanese kana in half width"),
        pytest.param("김민준", "GimMinJun", id="Korean"),
        pytest.param("محمد", "mhmd", id="Arabic, which writes no short vowels"),
        pytest.param("דוד", "dvd", id="Hebrew"),
        pytest.param("अनिता", "anita", id="Hindi"),
        pytest.param("สมชาย", "smchay", id="Thai"),
        pytest.param("አበበ", "'abebe", id="Amharic"),
        pytest.param("ﬁnn ﬀolkes", "finn ffolkes", id="ligatures of typesetting"),
        pytest.param("ＡＢＣ", "ABC", id="full-width letters"),
        pytest.param("Ｍª José", "Ma Jose", id="a raised letter"),
        pytest.param("O’Brien D‘Angelo", "O'Brien D'Angelo", id="typographic apostrophes"),
        pytest.param("Smith–Jones", "Smith-Jones", id="a dash"),
        pytest.param("Ana\u00a0Ruiz\u3000Gil", "Ana Ruiz Gil", id="blanks of other kinds"),
        pytest.param("\u200fدוד\u200e".replace("د", "ד"), "dvd", id="marks of direction"),
        pytest.param("अ\u200dनि\u200cता\ufeff", "anita", id="joiners without width"),
        pytest.param("An\u00ada\u0085", "Ana", id="soft hyphen and control characters"),
        pytest.param("Ana 😀👩🏽‍🔬🇩🇪❤️", "Ana ", id="emoji"),
        pytest.param("Ana™ © №", "Ana  ", id="other symbols"),
        pytest.param("\ue000\U000f0000", "", id="letters of nobody's"),
        pytest.param("", "", id="nothing"),
    ],
)
def test_a_name_is_written_in_plain_letters(name: str, expected: str) -> None:
    assert plain(name, None, NOTHING_OWN) == expected


@pytest.mark.parametrize(
    ("country", "name", "expected"),
    [
        pytest.param("DE", "Jörg Müller-Groß", "Joerg Mueller-Gross", id="Germany"),
        pytest.param("AT", "Österle", "Oesterle", id="Austria, a capital"),
        pytest.param("CH", "MÜLLER", "MUELLER", id="Switzerland, all capitals"),
        pytest.param("CH", "Ö", "Oe", id="Switzerland, a capital alone"),
        pytest.param("LU", "Jürgen Thérèse", "Juergen Therese", id="Luxembourg"),
        pytest.param("SE", "Åke Öström Änglund", "Ake Ostrom Anglund", id="Sweden"),
        pytest.param("FI", "Päivi Hämäläinen", "Paivi Hamalainen", id="Finland"),
        pytest.param("DK", "Søren Kjær Ågård", "Soeren Kjaer Aagaard", id="Denmark"),
        pytest.param("NO", "Øyvind Bjørnå", "Oeyvind Bjoernaa", id="Norway"),
        pytest.param("IS", "Björk Þórðardóttir", "Bjork Thordardottir", id="Iceland"),
        pytest.param("NL", "ĳsbrand", "ijsbrand", id="the Netherlands"),
        pytest.param("TR", "Işık Özgür Gündoğan", "Isik Ozgur Gundogan", id="Turkey, where ö is no oe"),
        pytest.param("HU", "Győző Türr", "Gyozo Turr", id="Hungary, where ü is no ue"),
        pytest.param("ES", "Gal·la Núñez", "Galla Nunez", id="Spain, with the Catalan double l"),
        pytest.param("GR", "Ευαγγελία Παπαδοπούλου", "Evangelia Papadopoulou", id="Greece: υ after vowels"),
        pytest.param("GR", "Ευτυχία Σταύρος Παυσανίας", "Eftychia Stavros Pafsanias", id="Greece: v and f"),
        pytest.param("GR", "Μπάμπης Λάμπρου Σφίγξ Άγχος", "Bampis Lamprou Sfinx Anchos", id="Greece: two consonants"),
        pytest.param("CY", "Ταΰγετος Μάυ", "Taygetos May", id="Cyprus: υ that stands for itself"),
        pytest.param("BG", "София Георгиева Щерева Ъглов", "Sofia Georgieva Shtereva Aglov", id="Bulgaria"),
        pytest.param("BG", "Христо Жельо Илиян", "Hristo Zhelyo Iliyan", id="Bulgaria: ия that is no ending"),
        pytest.param("RU", "Наталья Юлия Сергей", "Natalia Iuliia Sergei", id="Russia"),
        pytest.param("RU", "Подъячев Хрущёв Цой", "Podieiachev Khrushchev Tsoi", id="Russia: hard sign"),
        pytest.param("BY", "Аляксандр Ігар Міхалёў", "Aliaksandr Ihar Mikhaliou", id="Belarus"),
        pytest.param("UA", "Юлія Їжак Єва Йосип Яна", "Yuliia Yizhak Yeva Yosyp Yana", id="Ukraine: at the start"),
        pytest.param("UA", "Андрій Соловйов Гаєвич", "Andrii Soloviov Haievych", id="Ukraine: inside a word"),
        pytest.param(
            "UA", "Згурський Ґалаґан Знам’янка", "Zghurskyi Galagan Znamianka", id="Ukraine: зг, ґ, apostrophe"
        ),
        pytest.param("UA", "Рудь-Юрчук", "Rud-Yurchuk", id="Ukraine: a word begins behind a hyphen"),
        pytest.param("RS", "Ђорђе Живковић", "Djordje Zivkovic", id="Serbia, in Cyrillic"),
        pytest.param("RS", "Đorđe Živković", "Djordje Zivkovic", id="Serbia, the same name in Latin letters"),
        pytest.param("MK", "Ѓорѓи Ќосев Цветан", "Gjorgji Kjosev Cvetan", id="North Macedonia"),
        pytest.param("JP", "きょうこ しょうた ちゃこ", "kyouko shouta chako", id="Japan: kana read together"),
        pytest.param(
            "JP", "ハットリ サッポロ なんば ジョー", "hattori sapporo namba jo", id="Japan: katakana and n before b"
        ),
        pytest.param("Atlantis", "Müller", "Muller", id="an unknown country"),
    ],
)
def test_a_country_has_its_own_way(country: str, name: str, expected: str) -> None:
    assert plain(name, country, NOTHING_OWN) == expected


@pytest.mark.parametrize(
    "country",
    [
        "DE",
        "de",
        "DEU",
        "Germany",
        "GERMANY",
        "Deutschland",
        " deutschland ",
        "Österreich",
        "O\u0308STERREICH",
        "Schweiz",
    ],
)
def test_a_country_is_known_by_its_codes_and_names_in_any_case(country: str) -> None:
    assert plain("Özil", country, NOTHING_OWN) == "Oezil"


@pytest.mark.parametrize(
    ("country", "own", "expected"),
    [
        pytest.param(None, {"ö": "oe"}, "Oestroem Ange", id="a letter for everybody, and its capital"),
        pytest.param(None, {"Ö": "oe"}, "Oestroem Ange", id="an entry for a capital serves the small letter"),
        pytest.param(None, {"o\u0308": "oe"}, "Oestroem Ange", id="an entry with a combining accent"),
        pytest.param("DE", {"ö": "o"}, "Ostrom Ange", id="before the country's usual letters"),
        pytest.param("SE", {"Sweden": {"ö": "oe"}, "ö": "x"}, "Oestroem Ange", id="a country's before everybody's"),
        pytest.param("NO", {"Sweden": {"ö": "oe"}, "ö": "x"}, "Xstrxm Aange", id="another country's is not meant"),
        pytest.param("SWE", {"se": {"å": "aa"}}, "Ostrom Aange", id="a country by another of its codes"),
        pytest.param("Sverige", {"SWEDEN": {"å": "aa"}}, "Ostrom Aange", id="a country by its local name"),
        pytest.param("Region Nord", {"region nord": {"å": "aa"}}, "Ostrom Aange", id="as the HR system writes it"),
        pytest.param(None, {"Sweden": {"å": "aa"}}, "Ostrom Ange", id="nobody's country"),
        pytest.param(None, {"ö": "ø"}, "Ostrom Ange", id="a replacement that is not plain itself"),
        pytest.param(None, {"s": "z", "ström": "stream"}, "Ostream Ange", id="several letters, the longest first"),
        pytest.param(None, {"ö": "", "": "x"}, "strm Ange", id="a letter that is dropped"),
        pytest.param(None, {".": "x", "(": "y"}, "Ostrom Ange", id="a sign of regular expressions means itself"),
    ],
)
def test_the_administrators_letters_go_before(
    country: str | None, own: Mapping[str, str | Mapping[str, str]], expected: str
) -> None:
    assert plain("Öström Ånge", country, own) == expected


def test_the_administrator_may_write_a_symbol() -> None:
    assert plain("Ke€ha ★", None, {"★": "star", "€": "s"}) == "Kesha star"


countries = st.none() | st.sampled_from(["DE", "SE", "GR", "UA", "BG", "RS", "JP", "Atlantis", ""])
letters = st.text(min_size=1, max_size=2)
own_letters = st.dictionaries(letters, letters | st.dictionaries(letters, letters, max_size=2), max_size=3)


@given(st.text(), countries, own_letters)
def test_whatever_the_name_it_ends_in_plain_letters(
    name: str, country: str | None, own: Mapping[str, str | Mapping[str, str]]
) -> None:
    assert plain(name, country, own).isascii()


@given(st.text(st.sampled_from("äöüßåøÅŁđёйїάύώñçșő가ạ̈́e王я")), countries)
def test_it_does_not_matter_how_accents_are_encoded(name: str, country: str | None) -> None:
    decomposed, composed = (unicodedata.normalize(form, name) for form in ("NFD", "NFC"))
    assert plain(decomposed, country, NOTHING_OWN) == plain(composed, country, NOTHING_OWN)


@given(st.text(st.sampled_from("abcxyz ABC.-_0159")), countries)
def test_plain_letters_are_left_as_they_are(name: str, country: str | None) -> None:
    assert plain(name, country, NOTHING_OWN) == name
