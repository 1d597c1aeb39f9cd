"""txtai: Embeddings(hybrid=True, content=True), as its introduction builds it."""

from typing import Any

from protocol import BEST_SIZE, Search, serve


def index(job: Any) -> tuple[Search, list[str]]:
    """Its keyword index cuts Chinese into characters; best: into pairs of characters, by its own option."""
    from txtai import Embeddings

    best = job["best"]
    cut = _split if job["split"] else lambda text, best: [text]
    pieces = [(text["id"], piece) for text in job["texts"] for piece in cut(text["text"], best)]
    options: dict[str, Any] = {"hybrid": True}
    if best:
        pairs = r"(?=(\p{Han}{2}|(?<![a-z0-9.])[a-z0-9.]+))"
        options = {
            "scoring": {"method": "bm25", "terms": True, "normalize": True, "tokenizer": {"regexp": pairs}},
        }
    if job["model"]:
        options |= {"path": job["model"], "method": "sentence-transformers"}
    else:
        options |= {"keyword": True}  # else it loads its default model
    embeddings = Embeddings(content=True, **options)
    embeddings.index([(number, piece, None) for number, (_, piece) in enumerate(pieces)])

    def search(query: str, k: int) -> list[tuple[str, str]]:
        return [pieces[int(found["id"])] for found in embeddings.search(query, k)]

    return search, [piece for _, piece in pieces]


def _split(text: str, best: bool) -> list[str]:
    """Its Textractor's paragraphs; best: long ones cut at sentence ends."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    if not best:
        return lines
    pieces: list[str] = []
    for line in lines:
        piece = ""
        for sentence in line.replace("。", "。\n").split("\n"):
            if piece and len(piece) + len(sentence) > BEST_SIZE:
                pieces.append(piece)
                piece = ""
            piece += sentence
        if piece:
            pieces.append(piece)
    return pieces


if __name__ == "__main__":
    serve(index)
