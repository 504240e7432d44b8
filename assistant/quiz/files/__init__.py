"""Papers as files: .json .docx .xlsx .txt, Moodle .xml, .gift, Anki .apkg; .json .xlsx .txt are read too."""

from assistant.quiz.files.store import ENDINGS, READABLE, check_target, load_paper, save_paper

__all__ = ["ENDINGS", "READABLE", "check_target", "load_paper", "save_paper"]
