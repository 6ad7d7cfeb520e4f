"""Executes every notebook beside this file from top to bottom, and leaves them as they are."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import nbformat
from nbclient import NotebookClient

for path in sorted(Path(__file__).parent.glob("*.ipynb")):
    begun = time.monotonic()
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(notebook, timeout=120, kernel_name="python3").execute()
    sys.stdout.write(f"{path.name}: {time.monotonic() - begun:.0f} s\n")
