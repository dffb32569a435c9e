"""Which program made a result."""

from __future__ import annotations

from importlib import metadata


def version() -> str:
    """The version of Irenic that is installed; ``unknown`` where it only lies on a path."""
    try:
        return metadata.version("irenic")
    except metadata.PackageNotFoundError:
        return "unknown"
