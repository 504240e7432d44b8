"""Questions whose keys follow from the words of a clause; see ``paper.make_paper``."""

from assistant.quiz.make.paper import find_capacity, ignore_progress, make_paper

__all__ = ["find_capacity", "ignore_progress", "make_paper"]
