"""Words to facts: what a case told in Chinese states, by code, each fact with the words it came from."""

from assistant.facts_from_words.models import Candidate, Found, IgnoredWords, Proposed, Reading
from assistant.facts_from_words.reading import read_case

__all__ = ["Candidate", "Found", "IgnoredWords", "Proposed", "Reading", "read_case"]
