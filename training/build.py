"""Makes the bundled encoder from the data folder.

    python -m training.build --data DIR --out index/model

DIR holds `parallel.tsv.xz`, `qa.jsonl.xz` and `texts.jsonl.xz`, or has them in a folder `train`. CPU only; the seed
fixes the result up to rounding. What each step is for, and what it brought: training/README.md.
"""

from __future__ import annotations

import argparse
import dataclasses
import logging
import os
from pathlib import Path

from training.settings import Settings

DIMENSION = 384  # trained
KEPT = 256  # shipped: the first of them, which the nested losses made to stand alone
NOT_COUNTED = frozenset({"cloze", "context", "pivot"})  # made of the others' sentences
log = logging.getLogger("training")


def build(data: Path, out: Path, settings: Settings) -> None:
    """Read, tokenise, align, ask the teacher, train, quantise, write."""
    from training.data import read_groups
    from training.export import data_digest, write_model
    from training.features import part_matrix
    from training.ids import count_tokens, encode_groups
    from training.initial import ask_teacher, initial_table
    from training.tokenizer import build_tokenizer
    from training.train import train
    from training.word_alignment import align_words

    folder = data / "train" if (data / "train").is_dir() else data
    groups = read_groups(folder, seed=settings.seed)
    log.info("read %d pairs in %d groups", sum(map(len, groups.values())), len(groups))
    tokenizer = build_tokenizer(groups)
    size = tokenizer.get_vocab_size()
    log.info("tokenizer of %d tokens", size)
    encoded = encode_groups(groups, tokenizer)
    translations = align_words(encoded, size)
    log.info("aligned words")
    teacher = ask_teacher(tokenizer, groups["dictionary"])
    log.info("asked the teacher about %d pieces and %d glosses", len(teacher.pieces), len(teacher.glosses))
    table = initial_table(
        tokenizer, encoded, groups["dictionary"], translations, teacher, dimension=DIMENSION, seed=settings.seed
    )
    table = train(table, part_matrix(tokenizer), encoded, settings)
    sides = [side for name, pairs in encoded.items() if name not in NOT_COUNTED for side in (pairs.left, pairs.right)]
    write_model(
        out,
        table[:, :KEPT],
        tokenizer,
        count_tokens(sides, size),
        data_digest=data_digest(folder),
        settings=dataclasses.asdict(settings),
    )
    log.info("wrote %s", out)


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="the data folder")
    parser.add_argument("--out", type=Path, default=Path("index/model"), help="where to write the model")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--steps", type=int, default=Settings().steps)
    parser.add_argument("--threads", type=int, default=2)
    arguments = parser.parse_args()
    # Before torch and numba are imported: waiting threads must sleep, or on a busy machine they starve working ones.
    os.environ.setdefault("OMP_WAIT_POLICY", "passive")
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    import numba
    import torch

    torch.set_num_threads(arguments.threads)
    numba.set_num_threads(arguments.threads)
    build(arguments.data, arguments.out, Settings(seed=arguments.seed, steps=arguments.steps))


if __name__ == "__main__":
    main()
