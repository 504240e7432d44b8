"""The page: question and answer, clauses inside their documents, the corpus to browse.

Gradio reads its switches when it is imported, so they are set here, before any module of this package
imports it: no analytics, nothing asked of a hub.
"""

import os

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
os.environ["HF_HUB_OFFLINE"] = "1"
os.environ["GRADIO_RUN_HISTORY"] = "False"
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as in index/__init__.py, which numpy would precede here
