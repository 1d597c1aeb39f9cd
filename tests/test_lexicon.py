"""The lexicon: words of other languages and the Chinese forms that account for them."""

from __future__ import annotations

import itertools

import pytest

from index.folding import fold_text
from qa.languages import FOLDER
from qa.lexicon import STEMMERS, translations

LANGUAGES = ("en", "fr", "de", "es", "ru", "ja", "ko", "it", "pt")


def forms(question: str, language: str) -> set[str]:
    return {form for entry in translations(fold_text(question), language) for form in entry.forms}


@pytest.mark.parametrize(
    ("language", "question", "expected"),
    [
        ("en", "How many museums were built?", "博物馆"),
        ("fr", "Combien de musées ont été construits ?", "博物馆"),
        ("de", "Wie viele Museen gibt es?", "博物馆"),
        ("es", "¿Cuántos museos hay?", "博物馆"),
        ("ru", "Сколько музеев открыто?", "博物馆"),
        ("ko", "박물관은 몇 개입니까?", "博物馆"),
        ("ja", "ロボットの生産台数は", "机器人"),
        ("en", "new reservoirs", "水库"),
        ("de", "Wie viele Tunnel wurden gebaut?", "隧道"),
    ],
)
def test_a_word_in_any_inflection_has_its_chinese_forms(language: str, question: str, expected: str) -> None:
    assert expected in forms(question, language)


def test_a_phrase_wins_over_its_words() -> None:
    (entry, *_) = translations("disposable income of farmers", "en")
    assert (entry.start, entry.end) == (0, len("disposable income"))


def test_entries_stand_where_the_question_has_them_and_do_not_overlap() -> None:
    question = "how did private investment in railways and in bridges change"
    found = translations(question, "en")
    assert [question[e.start : e.end] for e in found if "桥" in "".join(e.forms)] == ["bridges"]
    assert all(left.end <= right.start for left, right in itertools.pairwise(found))


def test_german_compounds_are_read_by_their_parts() -> None:
    # Neither list has the whole word; both parts stand in the lexicon.
    found = translations("museumsbibliothek", "de")
    assert [fold_text("museumsbibliothek")[e.start : e.end] for e in found] == ["museums", "bibliothek"]


def test_a_korean_word_begins_where_the_space_ends() -> None:
    assert "博物馆" in forms("국립박물관 박물관", "ko")
    assert "桥" not in {f for e in translations("가나다교량", "ko") for f in e.forms if e.start > 0}


def test_an_unknown_language_has_no_lexicon() -> None:
    assert translations("museum", "nl") == ()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_lists_are_well_formed(language: str) -> None:
    lines = (FOLDER / f"{language}.txt").read_text(encoding="utf-8").splitlines()
    entries = [line for line in lines if line and not line.startswith("#")]
    assert len(entries) > 1000
    for line in entries:
        chinese, bar, others = line.removeprefix("~").partition("|")
        assert bar and chinese.split() and all(form.strip() for form in others.split(",")), line
        assert not any(mark in chinese for mark in ",，;；"), line
    assert len(set(entries)) == len(entries)
    assert language in (*STEMMERS, "ja", "ko", "it", "pt")


@pytest.mark.parametrize(
    ("language", "question", "expected"),
    [
        ("fr", "Combien ont dépensé les touristes ?", "花费"),
        ("de", "Wie hoch waren die Prämieneinnahmen?", "保费"),
        ("es", "¿Cuánto gastaron los turistas?", "花费"),
        ("ru", "Каков прирост страховых премий?", "保费"),
        ("ru", "Какие районы вошли в список пилотных зон?", "试点"),
        ("ja", "初の外国人観光客", "入境游客"),
        ("ko", "보험료 수입은 얼마인가요?", "保费收入"),
        ("fr", "les étrangers entre janvier et juin", "1—6月"),
        ("de", "Wie hoch war das Passagieraufkommen?", "旅客吞吐量"),
        ("es", "el saldo de préstamos a finales de junio", "6月底"),
        ("ru", "Какова лесистость провинции?", "森林覆盖率"),
    ],
)
def test_what_is_often_asked_has_its_chinese_forms(language: str, question: str, expected: str) -> None:
    assert expected in forms(question, language)


@pytest.mark.parametrize(
    ("language", "question", "expected"),
    [
        ("it", "Quanti musei sono stati aperti?", "博物馆"),
        ("it", "il tasso di disoccupazione", "失业率"),
        ("it", "la produzione di circuiti integrati", "集成电路"),
        ("pt", "Quantos museus foram abertos?", "博物馆"),
        ("pt", "a taxa de desemprego", "失业率"),
        ("pt", "as receitas de prêmios de seguros", "保费收入"),
    ],
)
def test_italian_and_portuguese_words_have_their_chinese_forms(language: str, question: str, expected: str) -> None:
    assert expected in forms(question, language)
