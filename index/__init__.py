"""Clause tree → search: words by BM25, meaning by embeddings in Chroma, both fused. Imports only corpus."""

import os

# numpy's threads wait for work by spinning, and take the cores from onnxruntime, which embeds a question just
# before and after: a search of sixty thousand clauses took twice as long. Read when numpy is first imported.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
