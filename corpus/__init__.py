"""The law: documents, clauses, words. No model, no network."""
