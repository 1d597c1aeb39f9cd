"""LangChain: FAISS and BM25 in an EnsembleRetriever, text cut by RecursiveCharacterTextSplitter."""

from typing import Any

from protocol import BEST_SIZE, SEPARATORS, Search, chinese_words, serve


def index(job: Any) -> tuple[Search, list[str]]:
    """The ensemble of the documentation: equal weights, reciprocal rank fusion."""
    from langchain_community.retrievers import BM25Retriever
    from langchain_core.documents import Document
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    best = job["best"]
    documents = [Document(page_content=text["text"], metadata={"id": text["id"]}) for text in job["texts"]]
    if job["split"]:
        sizes: dict[str, Any] = {"chunk_size": 1000, "chunk_overlap": 200}
        if best:
            sizes = {"chunk_size": BEST_SIZE, "chunk_overlap": 0, "separators": SEPARATORS, "keep_separator": "end"}
        documents = RecursiveCharacterTextSplitter(**sizes).split_documents(documents)
    words = {"preprocess_func": chinese_words} if best else {}
    keyword = BM25Retriever.from_documents(documents, **words)
    chunks = [document.page_content for document in documents]
    if not job["model"]:

        def by_words(query: str, k: int) -> list[tuple[str, str]]:
            keyword.k = k
            return [(found.metadata["id"], found.page_content) for found in keyword.invoke(query)]

        return by_words, chunks
    from langchain_classic.retrievers import EnsembleRetriever
    from langchain_community.vectorstores import FAISS
    from langchain_huggingface import HuggingFaceEmbeddings

    dense = FAISS.from_documents(documents, HuggingFaceEmbeddings(model_name=job["model"]))

    def search(query: str, k: int) -> list[tuple[str, str]]:
        keyword.k = k
        near = dense.as_retriever(search_kwargs={"k": k})
        ensemble = EnsembleRetriever(retrievers=[keyword, near], weights=[0.5, 0.5])
        return [(found.metadata["id"], found.page_content) for found in ensemble.invoke(query)[:k]]

    return search, chunks


if __name__ == "__main__":
    serve(index)
