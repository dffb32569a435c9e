"""What of a GMCR+ file no dossier holds, as a sentence for the dossier's summary."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_ROOT: Final = {
    "program", "version", "options", "decisionMakers", "infeasibles", "coalitions",
    "coalitionsFull", "useManualPreferenceRanking", "useManualPreferenceVectors", "irenic",
}  # fmt: skip
_OPTION: Final = {"name", "permittedDirection", "slug"}
_MAKER: Final = {"name", "options", "preferences", "preferenceRanking", "misperceptions", "slug"}

_MOST = 5
"""Names listed; of the others only the number is told."""

_LONGEST = 40
"""Characters of a name that are shown."""


def left_out(
    root: Mapping[str, Any], options: Sequence[Mapping[str, Any]],
    makers: Sequence[Mapping[str, Any]], *, manual: bool,
) -> str:  # fmt: skip
    """What is left out of a file without errors; an empty text where nothing is.

    ``manual``: the file says that rankings are used, so that statements beside them are not.
    """
    unused = "preferences" if manual else "preferenceRanking"
    whose = [maker["name"] for maker in makers if maker.get(unused)]
    what = ("preference statements", "rankings") if manual else ("rankings", "statements")
    found = [f"the {what[0]} of {_listed(whose)} (the file says that {what[1]} are used)"]
    found = found if whose else []
    if not _all_alone(root, makers):
        found.append("its coalitions (name one with --coalition)")
    other = [*(root.keys() - _ROOT), *(key for each in options for key in each.keys() - _OPTION)]
    other += [key for each in makers for key in each.keys() - _MAKER]
    if other:
        found.append(f"keys that Irenic does not know: {_listed(sorted(set(other)))}")
    return f"Left out of the GMCR+ file: {'; '.join(found)}." if found else ""


def _all_alone(root: Mapping[str, Any], makers: Sequence[Mapping[str, Any]]) -> bool:
    """Whether the file's coalitions are the decision makers one by one."""
    short, full = root.get("coalitions"), root.get("coalitionsFull")
    alone = [sorted(maker.get("options", [])) for maker in makers]
    if short is not None and short != list(range(len(makers))):
        return False
    return full is None or _options(full) == sorted(alone)


def _options(full: Any) -> list[Any] | None:
    """The options of each coalition, sorted; None where that is not what the list holds."""
    if not isinstance(full, list) or not all(isinstance(each, dict) for each in full):
        return None
    held = [each.get("options") for each in full]
    if not all(isinstance(own, list) and all(type(o) is int for o in own) for own in held):
        return None
    return sorted(sorted(own) for own in held)


def _listed(names: Iterable[str]) -> str:
    plain = (one.encode("utf-8", "backslashreplace").decode("utf-8") for one in names)
    shown = [one if len(one) <= _LONGEST else f"{one[:_LONGEST]}..." for one in plain]
    more = len(shown) - _MOST
    tail = f" and {more} more" if more > 0 else ""
    return ", ".join(shown[:_MOST]) + tail
