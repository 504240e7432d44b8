"""The search as a llama-index retriever, for pipelines, tools and agents built on llama-index."""

from __future__ import annotations

from llama_index.core.base.base_retriever import BaseRetriever
from llama_index.core.schema import NodeWithScore, QueryBundle, TextNode

from corpus.models import Corpus
from index.search import SearchIndex
from index.views import clause_metadata, clause_text


class PolicyRetriever(BaseRetriever):
    """Clauses as ``TextNode``s whose id is the clause id; the score is the fused score."""

    def __init__(self, corpus: Corpus, index: SearchIndex, k: int = 5) -> None:
        super().__init__()
        self._corpus = corpus
        self._search = index
        self._k = k

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        result = self._search.search(query_bundle.query_str, k=self._k)
        return [NodeWithScore(node=self._node(hit.clause_id), score=hit.score) for hit in result.hits]

    def _node(self, clause_id: str) -> TextNode:
        document = self._corpus.get_document(clause_id.split("#", 1)[0])
        clause = self._corpus.get_clause(clause_id)
        return TextNode(
            id_=clause_id, text=clause_text(document, clause), metadata=clause_metadata(document, clause)
        )
