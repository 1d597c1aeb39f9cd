"""Every error that Yiju raises on purpose; each is also a builtin, so callers may catch either.

YijuError
├── SourceError (ValueError)          a report that cannot be read or used
├── QueryError (ValueError)           a question or option that cannot be used
├── UnknownDocumentError (KeyError)   no such document in this index
├── EncoderError (ValueError)         an encoder that cannot be loaded or is not the index's own
├── IndexNotFoundError (FileNotFoundError)
├── IndexFormatError (ValueError)     damaged, newer, or not an index at all
└── IndexBusyError (BlockingIOError)  another process is building here
    IndexWriteError (OSError)         the build could not be written; the old index is untouched

Each message says what was wrong, with the value, and what to do next.
"""


class YijuError(Exception):
    """The root of the tree."""


class SourceError(YijuError, ValueError):
    """A source file or text that cannot become a document."""


class QueryError(YijuError, ValueError):
    """A question, or an option of a question, that cannot be used."""


class UnknownDocumentError(YijuError, KeyError):
    """A document id that the index does not hold."""

    # KeyError shows repr(args[0]); readers should see the sentence itself.
    __str__ = Exception.__str__


class EncoderError(YijuError, ValueError):
    """An encoder that cannot be loaded, or differs from the one that built the index."""


class IndexNotFoundError(YijuError, FileNotFoundError):
    """No index at this path."""

    __str__ = Exception.__str__


class IndexFormatError(YijuError, ValueError):
    """The files are there, but they are damaged, from a newer version, or no index."""


class IndexBusyError(YijuError, BlockingIOError):
    """Another process is building an index at this path."""

    __str__ = Exception.__str__


class IndexWriteError(YijuError, OSError):
    """The new index could not be written; the previous one is untouched. Made from an errno and a message."""

    def __str__(self) -> str:
        return str(self.args[-1])
