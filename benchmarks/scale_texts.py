"""Text for an index of any size: real laws and policy documents, then varied rounds of them."""

import json
import lzma
import random
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

_SENTENCE = re.compile(r"[^。；\n]*[。；\n]?")
_EXCHANGED = 0.3  # of a varied document's sentences come from other documents


def corpus(data: Path, size: int) -> list[Any]:
    """Documents that make about `size` passages and no more: real ones, then varied rounds of them."""
    from index import Document
    from index.passages import split_passages
    from index.sections import split_sections

    with lzma.open(data / "texts.jsonl.xz", "rt", encoding="utf-8") as lines:
        texts = [json.loads(line)["text"] for line in lines]
    random.Random(1).shuffle(texts)
    documents: list[Document] = []
    count = 0
    for number, text in enumerate(_endless(texts)):
        document = Document(f"d{number:06d}", text[:60].split("\n")[0].strip("# "), text, "", "")
        count += len(split_passages(document, split_sections(text)))
        if count > size and documents:
            break
        documents.append(document)
    return documents


def _endless(texts: Sequence[str]) -> Iterator[str]:
    yield from texts
    sentences = [sentence for text in texts for sentence in _SENTENCE.findall(text) if 12 <= len(sentence) <= 200]
    for turn in range(1, 1000):
        chance = random.Random(turn)
        for text in texts:
            yield _varied(text, sentences, chance)


def _varied(text: str, sentences: Sequence[str], chance: random.Random) -> str:
    digits = str.maketrans("123456789", "".join(chance.sample("123456789", 9)))
    parts = []
    for sentence in _SENTENCE.findall(text):
        if len(sentence) >= 12 and chance.random() < _EXCHANGED:
            other = chance.choice(sentences).rstrip("\n")
            sentence = other + ("\n" if sentence.endswith("\n") else "")
        parts.append(sentence.translate(digits))
    return "".join(parts)
