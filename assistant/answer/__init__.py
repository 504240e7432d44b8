"""A question answered from the clauses, without a language model."""
