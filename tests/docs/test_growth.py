"""The table and the picture of how times grow are those of the figures that are kept."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def growth() -> Any:
    spec = importlib.util.spec_from_file_location("growth", ROOT / "timings" / "growth.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_pages_hold_the_figures_that_are_kept(growth: Any) -> None:
    figures = json.loads(growth.STORE.read_text(encoding="utf-8"))
    text = growth.table(figures)
    for page in growth.PAGES:
        held = page.read_text(encoding="utf-8")
        assert text in held, page
        assert growth.with_table(held, text) == held
    for peer in ("0.62 s", "17.2 s", "41.9 s", "3,100", "over 75 s"):
        assert f"| {peer} |" in text


def test_the_picture_shows_every_figure(growth: Any) -> None:
    figures = json.loads(growth.STORE.read_text(encoding="utf-8"))
    drawn = growth.picture(figures)
    marks = sum(len(own) for own in (*figures.values(), *growth.PEER.values()))
    stored = growth.PICTURE.read_text(encoding="utf-8")
    for text in (drawn, stored):
        assert text.count('aria-roledescription="point"') == marks
        assert "GMCR+, 6 parties: over 75 s" in text
