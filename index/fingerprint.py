"""One hash over everything an index is made from."""

from __future__ import annotations

import hashlib

from corpus.lexicon import load_lexicon
from corpus.models import Corpus, Document
from corpus.outside import load_outside
from corpus.questions import load_questions
from index.asked import RIDGE as ASKED_RIDGE
from index.belonging import SMOOTHING
from index.large import LARGE_B, LARGE_CLAUSES, LARGE_K1
from index.lexical import K1, B
from index.meaning import RIDGE
from index.tokens import TOKEN_FORMAT
from index.views import VIEW_FORMAT, document_views, views_hash
from index.votes import SHRINK

INDEX_FORMAT = "8"
"""Raised when what lies in a generation changes: every index is then made again."""


def fingerprint(corpus: Corpus, embedder_name: str) -> str:
    """Changes when the corpus, its questions and lexicon, the model or a setting changes."""
    large = (LARGE_CLAUSES, LARGE_K1, LARGE_B, SHRINK)
    settings = (INDEX_FORMAT, VIEW_FORMAT, TOKEN_FORMAT, K1, B, RIDGE, SMOOTHING, ASKED_RIDGE, *large)
    digest = hashlib.sha256("|".join(map(str, (*settings, embedder_name))).encode())
    digest.update(load_lexicon().fingerprint.encode())
    outside = load_outside()
    digest.update(repr((sorted(outside.documents), outside.texts)).encode())
    many = sum(len(document.clauses) for document in corpus.documents) > LARGE_CLAUSES
    for document in corpus.documents:
        if many:
            digest.update(_document_hash(document))
        else:
            digest.update(views_hash(document_views(document), embedder_name).encode())
    return digest.hexdigest()


def _document_hash(document: Document) -> bytes:
    """Of what the views are made from, not of the views: of sixty thousand clauses those take two seconds
    to make, and this is asked at each opening."""
    digest = hashlib.sha256(repr(document.meta).encode("utf-8", "replace"))
    for clause in document.clauses:
        words = (clause.clause_id, clause.parent_id or "", clause.kind, clause.number, clause.title)
        cells = [part for cell in clause.cells for part in (cell.name, cell.text)]
        digest.update("\0".join((*words, clause.label, clause.text, *cells, "")).encode("utf-8", "replace"))
    for questions in (load_questions(document.doc_id), document.confirmed):
        digest.update(repr(sorted(questions.items())).encode("utf-8", "replace"))
    return digest.digest()
