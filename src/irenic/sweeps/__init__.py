"""Much work cut into chunks: on this machine, on many, interrupted and resumed.

Knows no dossier and no theory: a *task* answers for draws ``start ... stop`` with tallies,
and :func:`irenic.sweeps.sweep.sweep` adds them up in the order of the draws, the same to the
last bit whoever answered. See docs/design/sweeps.md.
"""
