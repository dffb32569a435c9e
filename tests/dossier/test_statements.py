"""The language of statements: reading, precedence, names, and errors at the character."""

from __future__ import annotations

import pickle
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from irenic.dossier.statements import (
    DEEPEST,
    And,
    Expression,
    If,
    Iff,
    Move,
    Not,
    Or,
    StatementError,
    caret,
    holds,
    mentioned,
    parse,
    resolve,
)

A, B, C, D = (Move(None, name) for name in "abcd")
OWN = {"us": ("withdraw", "surge", "talk"), "gov": ("raid", "talk"), "not-yet": ("a-1",)}


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("a", A),
        ("us.a", Move("us", "a")),
        ("not a and b", And((Not(A), B))),
        ("not (a and b)", Not(And((A, B)))),
        ("not not a", Not(Not(A))),
        ("a and b or c", Or((And((A, B)), C))),
        ("a or b and c", Or((A, And((B, C))))),
        ("(a or b) and c", And((Or((A, B)), C))),
        ("a and b and c", And((A, B, C))),
        ("a or b if c and d", If(Or((A, B)), And((C, D)))),
        ("a iff b or c", Iff(A, Or((B, C)))),
        ("a if b if c", If(If(A, B), C)),
        ("a if (b if c)", If(A, If(B, C))),
        ("a iff b iff c", Iff(Iff(A, B), C)),
        ("(a if b) iff c", Iff(If(A, B), C)),
        ("not a if not b", If(Not(A), Not(B))),
        ("not-yet", Move(None, "not-yet")),
        ("not not-yet", Not(Move(None, "not-yet"))),
        ("not-yet.and_more", Move("not-yet", "and_more")),
        ("iffy or ifs", Or((Move(None, "iffy"), Move(None, "ifs")))),
        ("2-year or 1", Or((Move(None, "2-year"), Move(None, "1")))),
        ("(a)and(b)", And((A, B))),
        ("  a\n\tand b ", And((A, B))),
        ("AND", Move(None, "AND")),
    ],
)
def test_reading(text: str, meaning: Expression) -> None:
    assert parse(text) == meaning


@pytest.mark.parametrize(
    ("text", "position", "found", "expected", "nearest"),
    [
        ("", 0, "the end of the statement", "a move, 'not' or '('", None),
        ("not", 3, "the end of the statement", "a move, 'not' or '('", None),
        ("a and", 5, "the end of the statement", "a move, 'not' or '('", None),
        ("(a or b", 7, "the end of the statement", "')'", None),
        ("a b", 2, "'b'", "the end of the statement", None),
        ("a AND b", 2, "'AND'", "'and'", "and"),
        ("a & b", 2, "'&'", "a word of the language (not, and, or, if, iff)", None),
        ("a and or b", 6, "'or'", "a move, 'not' or '('", None),
        ("not if", 4, "'if'", "a move, 'not' or '('", None),
        ("a)", 1, "')'", "the end of the statement", None),
        ("us.", 2, "'.'", "party.move", None),
        ("a if b iff c", 7, "'iff'", "parentheses where 'if' and 'iff' meet", None),
        ("a iff b if c", 8, "'if'", "parentheses where 'if' and 'iff' meet", None),
    ],
)
def test_errors_point_at_the_character(
    text: str, position: int, found: str, expected: str, nearest: str | None
) -> None:
    with pytest.raises(StatementError) as caught:
        parse(text)
    error = caught.value
    assert (error.position, error.found, error.nearest) == (position, found, nearest)
    assert expected in error.expected
    assert f"(character {position + 1})" in str(error)
    assert str(error).endswith(f"\n{' ' * position}^")


@pytest.mark.parametrize(
    "text",
    [
        "(" * 100_000 + "a" + ")" * 100_000,
        "(" * 100_000,
        "not " * 100_000 + "a",
        "a if " * 10_000 + "a",
        "not (a or " * DEEPEST + "a" + ")" * DEEPEST,
    ],
)
def test_deep_nesting_is_refused_in_words(text: str) -> None:
    with pytest.raises(StatementError, match="levels of nesting"):
        parse(text)


def test_long_but_flat_statements_are_read() -> None:
    assert parse(" and ".join(["a"] * 5000)) == And((A,) * 5000)
    assert parse("(" * DEEPEST + "a" + ")" * DEEPEST) == A


def test_parties_are_filled_in() -> None:
    found = resolve(parse("withdraw and not raid if us.talk or a-1"), OWN)
    assert found == If(
        And((Move("us", "withdraw"), Not(Move("gov", "raid")))),
        Or((Move("us", "talk"), Move("not-yet", "a-1"))),
    )
    assert [m.move for m in mentioned(found)] == ["withdraw", "raid", "talk", "a-1"]
    assert resolve(parse("surge iff raid"), OWN) == Iff(Move("us", "surge"), Move("gov", "raid"))


@pytest.mark.parametrize(
    ("text", "position", "message", "nearest"),
    [
        ("raid and talk", 9, "several parties; write 'us.talk' or 'gov.talk'", None),
        ("not widthraw", 4, "nobody has a move 'widthraw'", "withdraw"),
        ("us.raid", 0, "'us' has no move 'raid'", None),
        ("us.surg or raid", 0, "'us' has no move 'surg'", "us.surge"),
        ("raid or guv.raid", 8, "'guv' is no party with moves", "gov"),
    ],
)
def test_names_that_fit_nothing_or_too_much(
    text: str, position: int, message: str, nearest: str | None
) -> None:
    with pytest.raises(StatementError) as caught:
        resolve(parse(text), OWN, text)
    assert caught.value.position == position
    assert caught.value.nearest == nearest
    assert message in str(caught.value)
    assert str(caught.value).endswith(f"{text}\n{' ' * position}^")


def test_a_caret_stands_in_the_line_of_the_error() -> None:
    assert caret("a and\nb c", 8) == "b c\n  ^"


LEAVES = st.sampled_from([Move("us", "x"), Move("us", "y"), Move("gov", "z")])
EXPRESSIONS = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        inner.map(Not),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: And(tuple(parts))),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: Or(tuple(parts))),
        st.tuples(inner, inner).map(lambda pair: If(*pair)),
        st.tuples(inner, inner).map(lambda pair: Iff(*pair)),
    ),
    max_leaves=8,
)


def _written(node: Expression) -> str:
    """Every part in parentheses, so that precedence has no say."""
    match node:
        case Move(party, move):
            return f"{party}.{move}"
        case Not(part):
            return f"not ({_written(part)})"
        case And(parts):
            return " and ".join(f"({_written(part)})" for part in parts)
        case Or(parts):
            return " or ".join(f"({_written(part)})" for part in parts)
        case If(consequence, condition):
            return f"({_written(consequence)}) if ({_written(condition)})"
        case Iff(left, right):
            return f"({_written(left)}) iff ({_written(right)})"


@given(EXPRESSIONS)
def test_what_is_written_out_is_read_back(expression: Expression) -> None:
    assert parse(_written(expression)) == expression
    assert resolve(expression, {"us": ("x", "y"), "gov": ("z",)}) == expression
    assert pickle.loads(pickle.dumps(expression)) == expression


def _python(node: Expression, force: set[tuple[str | None, str]]) -> bool:
    """The truth table by another way: as minima, maxima and comparisons."""
    match node:
        case Move(party, move):
            return (party, move) in force
        case Not(part):
            return not _python(part, force)
        case And(parts):
            return min(_python(part, force) for part in parts)
        case Or(parts):
            return max(_python(part, force) for part in parts)
        case If(consequence, condition):
            return _python(condition, force) <= _python(consequence, force)
        case Iff(left, right):
            return _python(left, force) is _python(right, force)


@given(EXPRESSIONS)
def test_truth(expression: Expression) -> None:
    names = [("us", "x"), ("us", "y"), ("gov", "z")]
    for letters in product((False, True), repeat=3):
        force = {name for name, on in zip(names, letters, strict=True) if on}
        assert holds(expression, force) is _python(expression, set(force))


def test_errors_can_be_sent_to_another_process() -> None:
    with pytest.raises(StatementError) as caught:
        parse("a b")
    again = pickle.loads(pickle.dumps(caught.value))
    assert str(again) == str(caught.value)
    assert again.position == 2
