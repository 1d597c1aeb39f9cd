"""Haystack: the pipeline of its hybrid retrieval tutorial, without the ranker (no model of it is to be had offline)."""

from typing import Any

from protocol import BEST_SIZE, SEPARATORS, Search, serve

# Its BM25 takes a regular expression; this one gives pairs of Han characters and whole words of other scripts.
PAIRS = r"(?=([\u4e00-\u9fff]{2}|(?<![A-Za-z0-9.])[A-Za-z0-9.]+))"


def index(job: Any) -> tuple[Search, list[str]]:
    """In-memory store, BM25 and embeddings, joined (best: by reciprocal rank fusion; tutorial: concatenated)."""
    from haystack import Document, Pipeline
    from haystack.components.joiners import DocumentJoiner
    from haystack.components.preprocessors import DocumentSplitter, RecursiveDocumentSplitter
    from haystack.components.retrievers.in_memory import InMemoryBM25Retriever, InMemoryEmbeddingRetriever
    from haystack.document_stores.in_memory import InMemoryDocumentStore

    best = job["best"]
    documents = [Document(content=text["text"], meta={"id": text["id"]}) for text in job["texts"]]
    if job["split"]:
        splitter: Any = DocumentSplitter(split_by="word", split_length=512, split_overlap=32)
        if best:
            splitter = RecursiveDocumentSplitter(
                split_length=BEST_SIZE, split_overlap=0, split_unit="char", separators=SEPARATORS[:-1]
            )
        documents = splitter.run(documents)["documents"]
    store = InMemoryDocumentStore(**({"bm25_tokenization_regex": PAIRS} if best else {}))
    chunks = [document.content or "" for document in documents]
    if not job["model"]:
        store.write_documents(documents)
        words = InMemoryBM25Retriever(store)

        def by_words(query: str, k: int) -> list[tuple[str, str]]:
            found = words.run(query=query, top_k=k)["documents"]
            return [(document.meta["id"], document.content) for document in found]

        return by_words, chunks
    from haystack_integrations.components.embedders.sentence_transformers import (
        SentenceTransformersDocumentEmbedder,
        SentenceTransformersTextEmbedder,
    )

    embedder = SentenceTransformersDocumentEmbedder(model=job["model"], progress_bar=False)
    embedder.warm_up()
    store.write_documents(embedder.run(documents)["documents"])
    pipeline = Pipeline()
    pipeline.add_component("text_embedder", SentenceTransformersTextEmbedder(model=job["model"], progress_bar=False))
    pipeline.add_component("embedding_retriever", InMemoryEmbeddingRetriever(store))
    pipeline.add_component("bm25_retriever", InMemoryBM25Retriever(store))
    joiner = DocumentJoiner(join_mode="reciprocal_rank_fusion") if best else DocumentJoiner()
    pipeline.add_component("document_joiner", joiner)
    pipeline.connect("text_embedder", "embedding_retriever")
    pipeline.connect("bm25_retriever", "document_joiner")
    pipeline.connect("embedding_retriever", "document_joiner")
    pipeline.warm_up()

    def search(query: str, k: int) -> list[tuple[str, str]]:
        found = pipeline.run(
            {
                "text_embedder": {"text": query},
                "bm25_retriever": {"query": query, "top_k": k},
                "embedding_retriever": {"top_k": k},
            }
        )["document_joiner"]["documents"]
        return [(document.meta["id"], document.content) for document in found[:k]]

    return search, chunks


if __name__ == "__main__":
    serve(index)
