"""Writes `index/t2s.txt`, the character table that folds traditional and Japanese Han characters to simplified ones.

    python -m training.folding_table [--out index/t2s.txt]

Source: the character dictionaries of OpenCC (Apache-2.0), as the PyPI package `opencc-python-reimplemented` carries
them. Needed only when the table itself is to change; the product reads the text file.

The trap: a folding that is applied to everything must leave *simplified* text alone. Some characters are traditional
forms of one word and the ordinary simplified form of another (乾 in 乾隆, 著 in 著名, 么 in 什么, 宁 in 南宁); mapping
those turns 什么 into 什幺 and costs recall. So a character that the simplified standard itself contains (GB 2312) is
kept, except a short list whose traditional reading is by far the commoner one.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

# In GB 2312 for the sake of names, but in running text practically always the traditional form.
TRADITIONAL_ALL_THE_SAME = frozenset("後於徵夥菸麽")
# OpenCC leads these Japanese forms to another traditional character instead of to a simplified one.
JAPANESE_BY_HAND = {"鉱": "矿", "円": "元"}
HEADER = """\
# Traditional (and Japanese) Han characters and the simplified ones they are folded to: two characters a line.
# Made by training/folding_table.py from the character dictionaries of OpenCC (Apache License 2.0).
"""


def read_dictionary(path: Path) -> Iterator[tuple[str, list[str]]]:
    """The entries of one OpenCC dictionary: a key and its values, best first."""
    for line in path.read_text(encoding="utf-8").splitlines():
        key, _, values = line.partition("\t")
        if values:
            yield key, values.split()


def in_simplified_standard(character: str) -> bool:
    """Whether GB 2312 has the character."""
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def build_table(dictionaries: Path) -> dict[str, str]:
    """The table: one character of the basic plane to one other."""
    table: dict[str, str] = {}
    for character, simplified in read_dictionary(dictionaries / "TSCharacters.txt"):
        if simplified[0] != character and _wanted(character, simplified[0]):
            table[character] = simplified[0]
    japanese: dict[str, str] = {}
    for traditional, forms in read_dictionary(dictionaries / "JPVariants.txt"):
        for form in forms:
            target = JAPANESE_BY_HAND.get(form, table.get(traditional, traditional))
            if form != target and form not in table and _wanted(form, target):
                japanese[form] = target
    table.update(japanese)
    # No chains: a value must not itself be a key, or folding twice would differ from folding once.
    return {key: table.get(value, value) for key, value in table.items()}


def _wanted(character: str, target: str) -> bool:
    if max(ord(character), ord(target)) > 0xFFFF:
        return False
    return character in TRADITIONAL_ALL_THE_SAME or not in_simplified_standard(character)


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=Path("index/t2s.txt"))
    arguments = parser.parse_args()
    import opencc

    table = build_table(Path(opencc.__file__).parent / "dictionary")
    lines = [key + value for key, value in sorted(table.items())]
    arguments.out.write_text(HEADER + "\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
