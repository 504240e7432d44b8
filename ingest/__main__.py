"""``python -m ingest``: makes every ``clauses.jsonl`` of the corpus again."""

from corpus.loader import POLICIES, load_meta, load_source, read_merged_cells, save_clauses
from ingest.build import build_document
from ingest.tables import MergedCell

if __name__ == "__main__":
    for folder in sorted(path.parent for path in POLICIES.glob("*/meta.yaml")):
        merged = [MergedCell(annex, column, rows) for annex, column, rows in read_merged_cells(folder)]
        document = build_document(load_meta(folder), load_source(folder), merged)
        save_clauses(document, folder)
        print(f"{document.doc_id}: {len(document.clauses)} 条")
