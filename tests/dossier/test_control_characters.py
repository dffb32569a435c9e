"""Characters that steer a screen instead of being shown: refused wherever a text stands."""

from __future__ import annotations

import unicodedata

import pytest

from irenic.dossier.problems import control_character, visible
from irenic.dossier.read import examine_text

DOSSIER = """\
irenic: 1
title: {title}
summary: {summary}
parties: {{us: {{name: {name}, wants: {wants}}}, uk: {{}}}}
issues:
  oil:
    name: {issue}
    options: {{one: {option}, two: {{name: Two, note: {note}}}}}
    worth:
      us: {{because: {because}, at: {at}, one: 1, two: 2}}
      uk: {{one: 1, two: 2}}
sources: {{book: {{title: {book}, author: {author}}}}}
scenarios: {{war: {{name: {scenario}, us: 0, uk: 0}}}}
moves: {{us: {{stay: {move}}}}}
"""
ONE_LINE = {
    "title": "title", "name": "parties.us.name", "issue": "issues.oil.name",
    "option": "issues.oil.options.one", "at": "issues.oil.worth.us.at",
    "book": "sources.book.title", "author": "sources.book.author",
    "scenario": "scenarios.war.name", "move": "moves.us.stay",
}  # fmt: skip
LINES = {
    "summary": "summary", "wants": "parties.us.wants", "note": "issues.oil.options.two.note",
    "because": "issues.oil.worth.us.because",
}  # fmt: skip
KEYS = ONE_LINE | LINES
UNSEEN = [
    *map(chr, range(0x09)), "\x0b", "\x0c", "\r", *map(chr, range(0x0E, 0x20)), "\x7f",
    *map(chr, range(0x80, 0xA0)),
    "\u202d", "\u202e",
]  # fmt: skip
BREAKS = ["\n", "\t", "\u2028", "\u2029"]


def problems(**texts):
    given = dict.fromkeys(KEYS, "Plain") | texts
    quoted = {
        key: '"' + "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in text) + '"'
        for key, text in given.items()
    }
    return examine_text(DOSSIER.format(**quoted))[1]


def test_the_example_is_sound():
    assert problems() == []


@pytest.mark.parametrize("entry", KEYS)
@pytest.mark.parametrize("character", ["\x1b", "\0", "\x85", "\u202e", "\r"])
def test_a_control_character_is_an_error_with_line_key_and_remedy(entry, character):
    (found,) = problems(**{entry: f"The {character}[31mNorth"})
    assert found.code == "control-character"
    assert found.severity == "error"
    assert found.line > 0
    assert found.key.startswith(KEYS[entry])
    assert f"the character U+{ord(character):04X} in" in found.found
    assert str(found).isprintable()


@pytest.mark.parametrize("character", BREAKS)
def test_names_have_one_line_and_other_texts_as_many_as_they_like(character):
    text = f"one{character}two"
    assert problems(**dict.fromkeys(LINES, text)) == []
    for entry in ONE_LINE:
        assert [found.code for found in problems(**{entry: text})] == ["control-character"]


def test_white_space_at_the_ends_does_not_count_and_windows_ends_lines_with_two_characters():
    dossier, found = examine_text('irenic: 1\ntitle: "T\\n"\nsummary: "a\\r\\nb"\nparties: {a: {}}')
    assert found == []
    assert (dossier.title, dossier.summary) == ("T", "a\nb")


def test_a_folded_or_quoted_name_over_two_lines_is_one_line():
    assert (
        examine_text("irenic: 1\ntitle: >\n  One\n  two\nparties: {a: {name: 'b\n  c'}}")[1] == []
    )


def test_the_characters_are_those_of_unicode():
    for each in map(chr, range(0x3000)):
        turning = unicodedata.bidirectional(each) in {"LRO", "RLO"}
        control = unicodedata.category(each) == "Cc"
        plain = each in "\n\t"
        assert bool(control_character(each, one_line=False)) == (
            turning or (control and not plain)
        ), ascii(each)
        breaks = unicodedata.category(each) in ("Zl", "Zp")
        assert bool(control_character(each)) == (turning or control or breaks), ascii(each)
    assert all(map(control_character, [*UNSEEN, *BREAKS]))


def test_scripts_that_run_from_right_to_left_and_marks_are_left_alone():
    names = "\u0627\u0644\u0639\u0631\u0627\u0642 \u05e9\u200f \u200e Rojava\u200d e\u0301"
    assert problems(**dict.fromkeys(KEYS, names)) == []


def test_what_cannot_be_seen_is_spelt_out():
    assert visible("a\x1b\u202e\nb é") == "a\\x1b\\u202e\\nb é"
