"""案例分析: cases sampled from the rules, told in words, their keys computed by the verdict engine."""

from assistant.quiz.cases.sample import iter_cases, sample_cases

__all__ = ["iter_cases", "sample_cases"]
