"""The dossier that ``irenic new`` starts with: small, complete, and full of hints."""

TEMPLATE = """\
# A dossier for Irenic. Replace what stands here with your own case.
# Check it with 'irenic check FOLDER'; see it with 'irenic brief FOLDER'.
# Keys are short slugs; text is for people. All keys: the reference, or 'irenic schema'.
irenic: 1
title: The river dispute (an example to replace)
as_of: 2026-01-31
summary: Two provinces and a federation quarrel about a dam.

# Where judgements come from. 'source: talks' beside a number refers to this entry.
sources:
  talks: {title: Notes of the exploratory talks, date: 2026-01-20, kind: notes}

# Who acts. Parties of one bloc are its factions; patrons can lean on a party.
blocs:
  valley: {name: The valley}
parties:
  upstream: {name: Upper province, kind: government}
  farmers: {name: Farmers' union, kind: movement, bloc: valley}
  militia: {name: Valley militia, kind: armed-group, bloc: valley, patrons: [farmers]}
  federation: {name: Federal government, kind: state}

# Whose consent a settlement needs (everybody's, if this line is left out).
required: [upstream, farmers, federation]

# What is on the table. Each party that cares values every option, in points on a scale of
# its own: its best package 100, its worst 0. A party left out is indifferent.
# A number is a judgement: plain, or with its range, source, locator and reason.
issues:
  dam:
    name: Filling of the dam
    options: {one-year: Within a year, five-years: Over five years, never: Never}
    default: one-year                   # what stands while the issue is open
    worth:
      upstream: {one-year: 60, five-years: {low: 35, mode: 45, high: 50}, never: 0}
      farmers:
        # Source, place and reason of a whole row stand beside its numbers.
        source: talks
        at: p. 3
        because: Two dry summers in a row would ruin most members; a slow filling would not.
        one-year: 0
        five-years: {low: 30, mode: 40, high: 55}
        never: 60
      federation: {one-year: 10, five-years: 40, never: 0}
  fund:
    name: Compensation fund
    options: {none: None, shared: Shared by all three, federal: Paid by the federation}
    default: none
    worth:
      upstream: {none: 40, shared: 20, federal: 40}
      farmers: {none: 0, shared: 30, federal: 40}
      federation: {none: 60, shared: 40, federal: 0}

# What only a combination is worth (may be left out).
joint_worth:
  - {when: {dam: one-year, fund: none}, worth: {farmers: -5}}

# Parts of a package that a party accepts in no case (may be left out).
red_lines:
  farmers: {never: [{dam: one-year, fund: none}]}

# What each gets if the talks fail. The first scenario holds unless a threat changes it.
scenarios:
  status-quo: {name: The quarrel goes on, upstream: 55, farmers: 45, federation: 50}
  court: {name: The court decides, upstream: 40, farmers: 50, federation: 45}

# What somebody can do to open a deal: threat, incentive, reassurance, pressure.
levers:
  go-to-court: {name: Federation goes to court, kind: threat, by: federation, scenario: court}
  inspectors:
    name: Joint inspectors at the dam
    kind: reassurance
    by: upstream
    cost: {upstream: 2}
    worth: {farmers: 6}

# Proposed settlements. Issues that a package leaves out stand at their default.
plans:
  slow-filling:
    name: Slow filling with a shared fund
    levers: [inspectors]
    package: {dam: five-years, fund: shared}

# The conflict outside the table, for the stability analysis: who can do what, which
# combinations cannot be, and what each wants, most important first.
moves:
  upstream:
    fill: {name: Fill the dam, reversible: false}
  farmers:
    block: {name: Block the roads}
  federation:
    mediate: {name: Mediate}
  infeasible:
    - fill and mediate                  # there is nothing left to mediate
  status_quo: [block]
  preferences:
    upstream: [fill, not block, mediate]
    farmers: [not fill, mediate, block if not mediate]
    federation: [not fill, not block, mediate]
"""
