"""Other deals: alternatives to a solution, what if, the single text, common ground; as values.

The numbers are those of :mod:`irenic.theory.alternatives`,
:mod:`irenic.theory.single_text` and :mod:`irenic.theory.common_ground`; what they amount
to is in :mod:`irenic.analyses.agreement_alternatives_views`.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from irenic.analyses.arrays import known
from irenic.errors import UsageError
from irenic.theory import alternatives as theory
from irenic.theory import common_ground as ground
from irenic.theory import single_text as text
from irenic.theory.choices import as_points, whole_gains
from irenic.theory.programme import Clock

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from irenic.analyses.arrays import Arrays
    from irenic.theory.packages import Floats, Progress
    from irenic.theory.programme import Choice


def alternatives(
    given: Arrays,
    package: Mapping[str, str],
    within: float,
    count: int,
    seconds: float = math.inf,
    solution: str | None = None,
) -> dict[str, Any]:
    """Alternatives to an acceptable ``package`` that cost nobody more than ``within`` points.

    ``solution`` is the name under which ``package`` is known. The keys are

    - ``alternatives``: list of ``package``, ``gains``, ``differs`` (issues settled
      otherwise than in ``package``), ``apart`` (issues on which it differs at least from
      ``package`` and those before it) and ``proven``;
    - ``alternatives_to``: ``solution``, ``package``, ``gains``, ``within``, ``count``
      (how many were asked for) and ``proven`` (each is, and no more are to be had if they
      are fewer).

    Raises :class:`~irenic.errors.UsageError` for ``within`` below 0 and ``count`` below 1,
    and ValueError where ``package`` is not acceptable.
    """
    if not within >= 0 or not math.isfinite(within):
        raise UsageError(f"within is {within}; expected a number of points from 0 on")
    if count < 1:
        raise UsageError(f"count is {count}; expected 1 or more alternatives")
    choice = given.choice(package)
    found = theory.alternatives(given.space, choice, within, count, Clock(seconds))
    return {
        "alternatives": [
            {
                "package": given.package(one.package),
                "gains": _by_party(given, one.gains),
                "differs": [given.issues[issue] for issue in one.differs],
                "apart": one.apart,
                "proven": one.proven,
            }
            for one in found.found
        ],
        "alternatives_to": {
            "solution": solution,
            "package": dict(package),
            "gains": _by_party(given, as_points(whole_gains(given.space, choice))),
            "within": within,
            "count": count,
            "proven": found.proven,
        },
    }


def what_if(
    given: Arrays, seconds: float = math.inf, progress: Progress | None = None
) -> dict[str, Any]:
    """What is left of the room for a deal with one option fixed or ruled out, one party out or in.

    The key ``what_if`` holds ``now``; ``options`` (issue -> option -> what is left where
    it stands, and ``ruled_out``: where it does not); ``without_party`` (required party ->
    what is left where its consent is not needed; empty for a single one); ``with_party``
    (other party -> where its consent is needed too); and ``listed``: whether every
    package was looked at (else programmes were solved). What is left is told by ``deal``
    (whether all whose consent is then needed accept some package; None: not decided in
    time), ``smallest_gain`` (the highest smallest gain of theirs in points, None where
    none was found), ``proven`` (no package has a higher one) and, for options that were
    listed, ``acceptable``: how many packages all of them accept.
    """
    found = theory.what_if(given.space, Clock(seconds), progress)
    needed = given.space.required
    return {
        "what_if": {
            "now": _left(found.now),
            "options": {
                issue: {
                    option: {**_left(on), "ruled_out": _left(off)}
                    for option, on, off in zip(options, standing, ruled_out, strict=True)
                }
                for issue, options, standing, ruled_out in zip(
                    given.issues, given.options, found.standing, found.ruled_out, strict=True
                )
            },
            "without_party": {
                party: _left(prospect)
                for party, prospect in zip(given.required, found.without, strict=False)
            },
            "with_party": {
                party: _left(prospect)
                for party, prospect in zip(given.parties[needed:], found.joined, strict=True)
            },
            "listed": found.listed,
        }
    }


def _left(prospect: theory.Prospect) -> dict[str, Any]:
    counted = {} if prospect.acceptable is None else {"acceptable": prospect.acceptable}
    told = {"deal": prospect.deal, "smallest_gain": prospect.smallest, "proven": prospect.proven}
    return told | counted


def single_text(
    given: Arrays, draft: Mapping[str, str], seconds: float = math.inf
) -> dict[str, Any]:
    """The single text from ``draft``; issues it does not name stand at their defaults.

    The key ``single_text`` holds ``draft`` (package), ``left_open`` (issues that it does
    not name), ``gains`` from it, ``steps`` (list of ``changes``: issue -> [from, to];
    ``package``; ``gains``; ``change``: party -> points against the text before;
    ``all_gain``: every required party gains, else it costs none of them; ``proven``: no
    other step comes first), ``efficient`` (proven that no step is left), ``acceptable``
    (to all whose consent is needed) and ``refuses`` (those of them to whom the last text
    is not acceptable).

    Raises :class:`~irenic.errors.UsageError` for issues and options that are not there
    and for an issue that is neither named nor has a default on the table.
    """
    whole = _completed(given, draft)
    found = text.single_text(given.space, given.choice(whole), Clock(seconds))
    before = (found.draft, *(step.package for step in found.steps))
    return {
        "single_text": {
            "draft": whole,
            "left_open": [issue for issue in given.issues if issue not in draft],
            "gains": _by_party(given, found.gains),
            "steps": [
                {
                    "changes": _changes(given, old, step),
                    "package": given.package(step.package),
                    "gains": _by_party(given, step.gains),
                    "change": _by_party(given, step.change),
                    "all_gain": step.all_gain,
                    "proven": step.proven,
                }
                for old, step in zip(before, found.steps, strict=False)
            ],
            "efficient": found.efficient,
            "acceptable": not found.refuses,
            "refuses": [given.parties[party] for party in found.refuses],
        }
    }


def _completed(given: Arrays, draft: Mapping[str, str]) -> dict[str, str]:
    """``draft`` with the issues it does not name, at what is fixed or at their defaults."""
    for issue, option in draft.items():
        known("issue", issue, given.issues)
        known(f"option of '{issue}' on the table", option, _options(given, issue))
    package = {}
    for issue, options in zip(given.issues, given.options, strict=True):
        fallback = options[0] if len(options) == 1 else given.dossier.issues[issue].default
        stands = ({issue: fallback} | dict(draft))[issue]
        if stands is None or stands not in options:
            raise UsageError(
                f"the draft says nothing on '{issue}', and no default of it is on the table; "
                f"name one of {', '.join(options)}"
            )
        package[issue] = stands
    return package


def _options(given: Arrays, issue: str) -> Sequence[str]:
    return given.options[given.issues.index(issue)]


def _changes(given: Arrays, old: Choice, step: text.Step) -> dict[str, list[str]]:
    return {
        given.issues[issue]: [
            given.options[issue][old[issue]],
            given.options[issue][step.package[issue]],
        ]
        for issue in step.issues
    }


def common_ground(given: Arrays) -> dict[str, Any]:
    """Where the required parties agree already, and what can be given away cheaply.

    The key ``common_ground`` holds ``coincide`` and ``off_the_table`` (lists of
    ``issue``, ``options``: best, or worst, for every required party that cares about the
    issue, and ``cares``: these parties; an issue cares nobody about is in neither);
    ``gifts`` (issues that are no required party's first concern but somebody's last:
    ``issue``; ``option``: what the first party of ``worth`` wants most; ``worth``: party
    -> its stake as a share of its total stake, the largest first; ``costs``: party ->
    what it would lose by the option against its own best one, as a share likewise;
    ``last``: parties whose last concern this is; ``indifferent``: parties; ``cheap``:
    whether it costs nobody more than half the share it is worth to the first); and ``joint``:
    issues that joint worth touches, for which the worth of the issue alone is not all
    there is.
    """
    found = ground.common_ground(given.space)

    def name(parties: Sequence[int]) -> list[str]:
        return [given.parties[party] for party in parties]

    def coincidence(one: ground.Coincidence) -> dict[str, Any]:
        options = [given.options[one.issue][option] for option in one.options]
        return {"issue": given.issues[one.issue], "options": options, "cares": name(one.cares)}

    return {
        "common_ground": {
            "coincide": [coincidence(one) for one in found.coincide],
            "off_the_table": [coincidence(one) for one in found.off_the_table],
            "gifts": [
                {
                    "issue": given.issues[gift.issue],
                    "option": given.options[gift.issue][gift.option],
                    "worth": {given.parties[p]: share for p, share in gift.worth},
                    "costs": {given.parties[p]: share for p, share in gift.costs},
                    "last": name(gift.last),
                    "indifferent": name(gift.indifferent),
                    "cheap": gift.cheap,
                }
                for gift in found.gifts
            ],
            "joint": [given.issues[issue] for issue in found.joint],
        }
    }


def _by_party(given: Arrays, points: Floats) -> dict[str, float]:
    return dict(zip(given.parties, (points + 0.0).tolist(), strict=True))
