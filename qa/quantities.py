"""Figures as typed values: found, compared across units and languages, checked against evidence, named in English.

The parts: `numerals` and `units` (data), `periods` (dates), `quantity` (the type), `figure_readers`, `figure_names` and
`english_figures` (one figure at a place), `figure_context` (direction, bound), `figure_scan` (all figures of a text),
`figure_support` (comparison, evidence), `figure_english` (English names).
"""

from __future__ import annotations

from qa.figure_english import to_english
from qa.figure_scan import find_quantities
from qa.figure_support import compare, figures_supported, same_quantity
from qa.quantity import Quantity

__all__ = ["Quantity", "compare", "figures_supported", "find_quantities", "same_quantity", "to_english"]
