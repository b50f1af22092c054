"""run_notebook.py NOTEBOOK: runs every cell as a browser's notebook would, and checks that the pictures are there."""

import os
import sys
import tempfile

import nbformat
from nbclient import NotebookClient

book = nbformat.read(sys.argv[1], as_version=4)
if any(cell.get("outputs") for cell in book.cells):
    sys.exit(f"{sys.argv[1]}: has outputs of an earlier run, expected none")
with tempfile.TemporaryDirectory() as folder:
    NotebookClient(book, timeout=120, resources={"metadata": {"path": folder}}).execute()
shown = [output.get("data", {}) for cell in book.cells for output in cell.get("outputs", [])]
pictures = sum("<svg" in data.get("text/html", "") for data in shown)
stills = sum("image/png" in data for data in shown)
if pictures < 2:
    sys.exit(f"{sys.argv[1]}: shows {pictures} pictures of tokens, expected two")
if os.environ.get("COALESCE_PROGRAM") and stills < 1:
    sys.exit(f"{sys.argv[1]}: shows no picture by the program")
