"""The bundled encoder: shape, meaning, places, thread safety, and the same vectors through sentence-transformers."""

import json
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import EncoderError
from index.export import export_sentence_transformers
from index.static import MODEL, StaticEncoder, load_static_encoder

ENCODER = load_static_encoder()
TEXTS = [
    "重庆经济增长多少?",
    "How fast did Chongqing grow?",
    "",
    "!?",
    "西部陸海新通道",
    "Größe und Übergröße",
    "ВВП 6,1 %",
]


def test_rows_are_unit_or_zero() -> None:
    rows = ENCODER.encode_passages(TEXTS)
    assert rows.shape == (len(TEXTS), ENCODER.dimension)
    assert rows.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(rows, axis=1), [1, 1, 0, 0, 1, 1, 1], atol=1e-5)
    assert ENCODER.encode_queries([]).shape == (0, ENCODER.dimension)


@pytest.mark.parametrize(
    ("question", "right", "wrong"),
    [
        ("How much did exports grow?", "出口同比增长5.2%", "新建高速公路120公里"),
        ("新能源汽车产量", "新能源車產量增長", "农村居民收入"),
        ("wirtschaftliches Wachstum", "经济增长", "道路交通"),
        ("croissance économique", "经济增长", "道路交通"),
        ("экономический рост", "经济增长", "道路交通"),
        ("経済成長率", "经济增长", "道路交通"),
        ("crecimiento económico", "经济增长", "道路交通"),
    ],
)
def test_meaning_crosses_languages(question: str, right: str, wrong: str) -> None:
    near, far = ENCODER.encode_passages([right, wrong]) @ ENCODER.encode_queries([question])[0]
    assert near > far + 0.1


def test_one_text_or_many_give_the_same_vectors() -> None:
    texts = TEXTS * 100
    together = ENCODER.encode_passages(texts)
    alone = np.concatenate([ENCODER.encode_queries([text]) for text in TEXTS])
    np.testing.assert_allclose(together[: len(TEXTS)], alone, atol=1e-5)
    np.testing.assert_array_equal(together[: len(TEXTS)], together[-len(TEXTS) :])


def test_progress_reaches_the_end() -> None:
    calls: list[tuple[int, int]] = []
    ENCODER.encode_passages(["经济"] * 600, progress=lambda done, total: calls.append((done, total)))
    assert calls[-1] == (600, 600)
    assert [done for done, _ in calls] == sorted({done for done, _ in calls})


def test_tokens_know_their_places() -> None:
    text = "\ud800西部陸海新通道 Ｇ２０ Größe"
    (tokens,) = ENCODER.tokenize([text])
    shown = [text[start:end] for start, end in zip(tokens.starts, tokens.ends, strict=True)]
    assert "通道" in shown
    assert "Größe" in "".join(shown)
    assert "陸" in "".join(shown)


@given(st.text(max_size=60))
def test_places_lie_in_the_text_and_ids_agree(text: str) -> None:
    (tokens,) = ENCODER.tokenize([text])
    np.testing.assert_array_equal(tokens.ids, ENCODER.token_ids([text])[0])
    assert (tokens.starts >= 0).all()
    assert (tokens.starts < tokens.ends).all()
    assert (tokens.ends <= len(text)).all()


def test_padding_and_unknown_count_nothing() -> None:
    special = np.array([0, 1], dtype=np.int32)
    assert not ENCODER.token_vectors(special).any()
    assert not ENCODER.token_weights(special).any()


def test_rare_words_weigh_more_and_words_that_ask_little() -> None:
    def weight(word: str) -> float:
        ids = ENCODER.token_ids([word])[0]
        assert len(ids) == 1
        return float(ENCODER.token_weights(ids)[0])

    assert weight("的") < weight("经济") < weight("重庆")
    assert weight("什么") < weight("通道") / 2
    assert weight("which") < weight("growth") / 2


def test_loads_once_for_many_threads() -> None:
    encoder = StaticEncoder()
    with ThreadPoolExecutor(8) as pool:
        rows = list(pool.map(lambda text: encoder.encode_queries([text])[0], ["经济增长"] * 32))
    assert all(np.array_equal(row, rows[0]) for row in rows)


def test_needs_no_torch() -> None:
    code = (
        "import sys; from index.static import load_static_encoder as load; load().encode_queries(['经济']);"
        "assert not {'torch', 'transformers', 'sentence_transformers'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(__file__).parent.parent)


def test_metadata_and_size() -> None:
    metadata = json.loads((MODEL / "metadata.json").read_text(encoding="utf-8"))
    assert metadata["licence"] == "CC BY-SA 4.0"
    assert len(metadata["training_data"]) == 64
    assert {"zh-Hans", "zh-Hant", "en", "ja", "ko", "fr", "es", "de", "ru"} <= set(metadata["languages"])
    assert "ShareAlike" in (MODEL / "LICENSE").read_text(encoding="utf-8")
    assert sum(path.stat().st_size for path in MODEL.iterdir() if path.is_file()) <= 20_000_000


def test_a_damaged_or_missing_model_is_named(tmp_path: Path) -> None:
    with pytest.raises(EncoderError, match=r"training\.build"):
        StaticEncoder(tmp_path)
    shutil.copytree(MODEL, tmp_path / "model")
    (tmp_path / "model" / "codes.npy").unlink()
    with pytest.raises(EncoderError, match=r"codes\.npy"):
        StaticEncoder(tmp_path / "model").encode_queries(["经济"])


def test_sentence_transformers_gives_the_same_vectors(tmp_path: Path) -> None:
    from sentence_transformers import SentenceTransformer

    path = export_sentence_transformers(tmp_path / "exported")
    other = SentenceTransformer(str(path), device="cpu", local_files_only=True)
    texts = [text for text in TEXTS if text.strip("!?")]
    theirs = other.encode(texts, show_progress_bar=False)
    np.testing.assert_allclose(theirs, ENCODER.encode_passages(texts), atol=1e-3)
