"""Pin every package that this project needs, with its hashes and no address of an index.

`running.txt` is what building and serving the reference needs, `developing.txt` what checking and
testing needs as well. Both hold for every platform and every Python from 3.11 on.
"""

import subprocess
import sys
from pathlib import Path

LOCKS = Path(__file__).parent
SETS = {
    "running.txt": ["--group", "build", "--extra", "pictures"],
    "developing.txt": ["--group", "build", "--group", "dev", "--all-extras"],
}
COMMAND = (
    sys.executable, "-m", "uv", "pip", "compile", "pyproject.toml", "--quiet",
    "--universal", "--python-version", "3.11",
    "--generate-hashes", "--no-emit-index-url", "--no-emit-find-links",
    "--custom-compile-command", "make lock",
)  # fmt: skip


def main() -> None:
    """Write the lock files; the second holds the first's versions."""
    known: list[str] = []
    for name, sets in SETS.items():
        target = LOCKS / name
        options = ["--upgrade", *sets, *known, "--output-file", str(target)]
        subprocess.run([*COMMAND, *options], cwd=LOCKS.parent, check=True)
        known = ["--constraints", str(target.relative_to(LOCKS.parent))]


if __name__ == "__main__":
    main()
