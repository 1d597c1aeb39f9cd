"""Arrays on disk, in numpy's .npy form."""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray


def save_array(file: Path, array: NDArray[Any]) -> None:
    """Writes an array so that `np.load` reads it. Raises OSError when it does not fit on the disk.

    `np.save` does not: it ends with a C buffer whose last flush nobody checks, and a full disk leaves a short file.
    """
    array = np.ascontiguousarray(array)
    with file.open("wb") as opened:
        np.lib.format.write_array_header_1_0(opened, np.lib.format.header_data_from_array_1_0(array))
        opened.write(array.data)
