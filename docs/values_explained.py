"""What every key of a result's ``values`` means: one table, which the tests hold to real results.

A key is a path: ``{party}`` stands for any slug of its kind, ``[]`` for any place in a list.
The kind of value is one of those in ``KINDS``, perhaps followed by `` or null``.
"""

from __future__ import annotations

from typing import NamedTuple


class Value(NamedTuple):
    """One key: its path, the kind of its value, what it means and in which unit."""

    path: str
    kind: str
    meaning: str


KINDS: dict[str, tuple[type, ...]] = {
    "text": (str,),
    "count": (int,),
    "points": (float, int),
    "number": (float, int),
    "yes or no": (bool,),
    "list": (list, tuple),
    "mapping": (dict,),
}
"""Kinds of values: what they are in Python. Points are those of the party named in the path."""


def _entries(path: str, what: str) -> tuple[Value, ...]:
    """Packages with gains, as the frontier and the solutions list them."""
    return (
        Value(f"{path}[]", "mapping", what),
        Value(f"{path}[].package", "mapping", "the package: one option for each issue"),
        Value(f"{path}[].package.{{issue}}", "text", "slug of the option"),
        Value(f"{path}[].gains", "mapping", "gain of each party that has a reservation value"),
        Value(f"{path}[].gains.{{party}}", "points", "worth less reservation value"),
    )


def _solution(name: str, value: str) -> tuple[Value, ...]:
    return (
        Value(name, "mapping or null", "null if no package is acceptable to all"),
        Value(f"{name}.value", "number", value),
        Value(f"{name}.ties", "list", "the packages that reach it, the best leximin first; cut"),
        *_entries(f"{name}.ties", "one of these packages"),
        Value(f"{name}.count", "count", "how many packages reach it"),
        Value(f"{name}.truncated", "yes or no", "whether the list is cut"),
    )


def _bargain(name: str, value: str) -> tuple[Value, ...]:
    """A bargaining solution: never a package that another acceptable one dominates."""
    left_out = "packages of the same value, left out: another is better for some, worse for none"
    return (*_solution(name, value), Value(f"{name}.dominated", "count", left_out))


_STEP = (
    Value("sensitivity.{solution}.parties.{party}.most", "mapping or null",
          "the change of one issue that would bring the party most; null if none would"),
    Value("sensitivity.{solution}.parties.{party}.most.issue", "text", "slug of the issue"),
    Value("sensitivity.{solution}.parties.{party}.most.option", "text", "the other option"),
    Value("sensitivity.{solution}.parties.{party}.most.change", "points", "what it would add"),
    Value("sensitivity.{solution}.parties.{party}.least", "mapping or null",
          "the change of one issue that would cost the party most; null if none would"),
    Value("sensitivity.{solution}.parties.{party}.least.issue", "text", "slug of the issue"),
    Value("sensitivity.{solution}.parties.{party}.least.option", "text", "the other option"),
    Value("sensitivity.{solution}.parties.{party}.least.change", "points",
          "what it would add: below zero"),
)  # fmt: skip

_AGREEMENT = (
    Value("packages", "count", "packages altogether"),
    Value("acceptable", "count",
          "packages that pass: acceptable to all required parties or, with a quorum, to enough"),
    Value("acceptable_to_all", "count", "packages acceptable to every required party"),
    Value("zopa_empty", "yes or no", "whether no package is acceptable to all"),
    Value("frontier", "mapping", "the Pareto frontier over packages acceptable to all"),
    Value("frontier.size", "count", "distinct vectors of gains of the required parties"),
    Value("frontier.packages", "list", "one package for each, highest smallest gain first; cut"),
    *_entries("frontier.packages", "a package on the frontier"),
    Value("frontier.truncated", "yes or no", "whether the list is cut"),
    *_bargain("nash_bargaining_solution", "product of the required parties' gains"),
    *_bargain("kalai_smorodinsky", "smallest share of the best acceptable gain"),
    *_bargain("egalitarian", "smallest gain"),
    *_bargain("utilitarian", "sum of the gains"),
    *_bargain("relative_utilitarian", "sum of the shares of the best acceptable gains"),
    *_solution("best_passing", "sum of the gains, over the packages that pass a quorum"),
    Value("ideal", "mapping or null", "best gain among packages acceptable to all"),
    Value("ideal.{party}", "points", "the best gain of a required party"),
    *_solution("nearest", "the highest smallest gain: below zero"),
    Value("nearest.ties[].short", "mapping", "required parties that lose"),
    Value("nearest.ties[].short.{party}", "points", "how many points it lacks"),
    Value("red_lines_leave", "count or null",
          "packages that cross no red line of a required party; counted if none is acceptable"),
    Value("accepts", "mapping or null", "counted if no package is acceptable to all"),
    Value("accepts.{party}", "count", "packages that a required party accepts"),
    Value("alone", "mapping or null", "counted if no package is acceptable to all"),
    Value("alone.{party}", "count", "packages that this party alone refuses"),
    Value("opposed", "list or null", "required parties that accept no package in common"),
    Value("opposed[]", "list", "a pair of them"),
    Value("opposed[][]", "text", "slug of the party"),
    Value("plan", "mapping or null", "the plan that was judged"),
    Value("plan.plan", "text", "slug of the plan"),
    Value("plan.package", "mapping", "its package, with defaults filled in"),
    Value("plan.package.{issue}", "text", "slug of the option"),
    Value("plan.gains", "mapping", "gain of each party that has a reservation value"),
    Value("plan.gains.{party}", "points", "worth less reservation value"),
    Value("plan.acceptable", "yes or no", "whether every required party accepts it"),
    Value("plan.passes", "yes or no", "whether enough of them do"),
    Value("plan.lost", "list", "parties that lose, or whose red line is crossed"),
    Value("plan.lost[]", "text", "slug of the party"),
    Value("plan.red_lines", "list", "red lines that it crosses"),
    Value("plan.red_lines[]", "mapping", "one of them"),
    Value("plan.red_lines[].party", "text", "whose it is"),
    Value("plan.red_lines[].never", "mapping", "the combination that is ruled out"),
    Value("plan.red_lines[].never.{issue}", "list", "options of which one stands"),
    Value("plan.red_lines[].never.{issue}[]", "text", "slug of the option"),
    Value("plan.left_open", "list", "issues that it does not name, which stand at their defaults"),
    Value("plan.left_open[]", "text", "slug of the issue"),
    Value("sensitivity", "mapping", "by solution, `nearest` and `plan`, where there is one"),
    Value("sensitivity.{solution}", "mapping", "what single changes of its package would do"),
    Value("sensitivity.{solution}.package", "mapping", "the package (the first of the ties)"),
    Value("sensitivity.{solution}.package.{issue}", "text", "slug of the option"),
    Value("sensitivity.{solution}.parties", "mapping", "each party with a reservation value"),
    Value("sensitivity.{solution}.parties.{party}", "mapping", "what it gains, and might"),
    Value("sensitivity.{solution}.parties.{party}.gain", "points", "its gain from the package"),
    *_STEP,
    Value("scenario", "text", "the no-deal scenario"),
    Value("levers", "list", "levers in force"),
    Value("levers[]", "text", "slug of the lever"),
    Value("overruled", "list", "scenarios that threats in force name, beside the one that holds"),
    Value("overruled[]", "text", "slug of the scenario"),
    Value("required", "list", "parties whose consent is needed"),
    Value("required[]", "text", "slug of the party"),
    Value("reservation", "mapping", "reservation values with relief taken off"),
    Value("reservation.{party}", "points", "what a deal must be worth to it"),
    Value("without_reservation", "list", "parties without a reservation value: left out of gains"),
    Value("without_reservation[]", "text", "slug of the party"),
    Value("quorum", "count or null", "how many must accept; null: all"),
    Value("veto", "list", "parties that must be among them"),
    Value("veto[]", "text", "slug of the party"),
)  # fmt: skip


def _states(path: str, what: str) -> tuple[Value, ...]:
    return (Value(path, "list", what), Value(f"{path}[]", "text", "a state"))


_STRONG = (
    Value("strong", "mapping or null", "by concept; null if no preference is said to be great"),
    Value("strong.{concept}", "mapping", "strong stability"),
    Value("strong.{concept}.stable", "mapping", "by party"),
    *_states("strong.{concept}.stable.{party}",
             "states strongly stable for it (stable, if it much prefers nothing); cut"),
    *_states("strong.{concept}.equilibria", "states so stable for every party; cut"),
)  # fmt: skip

_UNKNOWN = (
    Value("unknown", "mapping or null", "how much hangs on what is unknown; null if nothing is"),
    Value("unknown.completions", "mapping", "by party"),
    Value("unknown.completions.{party}", "count", "ways to fill in what is unknown"),
    Value("unknown.equilibria", "mapping", "by concept"),
    Value("unknown.equilibria.{concept}", "mapping or null", "null if it was not computed"),
    *_states("unknown.equilibria.{concept}.all", "equilibria under all completions; cut"),
    *_states("unknown.equilibria.{concept}.some", "equilibria under some; cut"),
    Value("unknown.counts", "mapping", "by concept; never cut"),
    Value("unknown.counts.{concept}", "mapping or null", "null if it was not computed"),
    Value("unknown.counts.{concept}.all", "count", "equilibria under all completions"),
    Value("unknown.counts.{concept}.some", "count", "equilibria under some"),
    Value("unknown.stable", "mapping", "by concept"),
    Value("unknown.stable.{concept}", "mapping or null", "by party; null if it was not computed"),
    Value("unknown.stable.{concept}.{party}", "mapping", "states stable for the party"),
    *_states("unknown.stable.{concept}.{party}.all", "under all completions; cut"),
    *_states("unknown.stable.{concept}.{party}.some", "under some; cut"),
    Value("unknown.not_computed", "mapping", "concepts with too many completions"),
    Value("unknown.not_computed.{concept}", "count", "completions there would be"),
)

_VIEWS = (
    Value("views", "mapping or null", "the hypergame; null if all see things as they are"),
    Value("views.parties", "list", "parties that see the conflict otherwise"),
    Value("views.parties[]", "text", "slug of the party"),
    Value("views.unseen", "mapping", "by such party"),
    Value("views.unseen.{party}", "count", "feasible states that it takes for impossible"),
    Value("views.imagined", "mapping", "by such party"),
    Value("views.imagined.{party}", "count", "impossible states that it takes for feasible"),
    Value("views.expected", "mapping", "by concept"),
    Value("views.expected.{concept}", "mapping", "by party"),
    *_states("views.expected.{concept}.{party}", "equilibria as it sees things; cut"),
    Value("views.equilibria", "mapping", "by concept"),
    *_states("views.equilibria.{concept}", "states all stay in, each as it sees things; cut"),
    Value("views.surprised", "mapping", "by concept"),
    Value("views.surprised.{concept}", "mapping", "by state that holds unexpected"),
    Value("views.surprised.{concept}.{state}", "list", "who does not expect it"),
    Value("views.surprised.{concept}.{state}[]", "text", "slug of the party"),
    Value("views.mistaken", "mapping", "by concept"),
    Value("views.mistaken.{concept}", "mapping", "by party"),
    *_states("views.mistaken.{concept}.{party}", "those it expects that do not hold; cut"),
)

_COALITIONS = (
    Value("coalition", "mapping or null", "stability for the coalition named; null if none is"),
    Value("coalition.members", "list", "its members"),
    Value("coalition.members[]", "text", "slug of the party"),
    Value("coalition.stable", "mapping", "by concept"),
    *_states("coalition.stable.{concept}", "states stable for the coalition; cut"),
    Value("coalition.counts", "mapping", "by concept; never cut"),
    Value("coalition.counts.{concept}", "count", "states stable for the coalition"),
    Value("defections", "list or null", "joint moves that pay for all; null if not searched for"),
    Value("defections[]", "mapping", "one state and coalition; those that nothing deters first"),
    Value("defections[].state", "text", "the state it would leave"),
    Value("defections[].coalition", "list", "its members"),
    Value("defections[].coalition[]", "text", "slug of the party"),
    *_states("defections[].to", "where it can go to the gain of all members"),
    Value("defections[].undeterred", "mapping", "by concept"),
    *_states("defections[].undeterred.{concept}",
             "those without an answer, and not so for a part of the coalition already"),
)  # fmt: skip

_DRAWS = (
    Value("draws", "mapping or null", "draws of uncertain preferences; null without draws"),
    Value("draws.number", "count", "draws"),
    Value("draws.seed", "count", "seed of the random numbers"),
    Value("draws.uncertain", "list", "parties whose preferences are uncertain"),
    Value("draws.uncertain[]", "text", "slug of the party"),
    Value("draws.truncated", "yes or no", "whether any of its lists is cut"),
    Value("draws.equilibria", "mapping", "by concept"),
    Value("draws.equilibria.{concept}", "list", "the most frequent first; cut"),
    Value("draws.equilibria.{concept}[]", "mapping", "one state"),
    Value("draws.equilibria.{concept}[].state", "text", "the state"),
    Value("draws.equilibria.{concept}[].share", "number", "share of draws in which it is one"),
    Value("draws.status_quo", "mapping or null", "null without a feasible status quo"),
    Value("draws.status_quo.{concept}", "mapping", "by party, and `all` for all together"),
    Value("draws.status_quo.{concept}.{party}", "number", "share of draws in which it is stable"),
)

_WHY = (
    Value("why", "list or null", "null unless a party or a state is asked about"),
    Value("why[]", "mapping", "one party and concept"),
    Value("why[].party", "text", "slug of the party"),
    Value("why[].state", "text", "the state explained"),
    Value("why[].concept", "text", "the concept"),
    Value("why[].stable", "yes or no", "whether it is stable for the party"),
    Value("why[].improvements", "list",
          "its improvements, those that nothing deters first (of `limited_move`: its moves)"),
    Value("why[].improvements[]", "mapping", "one improvement"),
    Value("why[].improvements[].to", "text", "the state it leads to"),
    Value("why[].improvements[].takes_up", "list", "moves in force after it and not before"),
    Value("why[].improvements[].takes_up[]", "text", "`party.move`"),
    Value("why[].improvements[].gives_up", "list", "moves in force before it and not after"),
    Value("why[].improvements[].gives_up[]", "text", "`party.move`"),
    Value("why[].improvements[].deterred", "yes or no or null", "null if the search was cut short"),
    Value("why[].improvements[].steps", "list", "the shortest answer that deters it"),
    Value("why[].improvements[].steps[]", "mapping", "one step (of `sim`: all at once)"),
    Value("why[].improvements[].steps[].party", "text", "who takes it"),
    Value("why[].improvements[].steps[].takes_up", "list", "moves it takes up"),
    Value("why[].improvements[].steps[].takes_up[]", "text", "`party.move`"),
    Value("why[].improvements[].steps[].gives_up", "list", "moves it gives up"),
    Value("why[].improvements[].steps[].gives_up[]", "text", "`party.move`"),
    Value("why[].improvements[].steps[].to", "text", "the state after it"),
    Value("why[].improvements[].worse", "yes or no or null",
          "whether the answer leaves the party worse off; null without one"),
    Value("why[].further", "count", "improvements not followed up"),
)  # fmt: skip


def _way(path: str, what: str) -> tuple[Value, ...]:
    """A shortest path to an equilibrium."""
    return (
        Value(path, "list or null", f"the steps of a shortest path {what}; null if there is none"),
        Value(f"{path}[]", "mapping", "one step"),
        Value(f"{path}[].party", "text", "who takes it"),
        Value(f"{path}[].takes_up", "list", "moves that are in force after it and not before"),
        Value(f"{path}[].takes_up[]", "text", "`party.move`"),
        Value(f"{path}[].gives_up", "list", "moves that are in force before it and not after"),
        Value(f"{path}[].gives_up[]", "text", "`party.move`"),
        Value(f"{path}[].state", "text", "the state after it"),
    )


_EVOLUTION = (
    Value("evolution", "mapping or null", "how to get there; null without a state to begin with"),
    Value("evolution.from", "text", "the state in which ways begin"),
    Value("evolution.equilibria", "list", "up to 40, those under most concepts first"),
    Value("evolution.equilibria[]", "mapping", "one equilibrium"),
    Value("evolution.equilibria[].state", "text", "the state"),
    Value("evolution.equilibria[].concepts", "list", "concepts under which it is one"),
    Value("evolution.equilibria[].concepts[]", "text", "a concept"),
    *_way("evolution.equilibria[].by_improvements", "in which each step is a gain for its mover"),
    *_way("evolution.equilibria[].by_moves", "of any moves"),
    Value("evolution.reached", "mapping", "by concept; never cut"),
    Value("evolution.reached.{concept}", "mapping", "how many can be reached"),
    Value("evolution.reached.{concept}.equilibria", "count", "equilibria there are"),
    Value("evolution.reached.{concept}.by_improvements", "count", "of them, by gains alone"),
    Value("evolution.reached.{concept}.by_moves", "count", "of them, by any moves"),
)

_UNDER = "redesign.concepts.{concept}"
_REDESIGN = (
    Value("redesign", "mapping or null", "what would have to change; null without a target"),
    Value("redesign.state", "text", "the target"),
    Value("redesign.concepts", "mapping", "by concept"),
    Value(_UNDER, "mapping or null", "null if SIM has too many combinations"),
    Value(f"{_UNDER}.holds", "yes or no", "whether the target is an equilibrium as things are"),
    Value(f"{_UNDER}.preferences", "mapping", "the least change of preferences"),
    Value(f"{_UNDER}.preferences.status", "text", "`complete`: proven; `partial`: cut short"),
    Value(f"{_UNDER}.preferences.swaps", "count or null",
          "swaps of neighbours in the smallest change found; null if none was found"),
    Value(f"{_UNDER}.preferences.at_least", "count or null",
          "no fewer swaps can do, which is proven; null if none of any number can"),
    Value(f"{_UNDER}.preferences.orders", "mapping", "by party whose preferences change"),
    Value(f"{_UNDER}.preferences.orders.{{party}}", "mapping", "its new order"),
    Value(f"{_UNDER}.preferences.orders.{{party}}.swaps", "count", "swaps of this party"),
    Value(f"{_UNDER}.preferences.orders.{{party}}.statements", "list or null",
          "its statements, the most important first; null for a ranking"),
    Value(f"{_UNDER}.preferences.orders.{{party}}.statements[]", "text", "a statement"),
    Value(f"{_UNDER}.preferences.orders.{{party}}.ranking", "list or null",
          "groups of equally preferred states, the best first; null for statements"),
    Value(f"{_UNDER}.preferences.orders.{{party}}.ranking[]", "list", "a group"),
    Value(f"{_UNDER}.preferences.orders.{{party}}.ranking[][]", "text", "a state"),
    Value(f"{_UNDER}.infeasible", "mapping", "the fewest infeasibilities to add or lift"),
    Value(f"{_UNDER}.infeasible.status", "text", "`complete`: proven; `partial`: cut short"),
    Value(f"{_UNDER}.infeasible.changes", "count or null",
          "how many change; null if no set of few enough was found"),
    Value(f"{_UNDER}.infeasible.at_least", "count", "no fewer can do, which is proven"),
    Value(f"{_UNDER}.infeasible.lifting_tried", "yes or no",
          "no where a preference is not made of statements: nothing is known of the states freed"),
    Value(f"{_UNDER}.infeasible.found", "count", "sets of that many that do"),
    Value(f"{_UNDER}.infeasible.all_found", "yes or no", "whether that is all of them"),
    Value(f"{_UNDER}.infeasible.sets", "list", "the first five, those that cost fewest states"),
    Value(f"{_UNDER}.infeasible.sets[]", "mapping", "one set"),
    Value(f"{_UNDER}.infeasible.sets[].add", "list", "statements to rule out"),
    Value(f"{_UNDER}.infeasible.sets[].add[]", "text", "a statement"),
    Value(f"{_UNDER}.infeasible.sets[].lift", "list", "statements of the dossier to lift"),
    Value(f"{_UNDER}.infeasible.sets[].lift[]", "text", "a statement"),
    Value(f"{_UNDER}.infeasible.sets[].ruled_out", "count", "feasible states ruled out"),
    Value(f"{_UNDER}.rankings", "mapping or null",
          "by party; null where there are more than 17 feasible states"),
    Value(f"{_UNDER}.rankings.{{party}}", "mapping", "rankings without ties of the party"),
    Value(f"{_UNDER}.rankings.{{party}}.hold", "count", "under how many it stays at the target"),
    Value(f"{_UNDER}.rankings.{{party}}.of", "count", "how many there are"),
)  # fmt: skip

_STABILITY = (
    *_EVOLUTION,
    *_REDESIGN,
    Value("moves", "list", "the moves in the order of the letters of a state"),
    Value("moves[]", "text", "`party.move`"),
    Value("states", "count", "combinations of moves: 2 to the power of their number"),
    Value("feasible", "count", "states that no statement under `infeasible` rules out"),
    Value("stable", "mapping", "by concept"),
    Value("stable.{concept}", "mapping or null", "by party; null if it was not computed"),
    Value("stable.{concept}.{party}", "list", "states stable for the party; cut"),
    Value("stable.{concept}.{party}[]", "text", "a state: Y or N for each move"),
    Value("equilibria", "mapping", "by concept"),
    Value("equilibria.{concept}", "list or null", "states stable for every party; cut"),
    Value("equilibria.{concept}[]", "text", "a state"),
    Value("counts", "mapping", "by concept; never cut"),
    Value("counts.{concept}", "mapping or null", "null if it was not computed"),
    Value("counts.{concept}.equilibria", "count", "states stable for every party"),
    Value("counts.{concept}.stable", "mapping", "by party"),
    Value("counts.{concept}.stable.{party}", "count", "states stable for the party"),
    Value("truncated", "yes or no", "whether any list is cut"),
    Value("status_quo", "text or null", "the state today; null if the dossier does not say"),
    Value("status_quo_stable", "mapping or null", "null without a feasible status quo"),
    Value("status_quo_stable.{concept}", "mapping or null", "null if it was not computed"),
    Value("status_quo_stable.{concept}.{party}", "yes or no", "whether the party stays"),
    Value("not_computed", "mapping", "concepts that were left out for their cost"),
    Value("not_computed.{concept}", "count", "combinations it would have to look at"),
    *_STRONG,
    *_UNKNOWN,
    *_VIEWS,
    *_COALITIONS,
    *_DRAWS,
    *_WHY,
)


def _judgement(path: str, meaning: str, kind: str = "mapping") -> tuple[Value, ...]:
    return (
        Value(path, kind, meaning),
        Value(f"{path}.mode", "number", "the most likely value"),
        Value(f"{path}.low", "number", "the lowest, where there is a range"),
        Value(f"{path}.high", "number", "the highest, where there is a range"),
    )


_OVERVIEW = (
    Value("title", "text", "title of the case"),
    Value("as_of", "text or null", "date of the judgements, as 2006-11-30"),
    Value("summary", "text or null", "the case in a few sentences"),
    Value("licence", "text or null", "licence of the dossier"),
    Value("parties", "mapping", "by party"),
    Value("parties.{party}", "mapping", "what the dossier says of it"),
    Value("parties.{party}.kind", "text", "its kind"),
    Value("parties.{party}.bloc", "text or null", "slug of its bloc"),
    Value("parties.{party}.patrons", "list", "who can lean on it"),
    Value("parties.{party}.patrons[]", "text", "slug of the patron"),
    *_judgement("parties.{party}.capacity", "how much it can do", "mapping or null"),
    Value("parties.{party}.required", "yes or no", "whether its consent is needed"),
    Value("parties.{party}.wants", "text or null", "its interest"),
    Value("blocs", "mapping", "by bloc"),
    Value("blocs.{bloc}", "list", "the parties in it"),
    Value("blocs.{bloc}[]", "text", "slug of the party"),
    Value("required", "list", "parties whose consent is needed"),
    Value("required[]", "text", "slug of the party"),
    Value("consent_stated", "yes or no", "whether the dossier says whose consent is needed"),
    Value("quorum", "count or null", "how many must accept; null: all"),
    Value("veto", "list", "parties that must be among them"),
    Value("veto[]", "text", "slug of the party"),
    Value("issues", "mapping", "by issue"),
    Value("issues.{issue}", "mapping", "what the dossier says of it"),
    Value("issues.{issue}.options", "list", "its options"),
    Value("issues.{issue}.options[]", "text", "slug of the option"),
    Value("issues.{issue}.default", "text or null", "option that stands while it is open"),
    Value("issues.{issue}.indifferent", "list", "parties without a worth for it"),
    Value("issues.{issue}.indifferent[]", "text", "slug of the party"),
    Value("packages", "count", "packages altogether"),
    Value("worth", "mapping", "by issue"),
    Value("worth.{issue}", "mapping", "by party"),
    Value("worth.{issue}.{party}", "mapping", "by option"),
    *_judgement("worth.{issue}.{party}.{option}", "worth of the option, in points of the party"),
    Value("joint_worth", "list", "what only combinations are worth"),
    Value("joint_worth[]", "mapping", "one combination"),
    Value("joint_worth[].when", "mapping", "the combination"),
    Value("joint_worth[].when.{issue}", "list", "options of which one stands"),
    Value("joint_worth[].when.{issue}[]", "text", "slug of the option"),
    Value("joint_worth[].worth", "mapping", "by party"),
    *_judgement("joint_worth[].worth.{party}", "points added"),
    Value("red_lines", "mapping", "by party"),
    Value("red_lines.{party}", "list", "what it accepts in no case"),
    Value("red_lines.{party}[]", "mapping", "a combination"),
    Value("red_lines.{party}[].{issue}", "list", "options of which one stands"),
    Value("red_lines.{party}[].{issue}[]", "text", "slug of the option"),
    Value("scenarios", "mapping", "by scenario"),
    Value("scenarios.{scenario}", "mapping", "by party"),
    *_judgement("scenarios.{scenario}.{party}", "reservation value, in points of the party"),
    Value("levers", "mapping", "by lever"),
    Value("levers.{lever}", "mapping", "what the dossier says of it"),
    Value("levers.{lever}.kind", "text", "threat, incentive, reassurance or pressure"),
    Value("levers.{lever}.by", "text", "who pulls it"),
    Value("levers.{lever}.scenario", "text or null", "the scenario that a threat brings about"),
    Value("levers.{lever}.needs", "list", "levers that must be in force too"),
    Value("levers.{lever}.needs[]", "text", "slug of the lever"),
    Value("levers.{lever}.excludes", "list", "levers that cannot be in force too"),
    Value("levers.{lever}.excludes[]", "text", "slug of the lever"),
    Value("levers.{lever}.worth", "mapping", "by party"),
    *_judgement("levers.{lever}.worth.{party}", "points added to a deal"),
    Value("levers.{lever}.cost", "mapping", "by party"),
    *_judgement("levers.{lever}.cost.{party}", "points taken off"),
    Value("levers.{lever}.relief", "mapping", "by party"),
    *_judgement("levers.{lever}.relief.{party}", "points off the reservation value"),
    Value("plans", "mapping", "by plan"),
    Value("plans.{plan}", "mapping", "what the dossier says of it"),
    Value("plans.{plan}.package", "mapping", "by issue, with defaults filled in"),
    Value("plans.{plan}.package.{issue}", "text or null", "the option; null if left open"),
    Value("plans.{plan}.left_open", "list", "issues that it does not name"),
    Value("plans.{plan}.left_open[]", "text", "slug of the issue"),
    Value("plans.{plan}.levers", "list", "levers that go with it"),
    Value("plans.{plan}.levers[]", "text", "slug of the lever"),
    Value("plans.{plan}.note", "text or null", "how its text was read"),
    Value("plans.{plan}.source", "text or null", "slug of its source"),
    Value("sourcing", "mapping", "what the judgements rest on"),
    Value("sourcing.judgements", "count", "judgements altogether"),
    Value("sourcing.with_range", "count", "those with a range"),
    Value("sourcing.with_source", "count", "those with a source"),
    Value("sourcing.with_locator", "count", "those that say where in the source"),
    Value("sourcing.with_reason", "count", "those with a reason"),
    Value("sourcing.unsourced", "mapping", "by group, such as `issues.oil`"),
    Value("sourcing.unsourced.{group}", "list", "judgements without a source"),
    Value("sourcing.unsourced.{group}[]", "text", "dotted key of the judgement"),
    Value("sourcing.sources", "mapping", "by source"),
    Value("sourcing.sources.{source}", "count", "judgements that rest on it"),
    Value("sourcing.entries", "mapping", "by source"),
    Value(
        "sourcing.entries.{source}",
        "count",
        "plans, red lines, combinations, preferences and infeasible states that rest on it",
    ),
    Value("sourcing.statements", "count", "preference statements and rankings"),
    Value("sourcing.sourced_statements", "count", "those with a source"),
)

VALUES: dict[str, tuple[Value, ...]] = {
    "agreement": _AGREEMENT,
    "stability": _STABILITY,
    "overview": _OVERVIEW,
}
"""Analysis -> every key of its values."""
