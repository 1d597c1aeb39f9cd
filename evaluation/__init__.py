"""What `evaluate.py` is made of: Q/A sets in; judged answers, metrics, comparisons and reports out.

Reading order: `qaset` (the questions), `running` (asking them), `judging` (right or wrong), `metrics` (counting),
`ranking` (rank metrics), `statistics` (how sure the numbers are), then the faces: `table`, `report_html`, `trec`.
"""
