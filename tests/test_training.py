"""How the model is made: data, tokens, alignment of words, quantisation, and the whole build on a small folder.

Needs the extra `training`.
"""

import json
import lzma
from pathlib import Path

import numpy as np
import pytest

from index.static import StaticEncoder
from training import teacher, tokenizer
from training.build import build
from training.data import read_groups
from training.export import quantize
from training.features import parts_of
from training.ids import EncodedPairs, Side
from training.settings import Settings
from training.tokenizer import normalized_character
from training.word_alignment import GROUP_WEIGHTS, align_words

WORDS = [
    ("economy", "经济"),
    ("growth", "增长"),
    ("industry", "工业"),
    ("city", "城市"),
    ("export", "出口"),
    ("car", "汽车"),
]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A folder of the real one's shape, some hundred pairs of two words each."""
    pairs = [(a, b) for a in WORDS for b in WORDS if a != b] * 5
    sources = ["gov_work_reports_zh_en", "tico19", "python_docs_zh_cn", "cedict"]
    lines = ["source\tlang\ttext\tzh"]
    for at, (a, b) in enumerate(pairs):
        lines.append(f"{sources[at % 4]}\ten\t{a[0]} {b[0]} {at}\t{a[1]}{b[1]}{at}")
        lines.append(f"tatoeba_multi\tfra\t{a[0]}o {b[0]}o {at}\t{a[1]}{b[1]}{at}")
        lines.append(f"cfdict\tfr\t{a[0]}o {at}\t{a[1]}{at}")
        lines.append(f"sdg_translations\tde\t{a[0]}en {at}\t{a[1]}{b[1]}{at}")
    questions = [
        {"question": f"{a[1]}{b[1]}多少?", "passage": f"{a[1]}和{b[1]}{at}。" * 3, "source": "x"}
        for at, (a, b) in enumerate(pairs)
    ]
    questions.append({"question": "to title", "passage": "摘要", "source": "csl"})
    law = "".join(f"第{at}条为了发展{a[1]}和{b[1]}事业,制定本条例。" for at, (a, b) in enumerate(pairs[:30]))
    texts = [{"text": "\n".join([law] * 20)}]
    for name, content in {
        "parallel.tsv.xz": "\n".join(lines) + "\n",
        "qa.jsonl.xz": "".join(json.dumps(item, ensure_ascii=False) + "\n" for item in questions),
        "texts.jsonl.xz": "".join(json.dumps(item, ensure_ascii=False) + "\n" for item in texts),
    }.items():
        (tmp_path / name).write_bytes(lzma.compress(content.encode()))
    return tmp_path


def test_groups_are_repeatable_and_leave_out_what_is_no_pair(data: Path) -> None:
    groups = read_groups(data)
    assert groups == read_groups(data)
    assert groups["cloze"] != read_groups(data, seed=1)["cloze"]
    assert all(pair.left != "to title" for pair in groups["question"])
    assert all(pair.left and pair.right for pairs in groups.values() for pair in pairs)
    assert any(len(pair.right) > 20 for pair in groups["context"])  # more than the one sentence


@pytest.mark.parametrize(
    ("character", "normal"),
    [
        ("國", "国"),
        ("É", "e"),
        ("ß", "ss"),
        ("Ａ", "a"),
        ("么", "么"),
        ("한", "한"),
        ("が", "が"),
        ("й", "и"),
        ("\u0301", ""),
    ],
)
def test_the_tokenizer_sees_folded_characters(character: str, normal: str) -> None:
    assert normalized_character(character) == normal


def test_word_alignment_finds_the_translation() -> None:
    """Three pairs of two words each leave one consistent reading: 2↔5, 3↔6, 4↔7."""
    sides = [
        Side(np.array(ids, dtype=np.int32), np.arange(0, 7, 2)) for ids in ([2, 3, 3, 4, 2, 4], [5, 6, 6, 7, 5, 7])
    ]
    pairs = EncodedPairs(*sides)
    empty = EncodedPairs(*[Side(np.zeros(0, dtype=np.int32), np.zeros(1, dtype=np.int64))] * 2)
    groups = dict.fromkeys(GROUP_WEIGHTS, empty) | {"parallel": pairs}
    found = align_words(groups, 8)
    assert found.tokens[[2, 3, 4], 0].tolist() == [5, 6, 7]
    assert (np.diff(found.probabilities, axis=1) <= 0).all()
    assert not found.probabilities[5].any()


def test_four_bits_lose_little() -> None:
    rng = np.random.default_rng(0)
    table = (rng.normal(size=(5000, 64)) * rng.uniform(0.01, 2, size=(5000, 1))).astype(np.float32)
    codes, codebook, scale = quantize(table)
    assert codes.max() == 15
    assert len(codebook) == 16
    again = codebook[codes] * scale[:, None]
    error = np.linalg.norm(again - table, axis=1) / np.linalg.norm(table, axis=1)
    assert error.mean() < 0.11  # of normal numbers, what the best sixteen levels can do is .098
    assert error.max() < 0.3


def test_words_share_their_parts() -> None:
    assert parts_of("经济学") == ["经", "济", "学", "经济", "济学"]
    assert set(parts_of("export")) & set(parts_of("exports"))
    assert parts_of("6") == parts_of("经") == []


@pytest.mark.filterwarnings("ignore:Sparse CSR tensor support is in beta:UserWarning")
def test_a_small_build_learns_and_repeats(data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stand_in(texts: list[str], **_: object) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
        rows = [np.random.default_rng(sum(text.encode())).normal(size=384) for text in texts]
        return np.array(rows, dtype=np.float32).reshape(-1, 384)

    # The real teacher takes minutes for its whole vocabulary.
    monkeypatch.setattr("training.initial.encode_english", stand_in)
    words = teacher.teacher_words()[:600]
    monkeypatch.setattr(tokenizer, "teacher_words", lambda: words)
    settings = Settings(steps=10, batch=64, late_batch=32)
    for name in ("one", "two"):
        build(data, tmp_path / name, settings)
    one, two = (StaticEncoder(tmp_path / name) for name in ("one", "two"))
    chinese, english = ["经济增长", "城市汽车", "工业出口"], ["economy growth", "city car", "industry export"]
    scores = one.encode_passages(chinese) @ one.encode_queries(english).T
    assert scores.argmax(axis=0).tolist() == [0, 1, 2]
    np.testing.assert_allclose(one.encode_passages(chinese), two.encode_passages(chinese), atol=1e-2)
    assert one.metadata["training_data"] == two.metadata["training_data"]
