"""Documents in, candidates out: sections, passages, postings and vectors of reports. Imports nothing else of ours."""

import os

# Before numpy is loaded: our matrices are small, and BLAS threads cost more than they give (3× on two cores).
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from index.documents import Document, read_document, read_documents
from index.encoders import Encoder, load_encoder
from index.errors import (
    EncoderError,
    IndexBusyError,
    IndexFormatError,
    IndexNotFoundError,
    IndexWriteError,
    QueryError,
    SourceError,
    UnknownDocumentError,
    YijuError,
)
from index.passages import Passage
from index.sections import Section
from index.store import Candidates, Index, bundled_fingerprint

__all__ = [
    "Candidates",
    "Document",
    "Encoder",
    "EncoderError",
    "Index",
    "IndexBusyError",
    "IndexFormatError",
    "IndexNotFoundError",
    "IndexWriteError",
    "Passage",
    "QueryError",
    "Section",
    "SourceError",
    "UnknownDocumentError",
    "YijuError",
    "bundled_fingerprint",
    "load_encoder",
    "read_document",
    "read_documents",
]
