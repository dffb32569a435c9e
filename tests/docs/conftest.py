"""The runner beside these tests, and the generator of pages, can be imported by name."""

from __future__ import annotations

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
DOCS = HERE.parents[1] / "docs"

for _folder in (HERE, DOCS):
    if str(_folder) not in sys.path:
        sys.path.append(str(_folder))
