"""The file of a sweep: what each chunk came to, so that an interrupted sweep goes on.

Lines of JSON. The first says of which sweep it is: the task's key, the number of draws and
the size of a chunk. Each other line is one chunk: its draws, its tallies (type, shape and
the bytes, deflated, in base64) and a checksum. Lines are only ever added, so that whatever
interrupts a sweep can damage the last one at most, and its chunk is done again. Reading it
executes nothing.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import math
import os
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

import numpy as np

from irenic.errors import UsageError
from irenic.sweeps.chunks import Chunks
from irenic.sweeps.locking import lock
from irenic.sweeps.tallies import Array, Tallies

FORMAT = 1
_DAMAGED = (
    ValueError, RecursionError, KeyError, TypeError, AttributeError, binascii.Error, zlib.error,
)  # fmt: skip
"""What reading a damaged line raises."""

HEAD = 4096
"""Bytes of a first line that are looked at: any sweep's is far shorter."""

SHOWN = 12
"""Characters of a key that are shown."""

_TYPES = {"<i8": np.dtype("<i8"), "<f8": np.dtype("<f8")}


class Record:
    """The file at ``path``, made if it is not there, locked until it is closed.

    Raises UsageError if it cannot be opened, is no regular file, if another process has it,
    or if it is anything but the record of this very sweep; then nothing in it is touched.
    """

    def __init__(self, path: Path, key: str, chunks: Chunks) -> None:
        self.path = path
        self._chunks = chunks
        self._header = {
            "irenic-sweep": FORMAT, "key": key, "draws": chunks.count, "chunk": chunks.size,
        }  # fmt: skip
        if path.exists() and not path.is_file():  # a device may never end, a pipe never begin
            raise UsageError(f"{path}: a folder, device or pipe, no regular file; name another")
        try:
            self._file: IO[bytes] = path.open("a+b")
        except OSError as error:
            raise UsageError(f"cannot open {path}: {error.strerror}") from error
        try:
            lock(self._file, path)
            self._good = self._head()
        except BaseException:
            with suppress(OSError):  # what could not be written is tried again, in vain
                self._file.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        with suppress(OSError):  # not every file can; it matters only if power is lost
            os.fsync(self._file.fileno())
        with suppress(OSError) if error else self._said():
            self._file.close()

    def _head(self) -> int:
        """Check the first line, or write it; where it ends."""
        wanted = _line(self._header)
        self._file.seek(0)
        first = self._file.readline(max(HEAD, len(wanted)))
        if not first.endswith(b"\n") and wanted.startswith(first):  # empty, or torn at once
            self._file.truncate(0)
            self._write(wanted)
        elif first != wanted:
            raise UsageError(f"{self.path}: {self._why_not(first)}; name another file")
        return len(wanted)

    def _why_not(self, first: bytes) -> str:
        """Why a file that begins with the line ``first`` is not this sweep's."""
        try:
            header = json.loads(first)
        except (ValueError, RecursionError):
            header = None
        if not isinstance(header, dict) or "irenic-sweep" not in header:
            return "this is not the file of a sweep, and it was left as it is"
        names = {
            "irenic-sweep": "the format",
            "draws": "the number of draws",
            "chunk": "the size of a chunk",
            "key": "another dossier, command, seed, shape, option or version, for the key",
        }
        for name, meaning in names.items():
            if header.get(name) != self._header[name]:
                there, here = _short(header.get(name)), _short(self._header[name])
                return (
                    f"the file of another sweep: {meaning} is {there} there and {here} here; "
                    "it was left as it is"
                )
        return "its first line was changed"

    def entries(self) -> Iterator[tuple[int, Tallies]]:
        """The chunks in the file with their tallies, in the order of the file, once.

        A damaged last line is cut off. Raises UsageError for a damaged line before it, and
        then nothing is cut off.
        """
        self._file.seek(self._good)
        number, torn = 1, None
        for line in self._file:
            number += 1
            if torn is not None:
                raise UsageError(
                    f"{self.path}, line {torn}: damaged; delete the line and its chunk is "
                    "done again"
                )
            entry = _entry(line, self._chunks)
            if entry is None:
                torn = number
                continue
            self._good += len(line)
            yield entry
        if torn is not None:
            self._file.truncate(self._good)

    def add(self, index: int, tallies: Tallies) -> None:
        """Write down chunk ``index``; it is with the operating system when this returns."""
        start, stop = self._chunks.draws(index)
        packed = {name: _packed(array) for name, array in tallies.items()}
        entry: dict[str, Any] = {"start": start, "stop": stop, "tallies": packed}
        self._write(_line({**entry, "sha256": _checksum(entry)}))

    def _write(self, line: bytes) -> None:
        with self._said():
            self._file.write(line)
            self._file.flush()

    @contextmanager
    def _said(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise UsageError(f"cannot write {self.path}: {error.strerror}") from error


def _short(value: object) -> str:
    """A value of a first line, as far as one has to see to tell it from another."""
    text = str(value)
    return text if len(text) <= SHOWN else text[:SHOWN] + "\u2026"


def _line(entry: dict[str, Any]) -> bytes:
    return json.dumps(entry, separators=(",", ":")).encode() + b"\n"


def _checksum(entry: dict[str, Any]) -> str:
    return hashlib.sha256(_line(entry)).hexdigest()


def _packed(array: Array) -> dict[str, Any]:
    kind = "<i8" if array.dtype.kind == "i" else "<f8"
    raw = np.ascontiguousarray(array, dtype=kind).tobytes()
    data = base64.b64encode(zlib.compress(raw)).decode("ascii")
    return {"type": kind, "shape": list(array.shape), "data": data}


def _entry(line: bytes, chunks: Chunks) -> tuple[int, Tallies] | None:
    """The chunk that a line holds; None if the line is damaged."""
    try:
        entry = json.loads(line)
        found = entry.pop("sha256")
        if not line.endswith(b"\n") or found != _checksum(entry):
            return None
        index = entry["start"] // chunks.size
        if (entry["start"], entry["stop"]) != chunks.draws(index):
            return None
        return index, {name: _unpacked(given) for name, given in entry["tallies"].items()}
    except _DAMAGED:
        return None


def _unpacked(given: dict[str, Any]) -> Array:
    """The array; never more bytes than its shape says. ValueError if they do not fit."""
    kind = _TYPES[given["type"]]
    size = math.prod(given["shape"]) * kind.itemsize
    unpacking = zlib.decompressobj()
    raw = unpacking.decompress(base64.b64decode(given["data"], validate=True), size + 1)
    native = kind.newbyteorder("=")
    return np.frombuffer(raw, dtype=kind).reshape(given["shape"]).astype(native)
