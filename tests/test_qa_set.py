"""The bundled report is unchanged, and every question on it is well formed and answered by its own evidence."""

import hashlib
import json
import re
import unicodedata
from collections import Counter
from pathlib import Path
from typing import Any

SOURCES = Path(__file__).resolve().parent.parent / "source_text"
REPORT = SOURCES / "chongqing-2024-h1.txt"
REPORT_BYTES = 43_141
REPORT_SHA256 = "bfc1fb322de88c648ca3e3bd35314183e5c2bcd9eeac4bed40e530a7ea6ea0d9"
QA_SET = SOURCES / "chongqing-2024-h1.qa.jsonl"

FIELDS = ["id", "lang", "type", "question", "answer_groups", "evidence", "history", "difficulty", "split"]
OTHER_LANGUAGES = {"ja", "ko", "fr", "es", "de", "ru"}
TYPES = {
    "number", "multi_fact", "date", "entity", "list", "why_how", "comparison", "negation_trap", "definition",
    "followup", "unanswerable",
}  # fmt: skip
QUOTES = re.compile("[\"'`“”„‟‘’‚‛«»「」『』]")

Item = dict[str, Any]

TEXT = REPORT.read_bytes().decode("utf-8")
ITEMS: list[Item] = [json.loads(line) for line in QA_SET.read_text(encoding="utf-8").splitlines()]


def fold(text: str) -> str:
    """NFKC, lower case, one kind of quotation mark, no white space."""
    return re.sub(r"\s+", "", QUOTES.sub('"', unicodedata.normalize("NFKC", text).casefold()))


def states(text: str, variant: str) -> bool:
    """Whether `variant` stands in `text` after folding, its figures whole: "5%" is not in "1.5%"."""
    left = r"(?<!\d)(?<!\d[.,])" if fold(variant)[0].isdigit() else ""
    right = r"(?!\d)(?![.,]\d)" if fold(variant)[-1].isdigit() else ""
    return re.search(left + re.escape(fold(variant)) + right, fold(text)) is not None


def section(offset: int) -> str:
    """`""` for the front matter, else the part and the chapter that hold `offset`, such as `一(三)` or `二`."""
    part = chapter = ""
    for mark in re.finditer(r"(?m)^(?:([一二])、|(\([一二三四五六七八九十]+\)))", TEXT[: offset + 1]):
        part, chapter = (mark[1], "") if mark[1] else (part, mark[2])
    return part + chapter


def test_report_is_byte_for_byte_as_published() -> None:
    raw = REPORT.read_bytes()
    assert len(raw) == REPORT_BYTES
    assert hashlib.sha256(raw).hexdigest() == REPORT_SHA256


def test_set_is_clean_json_lines() -> None:
    raw = QA_SET.read_bytes()
    assert raw.endswith(b"}\n") and b"\r" not in raw and not raw.startswith(b"\xef\xbb\xbf")
    assert len(ITEMS) == raw.count(b"\n")


def test_schema() -> None:
    for item in ITEMS:
        assert list(item) == FIELDS, item
        assert re.fullmatch(rf"{item['lang']}-\d{{3}}", item["id"]), item
        assert item["lang"] in {"zh", "en"} | OTHER_LANGUAGES, item
        assert item["type"] in TYPES, item
        assert item["difficulty"] in {"easy", "medium", "hard"}, item
        groups: list[list[str]] = item["answer_groups"]
        assert all(group and len(set(group)) == len(group) for group in groups), item
        texts = [
            item["question"],
            *item["history"],
            *item["evidence"],
            *(variant for group in groups for variant in group),
        ]
        assert all(isinstance(text, str) and text == text.strip() != "" for text in texts), item


def test_unanswerable_means_no_answer_and_no_evidence() -> None:
    for item in ITEMS:
        silent = item["type"] == "unanswerable"
        assert (not item["answer_groups"]) is silent, item
        assert (not item["evidence"]) is silent, item


def test_followups_have_a_history() -> None:
    assert [item["id"] for item in ITEMS if item["type"] == "followup" and not item["history"]] == []


def test_evidence_stands_exactly_once_in_the_report() -> None:
    found = {(item["id"], quote): TEXT.count(quote) for item in ITEMS for quote in item["evidence"]}
    assert {key: count for key, count in found.items() if count != 1} == {}


def test_every_answer_is_in_its_evidence() -> None:
    """No type is exempt: yes/no questions too are judged by the fact that settles them."""
    missing = [
        (item["id"], group)
        for item in ITEMS
        for group in item["answer_groups"]
        if not any(states(quote, variant) for variant in group for quote in item["evidence"])
    ]
    assert missing == []


def test_no_evidence_is_idle() -> None:
    """A quote without any of the asked values would make a complete citation look incomplete."""
    idle = [
        (item["id"], quote)
        for item in ITEMS
        for quote in item["evidence"]
        if not any(states(quote, variant) for group in item["answer_groups"] for variant in group)
    ]
    assert idle == []


def test_ids_and_questions_are_unique() -> None:
    assert max(Counter(item["id"] for item in ITEMS).values()) == 1
    asked = Counter((fold(item["question"]), *map(fold, item["history"])) for item in ITEMS)
    assert [key for key, count in asked.items() if count > 1] == []


def test_split_follows_the_id() -> None:
    for item in ITEMS:
        number = int.from_bytes(hashlib.sha256(f"yiju-57:{item['id']}".encode()).digest(), "big")
        assert item["split"] == ("dev" if number % 3 else "test"), item["id"]


def test_split_is_a_third_of_each_language_and_kind() -> None:
    def share(items: list[Item]) -> float:
        return [item["split"] for item in items].count("test") / len(items)

    assert 0.30 < share(ITEMS) < 0.37
    for lang in ("zh", "en"):
        assert 0.27 < share([item for item in ITEMS if item["lang"] == lang]) < 0.40, lang
    for kind, count in Counter(item["type"] for item in ITEMS).items():
        if count >= 20:
            assert 0.25 < share([item for item in ITEMS if item["type"] == kind]) < 0.45, kind


def test_there_is_enough_of_everything() -> None:
    languages = Counter(item["lang"] for item in ITEMS)
    assert len(ITEMS) >= 200
    assert languages["zh"] >= 110
    assert languages["en"] >= 45
    assert sum(languages[lang] for lang in OTHER_LANGUAGES) >= 15
    assert sum(not item["answer_groups"] for item in ITEMS) >= 40
    assert sum(bool(item["history"]) for item in ITEMS) >= 14
    assert {item["type"] for item in ITEMS} == TYPES


def test_every_section_is_asked_about() -> None:
    asked = Counter(section(TEXT.index(quote)) for item in ITEMS for quote in item["evidence"])
    chapters = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"]
    for place in ["", "一", *(f"{part}({chapter})" for part in "一二" for chapter in chapters)]:
        assert asked[place] >= 4, place or "front matter"


def test_figures_are_compared_whole() -> None:
    """The checks above lean on `states`: it must be able to say no."""
    assert states("总数达到 33 个", "33个")
    assert not states("总数达到33个", "3个")
    assert not states("增长1.5%", "5%")
    assert states("“一卡通”", "「一卡通」")
