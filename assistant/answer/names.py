"""Names of documents, lists and places in a question, masked so that numbers in them are not read as such."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.answer.question import NOT_A_NUMBER, document_names
from corpus.models import Corpus
from corpus.places import documents_in_force, find_places

LISTS = {  # what a list of violations is called → the name its table bears
    "正面清单": "正面清单|包容免罚清单|免罚(?:免强制)?(?:事项)?清单|[不免]予(?:行政)?处罚(?:的)?(?:事项)?清单"
    "|轻微违法(?:行为)?(?:的)?(?:事项)?清单",
    "负面清单": "负面清单|从重(?:处罚)?(?:的)?(?:事项)?清单",
}
MASKS = "□■"  # a document's name, a place's
_LISTED = re.compile(f"(?:{'|'.join(LISTS.values())})$")


@dataclass(frozen=True, slots=True)
class _Known:
    """``titles``: of annexes, longest first, each with the list's name that it ends with."""

    documents: dict[str, str]
    pattern: re.Pattern[str]
    titles: tuple[tuple[str, str], ...]


_KNOWN: dict[str, _Known] = {}  # by the corpus


def mask_names(raw: str, corpus: Corpus) -> tuple[str, list[tuple[int, frozenset[str]]]]:
    """``raw`` with each name's characters replaced, and where names end with the documents they name.

    The title of an annex becomes blanks; of a list the list's name stays.
    """
    known = _known_names(corpus)
    masked = list(raw)
    for title, kept in known.titles:
        for match in re.finditer(re.escape(title), raw):
            masked[match.start() : match.end()] = " " * (len(title) - len(kept)) + kept
    named: list[tuple[int, frozenset[str]]] = []
    for match in known.pattern.finditer("".join(masked)):
        named.append((match.end(), frozenset({known.documents[match.group()]})))
        masked[match.start() : match.end()] = MASKS[0] * len(match.group())
    for place in find_places("".join(masked)):
        end = place.start + len(place.text)
        named.append((end, frozenset(d.doc_id for d in documents_in_force(corpus, place.path))))
        masked[place.start : end] = MASKS[1] * len(place.text)
    return "".join(masked), sorted(named, key=lambda name: name[0])


def _known_names(corpus: Corpus) -> _Known:
    """Worked out once for each corpus."""
    known = _KNOWN.get(corpus.fingerprint)
    if known is None:
        documents = {name: d.doc_id for d in corpus.documents for name in document_names(d)}
        longest_first = "|".join(map(re.escape, sorted(documents, key=len, reverse=True)))
        pattern = re.compile(f"(?<!第)(?:{longest_first}){NOT_A_NUMBER}")
        known = _KNOWN[corpus.fingerprint] = _Known(documents, pattern, _annex_titles(corpus))
    return known


def _annex_titles(corpus: Corpus) -> tuple[tuple[str, str], ...]:
    annexes = [c for d in corpus.documents for c in d.clauses if c.path.startswith("a") and not c.parent_id]
    titles = sorted({c.title for c in annexes if c.title}, key=len, reverse=True)
    return tuple((title, match.group() if (match := _LISTED.search(title)) else "") for title in titles)
