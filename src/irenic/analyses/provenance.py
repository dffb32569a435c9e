"""Which program made a result."""

from __future__ import annotations

from importlib import metadata

LIBRARIES = ("numpy", "scipy", "highspy")
"""Libraries of which another version may give another number in the last place."""


def version() -> str:
    """The version of Irenic that is installed; ``unknown`` where it only lies on a path."""
    try:
        return metadata.version("irenic")
    except metadata.PackageNotFoundError:
        return "unknown"


def versions() -> dict[str, str]:
    """The versions of Irenic and of the libraries that decide its numbers."""
    return {"irenic": version()} | {name: metadata.version(name) for name in LIBRARIES}
