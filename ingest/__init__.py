"""A policy text as received → a tree of addressable clauses that loses nothing."""
