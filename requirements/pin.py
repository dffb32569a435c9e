"""Pin the requirements: exact versions with hashes, and no address of any index.

Needs pip-tools beside it (``pip install pip-tools``). ``run`` follows pyproject.toml.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
OPTIONS = [
    "--generate-hashes", "--no-emit-index-url", "--no-emit-find-links", "--no-emit-trusted-host",
    "--allow-unsafe",
    "--strip-extras", "--no-header", "--no-annotate", "--upgrade", "--quiet",
]  # fmt: skip


def main() -> None:
    """Write ``run.txt``, ``build.txt`` and ``dev.txt``."""
    for name, source in (("run", "../pyproject.toml"), ("build", "build.in"), ("dev", "dev.in")):
        command = [sys.executable, "-m", "piptools", "compile", *OPTIONS]
        subprocess.run([*command, "-o", f"{name}.txt", source], cwd=HERE, check=True)


if __name__ == "__main__":
    main()
