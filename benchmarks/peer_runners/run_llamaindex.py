"""LlamaIndex: VectorStoreIndex as in its starter tutorial; best: fused with its BM25 retriever over jieba's words."""

from typing import Any

from protocol import BEST_SIZE, Search, chinese_words, serve


def embedding(model: str) -> Any:
    """Its own class; for a static model, which has no longest text, that of its documentation on custom embeddings."""
    from llama_index.core.embeddings import BaseEmbedding
    from llama_index.embeddings.huggingface import HuggingFaceEmbedding

    try:
        return HuggingFaceEmbedding(model_name=model)
    except ValueError:  # it demands a finite longest text
        from sentence_transformers import SentenceTransformer

        encoder = SentenceTransformer(model)

    class Static(BaseEmbedding):
        def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
            return [vector.tolist() for vector in encoder.encode(texts, normalize_embeddings=True)]

        def _get_text_embedding(self, text: str) -> list[float]:
            return self._get_text_embeddings([text])[0]

        def _get_query_embedding(self, query: str) -> list[float]:
            return self._get_text_embedding(query)

        async def _aget_query_embedding(self, query: str) -> list[float]:
            return self._get_text_embedding(query)

    return Static()


def index(job: Any) -> tuple[Search, list[str]]:
    """The starter tutorial's retriever is dense only; the hybrid one is that of its fusion example, without a model."""
    from llama_index.core import Document, Settings, VectorStoreIndex
    from llama_index.core.llms import MockLLM
    from llama_index.core.node_parser import SentenceSplitter
    from llama_index.core.retrievers import QueryFusionRetriever
    from llama_index.core.schema import TextNode

    best = job["best"]
    if job["model"]:
        Settings.embed_model = embedding(job["model"])
    Settings.llm = MockLLM()  # else the fusion retriever asks for OpenAI, which it does not use here
    if job["split"]:
        options: dict[str, Any] = {}
        if best:  # its tokens are GPT's: some 1.3 a Chinese character
            options = {
                "chunk_size": BEST_SIZE,
                "chunk_overlap": 0,
                "secondary_chunking_regex": "[^，。；？！]+[，。；？！]?",
            }
        documents = [Document(text=text["text"], metadata={}, id_=text["id"]) for text in job["texts"]]
        nodes: Any = SentenceSplitter(**options).get_nodes_from_documents(documents)
        owner = {node.node_id: node.ref_doc_id for node in nodes}
    else:
        nodes = [TextNode(text=text["text"], id_=text["id"]) for text in job["texts"]]
        owner = {node.node_id: node.node_id for node in nodes}
    dense: Any = VectorStoreIndex(nodes) if job["model"] else None
    keyword: Any = None
    if best:
        from llama_index.retrievers.bm25 import BM25Retriever

        keyword = BM25Retriever.from_defaults(
            nodes=[TextNode(text=" ".join(chinese_words(node.text)), id_=node.node_id) for node in nodes],
            similarity_top_k=min(10, len(nodes)),
            skip_stemming=True,
            token_pattern=r"\S+",
        )
    text_of = {node.node_id: node.text for node in nodes}

    def search(query: str, k: int) -> list[tuple[str, str]]:
        near = dense.as_retriever(similarity_top_k=k) if dense else None
        if keyword is None:
            found = near.retrieve(query)
        elif near is None:
            keyword.similarity_top_k = min(k, len(nodes))
            found = keyword.retrieve(" ".join(chinese_words(query)))
        else:
            keyword.similarity_top_k = min(k, len(nodes))
            found = fuse(near, keyword, query, k)
        return [(owner[hit.node.node_id], text_of[hit.node.node_id]) for hit in found[:k]]

    def fuse(near: Any, words: Any, query: str, k: int) -> list[Any]:
        # BM25 sees words with spaces between, the vectors the question as it is: QueryFusionRetriever's own fusion of both.
        fusion = QueryFusionRetriever(
            [near, words], similarity_top_k=k, num_queries=1, mode="reciprocal_rerank", use_async=False
        )
        results = {("q", 0): near.retrieve(query), ("q", 1): words.retrieve(" ".join(chinese_words(query)))}
        known = {node.node_id: node for node in nodes}
        for hit in results["q", 1]:
            hit.node = known[hit.node.node_id]  # the same words in both lists: fusion tells nodes apart by their text
        return list(fusion._reciprocal_rerank_fusion(results))

    return search, list(text_of.values())


if __name__ == "__main__":
    serve(index)
