"""The small language of statements about moves: preferences, infeasible states, the status quo.

A statement names moves (``us.withdraw``, or ``withdraw`` where only one party has a move
of that name) and joins them with ``not``, ``and``, ``or``, ``if``, ``iff`` and
parentheses. A move by itself says that it is in force.

===== ============== ===========================================
binds written        holds when
===== ============== ===========================================
1     ``not A``      A does not hold
2     ``A and B``    both hold
3     ``A or B``     at least one holds
4     ``A if B``     A holds or B does not (B implies A)
4     ``A iff B``    both hold or neither does
===== ============== ===========================================

1 binds tightest. ``A if B if C`` is read from the left, ``(A if B) if C``, and so is
``iff``. ``if`` and ``iff`` side by side need parentheses: readers differ on what they
mean there.

A name is whatever letters, digits, ``-`` and ``_`` run together, so that ``not-yet`` is
a move and ``not yet`` denies one. The five words are written in lower case.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from irenic.dossier.problems import nearest
from irenic.errors import IrenicError

if TYPE_CHECKING:
    from lark import Lark

DEEPEST = 100
"""Levels of nesting beyond which a statement is refused; people write three or four."""

WORDS = ("not", "and", "or", "if", "iff")
"""The words of the language; no move or party may be called so."""


@dataclass(frozen=True)
class Move:
    """The move is in force. ``party`` is None until :func:`resolve` fills it.

    ``position`` is the 0-based character at which the name stands in the text; it does
    not count when statements are compared.
    """

    party: str | None
    move: str
    position: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Not:
    """``part`` does not hold."""

    part: Expression


@dataclass(frozen=True)
class And:
    """All of two or more ``parts`` hold."""

    parts: tuple[Expression, ...]


@dataclass(frozen=True)
class Or:
    """At least one of two or more ``parts`` holds."""

    parts: tuple[Expression, ...]


@dataclass(frozen=True)
class If:
    """``consequence if condition``: it fails only where the condition alone holds."""

    consequence: Expression
    condition: Expression


@dataclass(frozen=True)
class Iff:
    """Both sides hold, or neither."""

    left: Expression
    right: Expression


Expression = Move | Not | And | Or | If | Iff


class StatementError(IrenicError):
    """A statement that cannot be read, or a name in it that fits no move or several.

    ``position`` is the 0-based character (the length of the text: its end), ``expected``
    what could have stood there, ``found`` what did, ``nearest`` the name that was perhaps
    meant, and ``text`` the statement where it is known.
    """

    def __init__(
        self, message: str, position: int, expected: str, found: str,
        nearest: str | None = None, text: str | None = None,
    ) -> None:  # fmt: skip
        super().__init__(message, position, expected, found, nearest, text)
        self.message = message
        self.position = position
        self.expected = expected
        self.found = found
        self.nearest = nearest
        self.text = text

    def __str__(self) -> str:
        hint = f" Did you mean '{self.nearest}'?" if self.nearest else ""
        shown = f"\n{caret(self.text, self.position)}" if self.text is not None else ""
        return f"{self.message} (character {self.position + 1}).{hint}{shown}"


def caret(text: str, position: int) -> str:
    """The line of ``text`` with the 0-based character ``position``, and a caret below it."""
    start = text.rfind("\n", 0, position) + 1
    line = text[start:].split("\n", 1)[0].replace("\t", " ")
    return f"{line}\n{' ' * (position - start)}^"


_GRAMMAR = r"""
?start: _implied | iffs
_implied: anyof | ifs
ifs: (anyof | ifs) "if" anyof
iffs: (anyof | iffs) "iff" anyof
anyof: allof ("or" allof)*
allof: factor ("and" factor)*
factor: "not" factor -> negated
      | "(" start ")" -> grouped
      | MOVE -> move
MOVE: /[A-Za-z0-9][A-Za-z0-9_-]*(\.[A-Za-z0-9][A-Za-z0-9_-]*)?/
%ignore /[ \t\r\n]+/
"""

_SAID = {
    "MOVE": "a move", "NOT": "'not'", "AND": "'and'", "OR": "'or'", "IF": "'if'", "IFF": "'iff'",
    "LPAR": "'('", "RPAR": "')'", "$END": "the end of the statement",
}  # fmt: skip

_WRITABLE = (
    "a move (written move or party.move)",
    f"a word of the language ({', '.join(WORDS)})",
    "a parenthesis",
)

_Deep = tuple[Expression, int]
"""An expression and how many levels deep it is."""


class _Builder:
    """Called by the parser at each reduction; it never walks the tree, so depth is no matter."""

    def move(self, parts: list[Any]) -> _Deep:
        (token,) = parts
        party, dot, name = token.rpartition(".")
        return Move(str(party) if dot else None, str(name), token.start_pos), 1

    def grouped(self, parts: list[_Deep]) -> _Deep:
        return parts[0]

    def negated(self, parts: list[_Deep]) -> _Deep:
        inner, depth = parts[0]
        return Not(inner), _deeper(depth)

    def allof(self, parts: list[_Deep]) -> _Deep:
        return self._several(And, parts)

    def anyof(self, parts: list[_Deep]) -> _Deep:
        return self._several(Or, parts)

    def ifs(self, parts: list[_Deep]) -> _Deep:
        return self._two(If, parts)

    def iffs(self, parts: list[_Deep]) -> _Deep:
        return self._two(Iff, parts)

    def _several(
        self, kind: Callable[[tuple[Expression, ...]], Expression], parts: list[_Deep]
    ) -> _Deep:
        if len(parts) == 1:
            return parts[0]
        depth = max(level for _, level in parts)
        return kind(tuple(part for part, _ in parts)), _deeper(depth)

    def _two(
        self, kind: Callable[[Expression, Expression], Expression], parts: list[_Deep]
    ) -> _Deep:
        (left, left_depth), (right, right_depth) = parts
        return kind(left, right), _deeper(max(left_depth, right_depth))


class _TooDeep(Exception):
    pass


def _deeper(depth: int) -> int:
    if depth >= DEEPEST:
        raise _TooDeep
    return depth + 1


@lru_cache(maxsize=1)
def _parser() -> Lark:
    from lark import Lark  # here, because most commands never parse a statement

    # The contextual lexer would take a word of the language for a move where no word fits.
    return Lark(_GRAMMAR, parser="lalr", lexer="basic", transformer=_Builder())


def parse(text: str) -> Expression:
    """``text`` as an expression, its moves still without parties where it names none.

    Raises :class:`StatementError` where the text is no statement, or is nested more than
    :data:`DEEPEST` levels deep.
    """
    from lark.exceptions import UnexpectedCharacters, UnexpectedToken, VisitError

    _check_parentheses(text)
    fault: StatementError | None = None
    try:
        built: Any = _parser().parse(text)  # what _Builder made of it, not a tree
    except UnexpectedToken as error:
        fault = _unexpected(error, text)
    except UnexpectedCharacters as error:
        position = int(error.pos_in_stream or 0)
        fault = _misfit(text, position, f"{text[position]!r}", _WRITABLE)
    except (_TooDeep, VisitError):
        fault = _too_deep(text, 0)
    if fault is not None:
        # Raised here it does not drag the parser's own error along, which cannot be pickled.
        raise fault
    expression, _ = built
    return expression  # type: ignore[no-any-return]


def _check_parentheses(text: str) -> None:
    depth = 0
    for position, character in enumerate(text):
        if character == "(":
            depth += 1
            if depth > DEEPEST:
                raise _too_deep(text, position)
        elif character == ")":
            depth -= 1


def _too_deep(text: str, position: int) -> StatementError:
    return StatementError(
        f"more than {DEEPEST} levels of nesting", position, "a simpler statement",
        "deep nesting", text=_excerpt(text),
    )  # fmt: skip


def _excerpt(text: str) -> str | None:
    """``text``, or None where it is too long to be shown under a message."""
    return text if len(text) <= 4000 else None


def _unexpected(error: Any, text: str) -> StatementError:
    token = error.token
    # After a whole statement, with one parenthesis too many, lark lists nothing but the end.
    accepted = sorted(error.accepts or {"$END"}, key=list(_SAID).index)
    expected = [_SAID[name] for name in accepted]
    if token.type == "$END":
        return _misfit(text, len(text), "the end of the statement", expected)
    if token.type in ("IF", "IFF") and ("IF" in accepted) != ("IFF" in accepted):
        expected.append("parentheses where 'if' and 'iff' meet")
    usable = [word for word in WORDS if word.upper() in accepted and token not in WORDS]
    close = nearest(str(token), usable)
    return _misfit(text, int(token.start_pos), f"'{token}'", expected, close)


def _misfit(
    text: str, position: int, found: str, expected: Sequence[str], close: str | None = None
) -> StatementError:
    wanted = f"{', '.join(expected[:-1])} or {expected[-1]}" if expected[1:] else expected[0]
    return StatementError(
        f"found {found} where {wanted} was expected", position, wanted, found, close,
        _excerpt(text),
    )  # fmt: skip


def resolve(
    expression: Expression, moves: Mapping[str, Iterable[str]], text: str | None = None
) -> Expression:
    """``expression`` with a party beside every move.

    ``moves`` holds the moves of each party; ``text``, where given, is shown in messages.
    Raises :class:`StatementError` for a party or a move that does not exist, and for a
    move named without its party that several parties have.
    """
    owned = {party: tuple(names) for party, names in moves.items()}

    def fill(node: Expression) -> Expression:
        match node:
            case Move():
                return replace(node, party=_owner(node, owned, text))
            case Not(part):
                return Not(fill(part))
            case And(parts):
                return And(tuple(map(fill, parts)))
            case Or(parts):
                return Or(tuple(map(fill, parts)))
            case If(consequence, condition):
                return If(fill(consequence), fill(condition))
            case Iff(left, right):
                return Iff(fill(left), fill(right))

    return fill(expression)


def _owner(node: Move, owned: Mapping[str, tuple[str, ...]], text: str | None) -> str:
    if node.party is None:
        return _only_owner(node, owned, text)
    if node.party not in owned:
        raise StatementError(
            f"'{node.party}' is no party with moves", node.position,
            "a party with moves", f"'{node.party}'", nearest(node.party, owned), text,
        )  # fmt: skip
    if node.move not in owned[node.party]:
        close = nearest(node.move, owned[node.party])
        raise StatementError(
            f"'{node.party}' has no move '{node.move}'", node.position,
            f"a move of '{node.party}'", f"'{node.party}.{node.move}'",
            f"{node.party}.{close}" if close else None, text,
        )  # fmt: skip
    return node.party


def _only_owner(node: Move, owned: Mapping[str, tuple[str, ...]], text: str | None) -> str:
    owners = [party for party, names in owned.items() if node.move in names]
    if len(owners) == 1:
        return owners[0]
    if owners:
        full = " or ".join(f"'{party}.{node.move}'" for party in owners)
        raise StatementError(
            f"'{node.move}' is a move of several parties; write {full}", node.position,
            full, f"'{node.move}'", None, text,
        )  # fmt: skip
    every = [move for names in owned.values() for move in names]
    raise StatementError(
        f"nobody has a move '{node.move}'", node.position, "a move", f"'{node.move}'",
        nearest(node.move, every), text,
    )  # fmt: skip


def mentioned(expression: Expression) -> Iterator[Move]:
    """Every move that ``expression`` names, in the order of the text, with repetitions."""
    match expression:
        case Move():
            yield expression
        case Not(part):
            yield from mentioned(part)
        case And(parts) | Or(parts):
            for inner in parts:
                yield from mentioned(inner)
        case If(first, second) | Iff(first, second):
            yield from mentioned(first)
            yield from mentioned(second)


def holds(expression: Expression, in_force: Collection[tuple[str, str]]) -> bool:
    """Whether a resolved ``expression`` holds where just the (party, move) of ``in_force`` do."""
    match expression:
        case Move(party, move):
            return (party, move) in in_force
        case Not(part):
            return not holds(part, in_force)
        case And(parts):
            return all(holds(part, in_force) for part in parts)
        case Or(parts):
            return any(holds(part, in_force) for part in parts)
        case If(consequence, condition):
            return holds(consequence, in_force) or not holds(condition, in_force)
        case Iff(left, right):
            return holds(left, in_force) == holds(right, in_force)
