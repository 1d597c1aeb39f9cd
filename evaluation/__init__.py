"""What `evaluate.py` is made of: Q/A sets in; judged answers, metrics, comparisons and reports out.

Reading order: `qaset` (the questions), `running` (asking them), `judging` (right or wrong), `metrics` (counting),
`ranking` (rank metrics), `statistics` (how sure the numbers are), then the faces: `table`, `report_html`, `trec`.
"""

import os

# Before numpy is loaded: our matrices are small, and BLAS threads cost more than they give (3× on two busy cores).
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
