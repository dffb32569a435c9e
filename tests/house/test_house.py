"""The rules of the house, held by tests: rooms, tails, names, promises."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import irenic

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "irenic"
FILES = sorted(SOURCE.rglob("*.py"))

ALLOWED = {
    "errors": {"dossier.problems"},  # for type checkers only
    "dossier": {"errors"},
    "theory": set(),
    "sweeps": {"errors"},
    "analyses": {"errors", "dossier", "theory", "sweeps"},
    "report": {"analyses.result"},
    "formats": {"errors", "dossier"},
    "cases": {"errors", "dossier"},
    "__init__": {"errors", "dossier", "analyses", "formats", "cases", "report"},
    "cli_options": {"", "errors", "dossier"},
    "cli_output": {"", "errors", "dossier", "analyses", "report"},
    "cli_robustness": {"", "errors", "dossier", "cases", "cli_options", "cli_output"},
    "brief": {"", "errors", "dossier", "analyses", "report"},
    "cli": {
        *("", "errors", "dossier", "analyses", "formats", "cases", "report"),
        *("brief", "cli_options", "cli_output", "cli_robustness"),
    },
    "__main__": {"cli"},
}
"""Room -> the rooms it may import; its own goes without saying."""


def _imports(file: Path) -> Iterator[tuple[str, int]]:
    """The modules of irenic that ``file`` imports, inside functions too."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            for name in node.names:
                if name.name.split(".")[0] == "irenic":
                    yield name.name.removeprefix("irenic").lstrip("."), node.lineno
        elif isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "irenic":
            base = (node.module or "").removeprefix("irenic").lstrip(".")
            if base:
                yield base, node.lineno
            else:
                yield from ((name.name, node.lineno) for name in node.names)


def _room(file: Path) -> str:
    return file.relative_to(SOURCE).parts[0].removesuffix(".py")


@pytest.mark.parametrize("file", FILES, ids=lambda f: str(f.relative_to(SOURCE)))
def test_imports_go_one_way(file: Path) -> None:
    room = _room(file)
    for module, line in _imports(file):
        first = module.split(".")[0]
        allowed = ALLOWED[room]
        fine = first == room or first in allowed or module in allowed
        assert fine, f"{file.name}:{line} imports irenic.{module}"


@pytest.mark.parametrize("file", FILES, ids=lambda f: str(f.relative_to(SOURCE)))
def test_tails_are_short(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert text.count("\n") <= 600
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            doc = node.body[0] if ast.get_docstring(node, clean=False) else None
            lines = (node.end_lineno or 0) - node.lineno + 1
            lines -= (doc.end_lineno or 0) - doc.lineno + 1 if doc else 0
            assert lines <= 60, f"{node.name}: {lines} lines"
            own = node.args
            given = [a.arg for a in (*own.posonlyargs, *own.args, *own.kwonlyargs)]
            given = [name for name in given if name != "self"]
            # An analysis, its command and a sweep take one parameter for each option.
            most = 19 if node.name in irenic.ANALYSES else 7 if node.name == "sweep" else 6
            assert len(given) <= most, f"{node.name}: {len(given)} parameters"


@pytest.mark.parametrize("file", FILES, ids=lambda f: str(f.relative_to(SOURCE)))
def test_no_assert_and_no_print_in_the_library(file: Path) -> None:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        assert not isinstance(node, ast.Assert), "assert is gone under -O"
        called = isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        assert not (called and node.func.id == "print"), "narration"  # type: ignore[union-attr]


def test_module_names_say_what_is_in_them() -> None:
    assert not {f.stem for f in FILES} & {"utils", "helpers", "common", "misc"}


def test_every_public_definition_has_a_docstring() -> None:
    for file in FILES:
        tree = ast.parse(file.read_text(encoding="utf-8"))
        assert ast.get_docstring(tree) is not None or not tree.body, file
        for node in tree.body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
                assert ast.get_docstring(node), f"{file.name}: {node.name}"


def test_the_front_door_opens() -> None:
    for name in irenic.__all__:
        assert getattr(irenic, name) is not None
    assert list(irenic.ANALYSES) == [
        "stability", "agreement", "leverage", "enforcement", "robustness", "comparison",
    ]  # fmt: skip
    for name, analysis in irenic.ANALYSES.items():
        assert analysis.__name__ == name
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = irenic.nothing
    with pytest.raises(KeyError):
        _ = irenic.ANALYSES["nothing"]


def test_importing_irenic_is_light() -> None:
    code = "import sys, irenic.cli; print(*sorted(m.split('.')[0] for m in sys.modules))"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(found.stdout.split())
    assert not loaded & {"numpy", "pydantic", "altair", "vl_convert", "jinja2", "lark", "ruamel"}


NETWORK = re.compile(
    r"\b(socket|urllib|http\.client|requests|httpx|aiohttp|ftplib|smtplib|dask|distributed)\b"
)
CONNECTS = SOURCE / "sweeps" / "cluster.py"
"""The one exception: it connects to the scheduler whose address the user gives."""


@pytest.mark.parametrize(
    "file", sorted({*FILES} - {CONNECTS}), ids=lambda f: str(f.relative_to(SOURCE))
)
def test_the_library_never_touches_the_network(file: Path) -> None:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            assert not any(NETWORK.match(name.name) for name in node.names)
        if isinstance(node, ast.ImportFrom):
            assert not NETWORK.match(node.module or "")


def test_the_wheel_is_what_is_tested() -> None:
    assert irenic.__file__ is not None
    if not (ROOT / ".venv").exists() or (
        ROOT / ".venv" not in Path(sys.prefix).parents and (Path(sys.prefix) != ROOT / ".venv")
    ):
        pytest.skip("not run by 'make test'")
    assert SOURCE not in Path(irenic.__file__).parents
