"""How questions are asked in other languages: `qa/words/*.toml`."""

from __future__ import annotations

import pytest

from qa.languages import asking, detect_language, function_words
from qa.question import read_question

LANGUAGES = ("fr", "de", "es", "ru", "ja", "ko", "it", "pt")
KINDS = {"rank", "date", "person", "reason", "comparison", "definition", "list", "yesno", "figure", "entity"}
ASKS = {"growth", "percent", "points", "money", "count", "planned", "done"}
PERIODS = {"q1", "q2", "q3", "q1-q3", "q4", "h1", "h2", "year"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_tells_every_kind(language: str) -> None:
    own = asking(language)
    assert set(own.kinds) == KINDS
    assert set(own.asks) == ASKS
    assert set(own.periods) == PERIODS
    assert len(own.months) == 12
    assert own.followup is not None
    assert len(function_words(language)) > 100


def test_chinese_and_english_have_their_patterns_elsewhere() -> None:
    assert asking("zh").kinds == {}
    assert not asking("en").asked("growth", "how much did it grow")


@pytest.mark.parametrize(
    ("question", "kind", "family"),
    [
        ("Wie hoch war der Anteil der erneuerbaren Energien?", "figure", "percent"),
        ("Wann wurde die Brücke für den Verkehr freigegeben?", "date", ""),
        ("¿Cuánto crecieron las exportaciones en el primer semestre?", "figure", "percent"),
        ("¿Cuándo se inauguró el túnel?", "date", ""),
        ("De combien de points de pourcentage le taux a-t-il dépassé la moyenne ?", "figure", "points"),
        ("Quand le tunnel a-t-il été ouvert ?", "date", ""),
        ("На сколько процентов вырос экспорт?", "figure", "percent"),
        ("Когда был открыт тоннель?", "date", ""),
        ("輸出は何パーセント増えましたか", "figure", "percent"),
        ("トンネルはいつ開通しましたか", "date", ""),
        ("수출은 몇 퍼센트 증가했습니까?", "figure", "percent"),
        ("터널은 언제 개통되었습니까?", "date", ""),
    ],
)
def test_kind_and_unit_of_questions(question: str, kind: str, family: str) -> None:
    read = read_question(question)
    assert kind in read.kinds
    assert not family or family in read.families


@pytest.mark.parametrize(
    ("question", "period"),
    [
        ("¿Cuánto creció en el primer semestre?", "h1"),
        ("Wie stark wuchs es im ersten Halbjahr?", "h1"),
        ("Combien au deuxième trimestre ?", "q2"),
        ("Сколько во втором полугодии?", "h2"),
        ("下半期の計画は", "h2"),
        ("1분기 수출은 얼마입니까?", "q1"),
    ],
)
def test_periods(question: str, period: str) -> None:
    assert period in read_question(question).periods


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("Et les importations ?", "fr"),
        ("Y las importaciones", "es"),
        ("Und die Einfuhren?", "de"),
        ("F&E-Quote von Hunan (gesamte Gesellschaft) zuletzt?", "de"),
        ("How do exports to Russia in the first half compare?", "en"),
        ("GDP growth?", "en"),
        ("2026年GDP增速是多少", "zh"),
        ("2026年經濟增長目標是多少?", "zh"),
    ],
)
def test_the_language_of_short_questions(question: str, language: str) -> None:
    assert detect_language(question) == language


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("Quanto è cresciuto il PIL?", "it"),
        ("E le importazioni?", "it"),
        ("Obiettivo di crescita 2026?", "it"),
        ("Quanto cresceu o PIB?", "pt"),
        ("E as importações?", "pt"),
        ("Meta de crescimento para 2026?", "pt"),
    ],
)
def test_italian_and_portuguese_are_told_from_their_neighbours(question: str, language: str) -> None:
    assert detect_language(question) == language


@pytest.mark.parametrize(
    ("question", "kind", "family", "planned"),
    [
        ("Quanto sono cresciute le esportazioni nel primo semestre?", "figure", "percent", False),
        ("Quando entrerà in servizio la ferrovia?", "date", "", True),
        ("Quanti visitatori ha accolto la provincia?", "figure", "people", False),
        ("Il commercio è diminuito?", "yesno", "", False),
        ("Chi ha presentato il rapporto?", "person", "", False),
        ("Quanto cresceram as exportações no primeiro semestre?", "figure", "percent", False),
        ("Quando vai entrar em serviço a ferrovia?", "date", "", True),
        ("Quantos turistas recebeu a província?", "figure", "people", False),
        ("O comércio diminuiu?", "yesno", "", False),
        ("Quem apresentou o relatório?", "person", "", None),
    ],
)
def test_kind_and_unit_of_italian_and_portuguese(question: str, kind: str, family: str, planned: bool | None) -> None:
    read = read_question(question)
    assert kind in read.kinds
    assert not family or family in read.families
    assert read.planned is planned


@pytest.mark.parametrize(
    "question",
    [
        "Comment s'appelle le maire de la ville ?",
        "Wie heißt der Bürgermeister?",
        "Как зовут мэра города?",
        "Назовите имя губернатора.",
        "市長の名前は何ですか",
        "시장의 이름은 무엇입니까?",
    ],
)
def test_who_is_asked_by_the_name_of_an_office(question: str) -> None:
    assert "person" in read_question(question).kinds


@pytest.mark.parametrize(
    "question",
    [
        "Quelle part de son objectif annuel la ville a-t-elle atteinte ?",
        "¿Qué porcentaje del objetivo anual se ha cumplido?",
        "Wie viel Prozent des Jahresziels wurden erreicht?",
        "年間目標の何％を達成しましたか",
        "연간 목표의 몇 퍼센트를 달성했나요?",
    ],
)
def test_a_share_of_a_target_is_no_plan(question: str) -> None:
    assert read_question(question).planned is not True


@pytest.mark.parametrize(
    ("language", "question", "parts"),
    [
        ("fr", "combien d'habitants et quelle croissance ?", 2),
        ("de", "wie viele besucher kamen und wie viel gaben sie aus?", 2),
        ("es", "cuántos turistas llegaron y cuánto gastaron?", 2),
        ("es", "cuántas importaciones y exportaciones hubo?", 1),
        ("ru", "кто выступил с докладом и какую должность он занимает?", 2),
        ("ja", "企業は何社で、外資はどのくらい増えましたか", 2),
        ("ko", "외자기업은 몇 개이고, 외자는 얼마나 늘었나요?", 2),
        ("it", "quanti musei ci sono e quanti sono nuovi?", 2),
        ("pt", "quantos museus há e quando abriram?", 2),
    ],
)
def test_what_joins_two_questions(language: str, question: str, parts: int) -> None:
    joint = asking(language).joint
    assert joint is not None
    assert len(joint.split(question)) == parts


@pytest.mark.parametrize(
    "question", ["¿Qué días visitó la provincia?", "Какого числа открыли мост?", "An welchen Tagen fand es statt?"]
)
def test_days_are_dates(question: str) -> None:
    read = read_question(question)
    assert "date" in read.kinds
    assert not read.families
