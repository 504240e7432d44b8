"""Quizzes whose keys are provably right: each key comes from a clause or from the verdict engine."""
