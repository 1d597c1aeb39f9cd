"""The tokenizer: Chinese words and characters, pieces of words for alphabets, one Unigram model for all.

The normaliser is inside `tokenizer.json`, so that sentence-transformers, which knows nothing of `index.folding`, sees
the same characters.
"""

from __future__ import annotations

import math
import re
import tempfile
import unicodedata
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, trainers

from index.folding import fold_text
from training.data import Pair
from training.teacher import teacher_words

PADDING, UNKNOWN = "[PAD]", "[UNK]"
HAN = "\u3400-\u4dbf\u4e00-\u9fff"
CYRILLIC = "\u0400-\u04ff"
KANA = "\u3040-\u30ff"
HANGUL = "\uac00-\ud7a3"
LETTERS_BY_HAND = {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ı": "i"}
HAN_WORDS = 38_000
OTHER_LATIN_GROUPS = frozenset({"tatoeba", "french-dictionary", "united-nations"})
# Characters of a piece, number of pieces, least count: by script.
PIECES = {
    "english": ("a-z", 10_000, 4),
    "latin": ("a-z", 12_000, 3),
    "cyrillic": (CYRILLIC, 5_000, 3),
    "kana": (KANA, 3_000, 3),
    "hangul": (HANGUL, 1_500, 2),
}


def normalized_character(character: str) -> str:
    """What the tokenizer makes of one character: folded, and for alphabets without accents; "" for a bare accent."""
    folded = fold_text(character)
    if HANGUL[0] <= character <= HANGUL[-1]:
        return folded
    out = "".join(_without_accent(part) for part in folded)
    return "" if out and all("\u0300" <= part <= "\u036f" for part in out) else out


def _without_accent(character: str) -> str:
    base = unicodedata.normalize("NFD", character)[0]
    if base != character and unicodedata.name(base, "").startswith(("LATIN", "GREEK", "CYRILLIC")):
        character = base
    return LETTERS_BY_HAND.get(character, character)


def build_normalizer() -> normalizers.Normalizer:
    """All character rules in one step of the tokenizer, as the compiled character map of SentencePiece."""
    import sentencepiece
    from sentencepiece import sentencepiece_model_pb2

    rules = []
    for point in range(0x21, 0x10000):
        character = chr(point)
        if unicodedata.category(character) in {"Cn", "Cs", "Co"}:
            continue
        out = normalized_character(character)
        if out != character:
            rules.append(f"{point:X}\t{' '.join(f'{ord(part):X}' for part in out)}")
    with tempfile.TemporaryDirectory() as folder:
        table, text, model = (Path(folder) / name for name in ("rules.tsv", "text.txt", "model"))
        table.write_text("\n".join(rules) + "\n", encoding="utf-8")
        text.write_text("a b c d e f g\nthe cat sat on the mat\n" * 50, encoding="utf-8")
        sentencepiece.SentencePieceTrainer.train(
            input=str(text),
            model_prefix=str(model),
            vocab_size=20,
            hard_vocab_limit=False,
            normalization_rule_tsv=str(table),
            model_type="char",
            minloglevel=2,
        )
        proto = sentencepiece_model_pb2.ModelProto()  # type: ignore[attr-defined]
        proto.ParseFromString(model.with_suffix(".model").read_bytes())
    return normalizers.Precompiled(proto.normalizer_spec.precompiled_charsmap)


def count_pieces(groups: dict[str, list[Pair]], normalizer: normalizers.Normalizer) -> Counter[str]:
    """Candidate tokens with their counts in the training text."""
    import rjieba

    texts: dict[str, list[str]] = {name: [] for name in PIECES}
    words: Counter[str] = Counter()
    characters: Counter[str] = Counter()
    runs = re.compile(f"[{HAN}]+")
    for group, line in _lines(groups):
        normal = normalizer.normalize_str(line)
        script = _script(normal, group)
        if script == "han":
            for run in runs.findall(normal):
                characters.update(run)
                words.update(rjieba.cut(run))
        elif script:
            texts[script].append(normal)
    listed = {normalizer.normalize_str(pair.right) for pair in groups["dictionary"]}
    counts = Counter(dict(_best_han_words(words, listed)))
    for character, count in characters.items():
        if count >= 2:
            counts[character] = max(1, min(words[character] + 1, count))
    counts.update(_english_words(texts["english"]))
    for name, (letters, size, least) in PIECES.items():
        counts.update(_count_subwords(texts[name], letters, size, least))
    for character in "abcdefghijklmnopqrstuvwxyz0123456789%":
        counts[character] = max(counts[character], 1)
    return counts


def _best_han_words(words: Counter[str], listed: set[str]) -> list[tuple[str, int]]:
    """The commonest words; those that the dictionary lists from two occurrences, others (names, half words) from
    eight."""
    known = [
        (word, count)
        for word, count in words.items()
        if 2 <= len(word) <= 6 and (count >= 8 or (count >= 2 and word in listed))
    ]
    # Dictionary words first: a third as common they are still worth more than a chance run of characters.
    return sorted(known, key=lambda item: (-item[1] * (3 if item[0] in listed else 1), item[0]))[:HAN_WORDS]


def _english_words(texts: list[str]) -> Counter[str]:
    """Whole words from three occurrences, and those the teacher has in its own vocabulary.

    A name cut to pieces ("gen", "g", "his") finds nothing; as a whole word it gets the teacher's vector and, where a
    parallel text has it, its translation.
    """
    counts = Counter(word for text in texts for word in re.findall("[a-z]{2,}", text))
    kept = Counter({word: count for word, count in counts.items() if count >= 3})
    for word in teacher_words():
        kept[word] = max(kept[word], counts[word], 1)
    return kept


def _lines(groups: dict[str, list[Pair]]) -> Iterable[tuple[str, str]]:
    for group, pairs in groups.items():
        if group in {"context", "pivot"}:  # made of the others' sentences
            continue
        # Clozes repeat their paragraphs; a quarter of them is enough.
        for pair in pairs[:: 4 if group == "cloze" else 1]:
            yield group, pair.left
            yield group, pair.right


def _script(text: str, group: str) -> str:
    for name, letters in (("kana", KANA), ("hangul", HANGUL), ("cyrillic", CYRILLIC), ("han", HAN)):
        if re.search(f"[{letters}]", text):
            return name
    if not re.search("[a-z]", text):
        return ""
    return "latin" if group in OTHER_LATIN_GROUPS else "english"


def _count_subwords(texts: list[str], letters: str, size: int, least: int) -> Counter[str]:
    pieces = Tokenizer(models.BPE(unk_token=UNKNOWN))
    pieces.pre_tokenizer = pre_tokenizers.Split(Regex(f"[^{letters}]+"), "removed")
    trainer = trainers.BpeTrainer(vocab_size=size, min_frequency=least, special_tokens=[UNKNOWN], show_progress=False)
    pieces.train_from_iterator(texts, trainer)
    ids: Counter[int] = Counter()
    for encoding in pieces.encode_batch_fast(texts):  # fast: it leaves `tokens` empty
        ids.update(encoding.ids)
    counts = Counter({pieces.id_to_token(token): count for token, count in ids.items()})
    del counts[UNKNOWN]
    return counts


def build_tokenizer(groups: dict[str, list[Pair]], *, size: int = 104_000) -> Tokenizer:
    """A Unigram tokenizer of at most `size` tokens; ids 0 and 1 are padding and unknown."""
    normalizer = build_normalizer()
    counts = count_pieces(groups, normalizer)
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    kept = dict(ranked[: size - 2])
    missing = [piece for piece in counts if len(piece) == 1 and piece not in kept]
    kept = dict(ranked[: size - 2 - len(missing)]) | {piece: counts[piece] for piece in missing}
    total = sum(counts.values())
    vocabulary = [(PADDING, 0.0), (UNKNOWN, -20.0)]
    vocabulary += [(piece, round(math.log(count / total), 4)) for piece, count in kept.items()]
    tokenizer = Tokenizer(models.Unigram(vocabulary, unk_id=1, byte_fallback=False))
    tokenizer.normalizer = normalizer
    kept_characters = f"a-z{HAN}{CYRILLIC}{KANA}{HANGUL}0-9%"
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(f"[{HAN}]+"), "isolated"),
            pre_tokenizers.Split(Regex(r"\d"), "isolated"),
            pre_tokenizers.Split(Regex(f"[^{kept_characters}]+"), "removed"),
        ]
    )
    return tokenizer
