"""Which words of a clause answer the question: sentences and their parts, scored by shared words and, where
it is known, by meaning."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence

from corpus.models import Clause, Corpus
from corpus.sentences import Sentence

_KINDS: tuple[tuple[re.Pattern[str], re.Pattern[str]], ...] = (
    # what the question asks for → what an answering sentence shows
    (
        re.compile(
            r"多久|多长|几天|几日|期限|什么时候|何时|哪天|哪一天|几号|几月|几年|日期|时限|多少(?:天|日|年)|频次|频率|一次"
        ),
        re.compile(
            r"[0-9一二三四五六七八九十]+\s*(?:年|个?月|日|天|小时|季度)|每季度|按季度|当场|立即|第一时间|定期|及时"
        ),
    ),
    (
        re.compile(r"谁|哪个(?:部门|单位|科室|机构|人)|什么(?:部门|单位)|牵头|归.{0,4}管|找哪|负责"),
        re.compile(r"部门|单位|局|支队|总队|科|组长|主任|办公室|牵头|负责"),
    ),
    (
        re.compile(r"谁|叫什么|叫啥|哪位|哪一位|名字|姓名|什么人"),
        re.compile(r"(?:组长|主任|成员|联系人)[：:]|兼任"),
    ),
    (
        re.compile(r"多少|几(?:倍|吨|成|项|种|条)|比例|占比|百分之"),
        re.compile(r"[0-9]+|百分之"),
    ),
    (re.compile(r"电话|邮箱|联系"), re.compile(r"[0-9]{6,}|@")),
    (re.compile(r"条件|情形|哪些|什么情况|包括"), re.compile(r"一是|下列|以下|包括|、.{1,20}、")),
)


_OPPOSITES = (
    re.compile("从重|从严|严惩|加重|重罚"),
    re.compile("不予(?:行政)?处罚|免予|不予强制|从轻|减轻|不再予以|免罚|不罚"),
)
_WHO = "(?:是|由|叫|为|姓|的|都?有|分别是)?(?:谁(?!定|任命|选)|哪|什么|名字|姓名)"
_HEAD = "(?<![厂店司业])(?<![厂店司业]里)(?<![厂店司业]的)(?:一把手|最大的?领导|牵头人|带头人|挂帅的)"
_SURELY: tuple[tuple[re.Pattern[str], re.Pattern[str]], ...] = (
    # what the question asks for → the one line that gives it, whatever words it has
    (re.compile("主送|抄送|发(?:给|到|往)了?(?:谁|哪|什么|各|几)|写给谁"), re.compile("[：:]$")),
    *(
        (
            re.compile(
                f"{asked}{_WHO}|(?:谁|哪位)(?:是|来|当|担任|做|任(?!命))[^，,。；;？?]{{0,14}}{asked}"
            ),
            re.compile(f"^{role}[：:]"),
        )
        for asked, role in ((f"(?:(?<!副)组长|{_HEAD})", "组长"), ("副组长", "副组长"))
    ),
)
_SURE = 24.0  # added for such a line: more than shared words weigh
_OPPOSITE = 0.3  # of the score of a sentence about the other side

HEADING = 14  # characters; （四）全面实施动态管理。 names a clause and answers nothing
_SIGNS = re.compile(r"[\W_]+")
_NUMBER = re.compile(r"^\s*[（(]?[一二三四五六七八九十0-9]+[）)、.．]*")
_NO = "不未没无非"
_BONUS = 0.6  # for a sentence that shows the kind of thing asked for; chosen on policy_dev
_LIKE = 20.0  # of a cosine, against the idf of shared words; of 5 to 40 the *_dev questions tell few apart
_SHOWS = 6.0  # added for one that shows all that is asked for; chosen on the *_dev questions


def unlike(_sentence: str) -> float:
    """The likeness where none is known."""
    return 0.0


class SentenceScorer:
    """Scores words against one question. ``weights`` are terms of the question with their weight; ``like``
    gives how like a sentence is to it by meaning, 0 where that is not known."""

    def __init__(
        self,
        question: str,
        weights: Mapping[str, float],
        like: Callable[[str], float] = unlike,
    ) -> None:
        self.question = question
        self.weights, self.like = weights, like
        self.wanted = [shown for asked, shown in _KINDS if asked.search(question)]
        self.sought = [line for asked, line in _SURELY if asked.search(question)]

    def score(self, text: str) -> float:
        """Sum of the weights of the terms that occur, plus a bonus where the asked kind is shown."""
        text = re.sub(r"\s+", "", text)  # 组  长 as printed is 组长
        shared = sum(w for term, w in self.weights.items() if term in text and self._says(term, text))
        bonus = 1.0 + _BONUS * sum(bool(pattern.search(text)) for pattern in self.wanted)
        bonus *= _OPPOSITE if self._is_opposite(text) else 1.0
        return shared * bonus / (1.0 + len(text) / 400)

    def rank(self, text: str) -> float:
        """As ``score``, more where ``text`` shows all that is asked for (a date shares no word with 哪天) and
        where it is like the question by meaning; most where it is the line that is sought."""
        shown = _SHOWS * self.shows_asked(re.sub(r"\s+", "", text)) + _SURE * self.is_sought(text)
        return self.score(text) + shown + _LIKE * self.like(text)

    def is_sought(self, text: str) -> bool:
        """Whether ``text`` is the one line that gives what the question asks for: 局属各科室、队、站：."""
        plain = re.sub(r"\s+", "", text)
        return any(line.search(plain) for line in self.sought)

    def _is_opposite(self, text: str) -> bool:
        """Whether the question is about the one and ``text`` only about the other: 从重 and 不予处罚."""
        asked = [kind for kind in _OPPOSITES if kind.search(self.question)]
        said = [kind for kind in _OPPOSITES if kind.search(text)]
        return len(asked) == len(said) == 1 and asked != said

    def _says(self, term: str, text: str) -> bool:
        """Whether ``term``, which stands in ``text``, is not only denied (不触碰 where 触碰 is asked)."""
        if any(no + term in self.question for no in _NO):
            return True
        return any(i == 0 or text[i - 1] not in _NO for i in _places(term, text))

    def shows_asked(self, text: str) -> bool:
        """Whether the question asks for a time, a number, an office …, and ``text`` shows it."""
        return bool(self.wanted) and all(pattern.search(text) for pattern in self.wanted)

    def best(self, sentences: Sequence[Sentence], least: int = 0) -> Sentence:
        """The highest-scoring of ``sentences``, which may not be empty; of equals the first.

        Those of at most ``least`` characters count only where there is no longer one, or where they are
        sought.
        """
        long = [s for s in sentences if s.length > least or self.is_sought(s.text)]
        return max(long or sentences, key=lambda sentence: self.rank(sentence.text))


def without_heading(sentences: Sequence[Sentence], clause: Clause) -> Sequence[Sentence]:
    """``sentences`` without the clause's heading, where there is more: （一）制定清单。 says nothing."""
    title = _SIGNS.sub("", clause.title)
    body = [s for s in sentences if not title or _SIGNS.sub("", _NUMBER.sub("", s.text)) != title]
    return body or sentences


def _places(term: str, text: str) -> list[int]:
    return [match.start() for match in re.finditer(re.escape(term), text)]


def question_terms(question: str, extra: Mapping[str, float], idf: Mapping[str, float]) -> dict[str, float]:
    """Character bigrams of the question's Chinese runs and its numbers, each with its idf; ``extra`` added.

    ``idf`` maps a bigram to ln(N / n) over the clauses; one that no clause has weighs nothing.
    """
    terms: dict[str, float] = {}
    for gram in bigrams_of(question):
        if gram in idf:
            terms[gram] = idf[gram]
    for number in re.findall(r"[0-9A-Za-z.]+", question):
        terms[number] = 3.0
    for phrase, weight in extra.items():
        for gram in bigrams_of(phrase):
            terms[gram] = max(terms.get(gram, 0.0), weight * idf.get(gram, 0.0))
    return terms


def bigrams_of(text: str) -> list[str]:
    """Of its Chinese runs, in order."""
    return [r[i : i + 2] for r in re.findall(r"[\u4e00-\u9fff]+", text) for i in range(len(r) - 1)]


def bigram_idf(corpus: Corpus) -> dict[str, float]:
    """ln(N / n) of each Chinese character bigram over the N clauses (Spärck Jones 1972)."""
    counts: dict[str, int] = {}
    clauses = [c for d in corpus.documents for c in d.clauses]
    for clause in clauses:
        for gram in set(bigrams_of(clause.text)):
            counts[gram] = counts.get(gram, 0) + 1
    return {gram: math.log(len(clauses) / n) for gram, n in counts.items()}
