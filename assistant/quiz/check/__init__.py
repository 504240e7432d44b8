"""A second opinion on a paper: nothing here knows how the items were made.

``check_paper`` works out each key again from the documents or the verdict engine, and looks for the flaws
that examiners look for. It serves our own papers and those that a trainer wrote without proofs.
"""

from assistant.quiz.check.models import Problem, Severity, render_problems
from assistant.quiz.check.paper import Checker, check_item, check_paper

__all__ = ["Checker", "Problem", "Severity", "check_item", "check_paper", "render_problems"]
