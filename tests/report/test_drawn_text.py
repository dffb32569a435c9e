"""What is written on pictures, which the engine does not get to measure."""

from __future__ import annotations

import re

import pytest
import vl_convert

from irenic.report import figures

ID = re.compile(r'\b(id="|url\(#)([A-Za-z_]+)(\d+)')
"""The engine numbers what it draws through the life of the process."""


def _text(*said: str) -> dict:
    place = {"type": "quantitative", "scale": {"domain": [0, 99], "range": [0, 99]}, "axis": None}
    return {
        "mark": {"type": "text"},
        "encoding": {
            "x": {"field": "x", **place}, "y": {"field": "x", **place},
            "text": {"field": "text", "type": "nominal"},
        },
        "rows": [{"x": 9 * n, "text": one} for n, one in enumerate(said)],
    }  # fmt: skip


def _points() -> dict:
    return {"mark": {"type": "point"}, "encoding": {}, "rows": [{"x": 1, "text": "not drawn"}]}


def _spec(*layers: dict) -> dict:
    rows = {f"layer_{n}": layer["rows"] for n, layer in enumerate(layers)}
    parts = [
        {"data": {"name": f"layer_{n}"}, "mark": one["mark"], "encoding": one["encoding"]}
        for n, one in enumerate(layers)
    ]
    return {"width": 99, "height": 99, "layer": parts, "datasets": rows}


SPECS = (
    _spec(_text("x", "two\nlines", "Fish & <chips>", '"x"', "x", "", "a\n\nb"), _points()),
    _spec(_points(), _text("عراق", "x < y\nx"), _text("</text>", "last")),
    _spec(_points()),
)


@pytest.mark.parametrize("spec", SPECS)
def test_what_is_lettered_afterwards_reads_as_if_the_engine_had_drawn_it(spec: dict) -> None:
    config = figures._config()
    whole = vl_convert.vegalite_to_svg(spec, config=config)
    bare, lines = figures._unlettered(spec)
    drawn = figures._lettered(vl_convert.vegalite_to_svg(bare, config=config), lines)
    assert ID.sub(r"\1\2", drawn) == ID.sub(r"\1\2", whole)
    assert "two" not in str(bare)


def test_a_text_that_the_engine_left_out_is_an_error() -> None:
    bare, lines = figures._unlettered(SPECS[1])
    svg = vl_convert.vegalite_to_svg(bare)
    with pytest.raises(ValueError, match="lines of text"):
        figures._lettered(svg, [*lines, "one more"])
    with pytest.raises(ValueError, match="lines of text"):
        figures._lettered(svg, lines[1:])
