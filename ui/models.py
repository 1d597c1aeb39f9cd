"""The JSON of the HTTP API and of MCP as pydantic models: requests are validated by them, answers described.

What they say of an answer is `qa.to_dict`; a test holds the two together.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from qa.retrieval import MAX_QUESTION
from ui.feedback import MAX_COMMENT

MAX_K = 50
MAX_HISTORY = 20
MAX_DOCUMENTS = 100
MAX_PAGE = 1000

# A letter or digit somewhere: `qa.retrieval.check_question` asks for the same.
Question = Annotated[str, Field(min_length=1, max_length=MAX_QUESTION, pattern=r"[\p{L}\p{N}]")]
DocumentId = Annotated[str, Field(min_length=1, max_length=1000)]


def _whole(value: object) -> object:
    # To JSON Schema 5.0 is an integer too, and some clients have no other numbers.
    return int(value) if isinstance(value, float) and value.is_integer() else value


# The validator after the limits: pydantic leaves limits that come later out of the JSON schema.
K = Annotated[int, Field(ge=1, le=MAX_K), BeforeValidator(_whole)]
Marker = Annotated[int, Field(ge=1, le=100), BeforeValidator(_whole)]


class _Request(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class AskRequest(_Request):
    """A question, and what to answer it from."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"question": "上半年地区生产总值增长多少?"},
                {"question": "How about the second industry?", "history": ["How much did GDP grow?"], "k": 3},
            ]
        }
    )

    question: Question = Field(description="In Chinese, English or another language the encoder knows.")
    history: list[Question] = Field(default=[], max_length=MAX_HISTORY, description="Earlier questions, oldest first.")
    k: K = Field(default=5, description="How many passages to take into account.")
    documents: list[DocumentId] | None = Field(
        default=None, min_length=1, max_length=MAX_DOCUMENTS, description="Only these documents; all when left out."
    )


class SearchRequest(_Request):
    """A query, and where to look."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"query": "新能源汽车产量", "k": 3}]})

    query: Question
    k: K = 5
    documents: list[DocumentId] | None = Field(default=None, min_length=1, max_length=MAX_DOCUMENTS)


class FeedbackRequest(_Request):
    """A reader's verdict on an answer; `answer` and `generation` are the answer's Yiju-Answer and Yiju-Generation."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "question": "上半年地区生产总值增长多少?",
                    "answer": "0123456789abcdef",
                    "generation": "generation-1",
                    "verdict": "citation",
                    "citation": 1,
                }
            ]
        }
    )

    question: str = Field(min_length=1, max_length=MAX_QUESTION)
    answer: str = Field(pattern=r"^[0-9a-f]{16}$")
    generation: str = Field(min_length=1, max_length=100)
    verdict: Literal["good", "bad", "citation"] = Field(description='"citation": a quote does not bear the answer out.')
    citation: Marker | None = Field(default=None, description="The number in the marker, from 1.")
    comment: str = Field(default="", max_length=MAX_COMMENT)


class Span(BaseModel):
    """What accounts for a term of the question; `start` and `end` are null when nothing does."""

    term: str
    term_start: int
    term_end: int
    start: int | None
    end: int | None
    similarity: float
    weight: float


class PassageModel(BaseModel):
    """A stretch of a document: `text` is its canonical text from `start` to `end`, in characters."""

    id: str
    document: str
    text: str
    headings: list[str]
    start: int
    end: int


class HitModel(BaseModel):
    """A passage found; `score` and each of the `signals` from 0 to 1."""

    passage: PassageModel
    score: float
    signals: dict[str, float]
    matches: list[Span]


class CitationModel(BaseModel):
    """A verbatim place: `quote` is the document's canonical text from `start` to `end`, in characters."""

    document: str
    title: str
    start: int
    end: int
    quote: str
    headings: list[str]


class AnswerModel(BaseModel):
    """The answer and its basis; `text` carries markers [1] for the first citation and so on."""

    question: str
    text: str
    citations: list[CitationModel]
    hits: list[HitModel]
    abstained: bool = Field(description="The documents do not say; `hits` are near misses then, not an answer.")
    confidence: float = Field(ge=0, le=1, description="The calibrated probability that the answer is right.")
    language: str
    kind: Literal["extracted", "generated", "abstained"]
    notices: list[str] = Field(description="What the reader must know, such as how a follow-up was read.")
    terms: list[Span]


class SearchResult(BaseModel):
    """Passages, best first."""

    query: str
    hits: list[HitModel]


class DocumentEntry(BaseModel):
    """A document in the list."""

    id: str
    title: str


class DocumentList(BaseModel):
    """What the index holds; `generation` changes with every build."""

    generation: str
    documents: list[DocumentEntry]


class SectionModel(BaseModel):
    """A section: from its heading to the next one, in characters of the text."""

    headings: list[str]
    start: int
    end: int


class DocumentModel(BaseModel):
    """A document with its canonical text."""

    id: str
    title: str
    source: str
    sha256: str
    text: str
    sections: list[SectionModel]


class FigureQuery(BaseModel):
    """Which figures: of one document or of all, and which part of the list."""

    model_config = ConfigDict(extra="forbid")

    document: DocumentId | None = None
    offset: int = Field(default=0, ge=0, le=10_000_000)
    limit: int = Field(default=200, ge=1, le=MAX_PAGE)


class FigureModel(BaseModel):
    """A figure: `text` as written, from `start` to `end`.

    `value` (in `unit`) and `base_value` (in `base_unit`) are decimals in text, so that nothing is rounded. `indicator`
    and `period` are read off the words before it, "" where there were none.
    """

    document: str
    indicator: str
    text: str
    value: str
    unit: str
    base_value: str
    base_unit: str
    direction: str
    period: str
    headings: list[str]
    sentence: str
    sentence_start: int
    sentence_end: int
    start: int
    end: int


class FigureTable(BaseModel):
    """A part of the list of figures; `total` counts all."""

    generation: str
    total: int
    offset: int
    figures: list[FigureModel]


class ProblemModel(BaseModel):
    """An error (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[dict[str, str]] | None = None
