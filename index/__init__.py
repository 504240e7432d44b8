"""Clause tree → search: words by BM25, meaning by embeddings in Chroma, both fused. Imports only corpus."""
