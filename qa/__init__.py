"""Questions in, answers with their basis out."""

from qa.answers import Answer, Answerer, Citation, cite, to_dict
from qa.asking import ask, ask_stream
from qa.default_index import default_index
from qa.retrieval import Hit, retrieve

__all__ = ["Answer", "Answerer", "Citation", "Hit", "ask", "ask_stream", "cite", "default_index", "retrieve", "to_dict"]
