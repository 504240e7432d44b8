"""Which documents may answer: by region, by date, by what the question names."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date

from assistant.answer.question import Question, describe_region
from corpus.models import Corpus, Document
from corpus.places import documents_in_force, find_places, lies_in, parse_region, share_ground

_WHO = "谁|哪|几个人|多少人|什么时候|几号"
_OF_ITS_OWN = re.compile(
    r"自己(?:的|有没有|有|没有|没)?(?:单独)?(?:出|发|定|搞|制定|印发|编|规定|方案|文件|清单|细则|意见)"
    rf"|(?:领导小组|专班)[^，,。；;？?]{{0,8}}(?:{_WHO})|(?:方案|意见|文件|通知|办法|细则|措施)[^，,。；;？?]{{0,6}}"
    rf"(?:(?:是|在)?(?:哪[天年]|几[月号]|什么时候|何时|啥时候)(?:印|发|出|施|生|下|公)|文号|第几号)"
    r"|清单(?:里|上)?(?:面|头)?(?:总共|一共|都|现在)*(?:有|列|收|写)了?(?:哪|几|多少|什么|啥)(?!条件)"
    r"|(?:联系|咨询|举报|投诉)电话|有没有权"
)
_NOT_HERE = re.compile(
    r"(?P<place>(?:我们?|俺们?|咱们?)?(?:老家|家乡|娘家)|邻[省市县区]|隔壁(?:那个|那)?[省市县区镇]"
    r"|(?:兄弟|别的|其他|周边|外)[省市](?!面|场|政)|国家(?:层面|级)|全国(?:层面|范围)|(?:外国|国外|境外|国际上|美国|日本|德国|英国|欧盟|新加坡|韩国))"
    r"(?!有关|相关)[^，,。；;？?]{0,20}(?:清单|免罚|不罚|处罚|罚|柔性|执法|环保|规定|政策|细则|方案|文件)"
)


@dataclass(frozen=True, slots=True)
class Scope:
    """``documents`` may be cited. ``own`` of them are preferred: the region's own before the wider one's."""

    documents: tuple[Document, ...]
    own: frozenset[str]
    named: bool  # the question itself says which document or region
    notes: tuple[str, ...]
    selected: str = ""  # the region chosen beside the question, as people name it: 广西
    outside: str = ""  # not empty: why nothing of ours can answer, one Chinese sentence

    @property
    def doc_ids(self) -> frozenset[str]:
        return frozenset(document.doc_id for document in self.documents)


def find_scope(question: Question, corpus: Corpus, region: str | None, as_of: date | None) -> Scope:
    """Raises ``KuanyanError`` where ``region`` is no place."""
    documents, notes = _on(list(corpus.documents), as_of)
    regions = list(question.regions)
    selected = parse_region(corpus, region) if region else None
    chosen = ""
    if selected and not regions and not question.documents:
        regions, chosen = [selected], describe_region(selected)
        if not documents_in_force(corpus, selected):
            return Scope((), frozenset(), True, (), outside=no_documents_for([selected.rsplit("/", 1)[-1]]))
    if question.other_places and not regions and not question.documents:
        return Scope((), frozenset(), True, (), outside=no_documents_for(list(question.other_places)))
    stranger = _own_of_stranger(question, regions, corpus) or _unnamed_place(question, regions)
    if stranger:
        return Scope((), frozenset(), True, (), outside=no_documents_for([stranger]))
    if question.other_places:
        notes.append(f"语料没有收录{'、'.join(question.other_places)}的文件，以下只涉及已收录的文件。")
    return replace(_narrow(question, corpus, documents, regions, notes), selected=chosen)


def as_called_in(region: str | None, question: Question, corpus: Corpus) -> Question:
    """Where 渝北区 is chosen, 区局 is its own one. Raises ``KuanyanError`` where ``region`` is no place."""
    if not region or not question.loosely_named:
        return question
    place = parse_region(corpus, region)
    kept = tuple(
        doc_id
        for doc_id in question.documents
        if doc_id not in question.loosely_named
        or share_ground(place, corpus.get_document(doc_id).meta.region)
    )
    return replace(question, documents=kept)


def localize(topic: str, scope: Scope) -> str:
    """``topic`` with a place that only a wider document holds in called by that document's place: the
    documents never name 双台子区, and 盘锦 often."""
    wider = {d.meta.region for d in scope.documents}
    for place in reversed(find_places(topic)):
        above = [r for r in wider if place.path.startswith(f"{r}/") and place.path not in wider]
        if above and not any(r.startswith(f"{place.path}/") for r in wider):
            end = place.start + len(place.text)
            topic = topic[: place.start] + describe_region(max(above, key=len)) + topic[end:]
    return topic


def _own_of_stranger(question: Question, regions: list[str], corpus: Corpus) -> str:
    """A place with no document of its own whose own office, list or paper is asked for (江津区局的方案是哪天
    印发的): what a wider document says of its own does not answer that. Empty where it is none."""
    if question.documents or question.compares or not _OF_ITS_OWN.search(question.text):
        return ""
    held = {document.meta.region for document in corpus.documents}
    if any(any(lies_in(other, region) for other in held) for region in regions):
        return ""
    return next((region.rsplit("/", 1)[-1] for region in regions), "")


def _unnamed_place(question: Question, regions: list[str]) -> str:
    """老家, 邻县, 国外: a place that is not ours, told without its name; empty where one of ours is named."""
    found = None if regions or question.documents else _NOT_HERE.search(question.text)
    return found["place"] if found else ""


def _narrow(
    question: Question, corpus: Corpus, documents: list[Document], regions: list[str], notes: list[str]
) -> Scope:
    wanted = set(question.documents)
    own = set(question.documents)
    for region in regions:
        holding = documents_in_force(corpus, region)
        wanted |= {d.doc_id for d in holding}
        own |= {d.doc_id for d in holding if d.meta.region == region}
        if not any(d.meta.region == region for d in holding):
            wider = "、".join(dict.fromkeys(describe_region(d.meta.region) for d in holding))
            notes.append(f"语料没有{region.rsplit('/', 1)[-1]}自己的文件，以下是{wider}的规定。")
    if question.documents:
        wanted = set(question.documents) | {d for d in own if regions and question.compares}
    kept = [d for d in documents if not wanted or d.doc_id in wanted]
    several = question.compares and len(regions) > 1
    if question.of_enterprises and not question.documents and not several:
        kept = [d for d in kept if d.meta.positive_list == "enterprises"] or kept
    if not kept:
        return Scope((), frozenset(), True, tuple(notes), outside=_not_yet(notes))
    return Scope(tuple(kept), frozenset(own), bool(wanted), tuple(notes))


def _not_yet(notes: list[str]) -> str:
    return notes[0] if notes else "所问日期没有已施行的文件。"


def _on(documents: list[Document], as_of: date | None) -> tuple[list[Document], list[str]]:
    """Documents in force on ``as_of`` (all where it is ``None``) and a note for each that is not."""
    if as_of is None:
        return documents, []
    kept, notes = [], []
    for document in documents:
        start = document.meta.in_force_from or document.meta.issued_on
        end = document.meta.in_force_through
        if start > as_of:
            verb = "施行" if document.meta.in_force_from else "印发"
            notes.append(f"{document.meta.cite_as}自{start}起{verb}，{as_of}尚未{verb}，未用于回答。")
        elif end is not None and end < as_of:
            notes.append(f"{document.meta.cite_as}有效至{end}，{as_of}已失效，未用于回答。")
        else:
            kept.append(document)
    return kept, notes


def no_documents_for(places: list[str]) -> str:
    """语料未涉及成都市的文件，不能回答。"""
    return f"语料未涉及{'、'.join(places)}的文件，不能回答；别地的文件不适用于该地。"
