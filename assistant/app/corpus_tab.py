"""语料: the documents, their clauses, one clause in full."""

from __future__ import annotations

import gradio as gr

from assistant.app.corpus_view import render_clause, render_documents, render_found, render_tree
from corpus.models import Corpus

_PICK_JS = """
element.addEventListener('click', (event) => {
  const item = event.target.closest('[data-doc], [data-clause]');
  if (!item) return;
  window.kuanyan.press(element, item);
  trigger('click', {doc: item.dataset.doc || '', clause: item.dataset.clause || ''});
});
"""
_SHOWN_JS = "watch('value', () => window.kuanyan.bring(element));"
_HINT = '<p class="ky-hint">在左边选一个条款，看原文、表格单元和检索文字的差异。</p>'


def build_corpus_tab(corpus: Corpus) -> None:
    """Adds the tab's components and events to the open ``gr.Blocks``."""
    first = corpus.documents[0]
    chosen = gr.State(first.doc_id)
    cards = gr.HTML(render_documents(corpus, first.doc_id), elem_id="ky-docs", js_on_load=_PICK_JS)
    with gr.Row(elem_id="ky-browse", equal_height=False):
        with gr.Column(scale=2, min_width=280):
            words = gr.Textbox(
                label="筛选条款（在全部文件里找含有这些字的条款）",
                placeholder="例如：告知承诺",
                max_lines=1,
                elem_id="ky-filter",
            )
            tree = gr.HTML(render_tree(first), elem_id="ky-tree", js_on_load=_PICK_JS)
        with gr.Column(scale=3, min_width=280):
            detail = gr.HTML(_HINT, elem_id="ky-detail", js_on_load=_SHOWN_JS)

    def choose(event: gr.EventData) -> tuple[str, str, str]:
        document = corpus.find_document(str(event._data.get("doc", ""))) or first
        return document.doc_id, "", render_tree(document)

    def show(event: gr.EventData) -> str:
        clause = corpus.find_clause(str(event._data.get("clause", "")))
        return render_clause(corpus.get_document(clause.doc_id), clause) if clause else _HINT

    def narrow(text: str, doc_id: str) -> str:
        wanted = text.strip()[:40]
        return render_found(corpus, wanted) if wanted else render_tree(corpus.get_document(doc_id))

    cards.click(choose, outputs=[chosen, words, tree], show_progress="hidden", api_visibility="private")
    tree.click(show, outputs=detail, show_progress="hidden", api_visibility="private")
    words.change(  # Gradio 6.31 sends no input event from a one-line box
        narrow,
        inputs=[words, chosen],
        outputs=tree,
        trigger_mode="always_last",
        show_progress="hidden",
        api_visibility="private",
    )
