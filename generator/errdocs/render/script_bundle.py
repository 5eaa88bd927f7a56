"""Scripts with all that they import, as one file each: a slow line waits for every step of a chain.

Each module becomes a block of its own, which keeps its names to itself. The modules stay files of
their own too; one that a bundle cannot hold stays an import.
"""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Collection, Iterator, Mapping

from errdocs.render.script_modules import BUNDLED, Import, Later, Module, NotPlain, read_module
from errdocs.render.script_tokens import Kind, Token, compact

ENTRIES = ("errdocs.js", "error-card.js", "lookup-worker.js")
"""What pages and workers load by name; everything else is loaded by these."""
HEAD = (
    "// Several modules in one file, without their comments. They are beside it one by one too.\n"
)
_CONSTANT = re.compile(r"export const (\w+) = (.*);")
_MENTIONED = re.compile(r"""["'`](\.\.?/[^"'`]+)["'`]""")


def bundled(entry: str, scripts: Mapping[str, str]) -> str:
    """Return a script with what it imports in it, or as it is where that cannot be.

    What it imports while it runs is no part of it. A module that stays an import keeps all that it
    imports itself outside too, since a module must not run twice.

    Args:
        entry: path of the script, which lies beside the folders of others.
        scripts: every script by its path, comments and all.

    """
    graph = _Graph(scripts)
    try:
        graph.visit(entry)
    except _Circle:
        return scripts[entry]
    outside = graph.outside()
    start = graph.modules[entry]
    if entry in outside or start is None or start.exports or start.forwards:
        return scripts[entry]
    return _Bundle(graph.modules, outside, scripts).script()


class _Circle(Exception):
    """Modules that import each other, whose order only a browser knows."""


class _Graph:
    def __init__(self, scripts: Mapping[str, str]) -> None:
        self._scripts = scripts
        self._open: set[str] = set()
        self.modules: dict[str, Module | None] = {}
        """What was visited, in the order in which it runs; None for what is not plain."""

    def visit(self, path: str) -> None:
        """Read a module and all that it imports.

        Raises _Circle where one of them imports what imports it.
        """
        if path in self._open:
            raise _Circle(path)
        if path in self.modules:
            return
        self._open.add(path)
        module = self._read(path)
        for needed in module.needed if module else ():
            self.visit(needed.path)
        self._open.remove(path)
        self.modules[path] = module

    def _read(self, path: str) -> Module | None:
        try:
            return read_module(path, self._scripts[path])
        except (NotPlain, KeyError):  # a file that nobody has fails as it would without a bundle
            return None

    def outside(self) -> frozenset[str]:
        """Return the modules that stay imports: those not plain, and all that they may import."""
        waiting = [path for path, module in self.modules.items() if module is None]
        found: set[str] = set()
        while waiting:
            path = waiting.pop()
            if path not in found:
                found.add(path)
                waiting += self._mentioned(path)
        return frozenset(found)

    def _mentioned(self, path: str) -> Iterator[str]:
        folder = posixpath.dirname(path)
        for mentioned in _MENTIONED.findall(self._scripts.get(path, "")):
            yield posixpath.normpath(posixpath.join(folder, mentioned))


class _Bundle:
    def __init__(
        self,
        modules: Mapping[str, Module | None],
        outside: frozenset[str],
        scripts: Mapping[str, str],
    ) -> None:
        inside = [module for path, module in modules.items() if module and path not in outside]
        used = {
            name for module in inside for other in module.needed for name in other.names.values()
        }
        self._inside = [_with_constants(module, scripts[module.path], used) for module in inside]
        self._names = {path: f"{BUNDLED}{number}" for number, path in enumerate(modules)}
        self._held = frozenset(module.path for module in self._inside)

    def script(self) -> str:
        """Return the whole file."""
        needed = (other.path for module in self._inside for other in module.needed)
        imports = (
            f'import * as {self._names[path]} from "./{path}";\n'
            for path in dict.fromkeys(needed)
            if path not in self._held
        )
        names = ", ".join(self._names[module.path] for module in self._inside)
        blocks = map(self._block, self._inside)
        return "".join((HEAD, *imports, f"let {names};\n", *blocks))

    def _block(self, module: Module) -> str:
        taken = "".join(map(self._taken, module.imports))
        body = compact([self._token(part) for part in module.body])
        return f"{{\n{taken}{body}\n{self._names[module.path]} = {{{self._offered(module)}}};\n}}\n"

    def _taken(self, other: Import) -> str:
        """Return the statement that makes a module's imports names of its block."""
        names = ", ".join(f"{there}: {here}" for here, there in other.names.items())
        return f"const {{{names}}} = {self._names[other.path]};\n" if names else ""

    def _offered(self, module: Module) -> str:
        own = [f"{there}: {here}" for there, here in module.exports.items()]
        others = (
            f"{there}: {self._names[other.path]}.{here}"
            for other in module.forwards
            for there, here in other.names.items()
        )
        return ", ".join((*own, *others))

    def _token(self, part: Token | Later) -> Token:
        if isinstance(part, Token):
            return part
        if part.path in self._held:  # it runs before whoever waits for it is told
            return Token(Kind.NAME, f"Promise.resolve().then(() => {self._names[part.path]})")
        return Token(Kind.NAME, f'import("./{part.path}")')


def _with_constants(module: Module, script: str, used: Collection[str]) -> Module:
    """Return a module of nothing but constants with those that others use; others as they are."""
    lines = [line for line in script.splitlines() if line and not line.startswith("//")]
    found = [_CONSTANT.fullmatch(line) for line in lines]
    if not all(match and _is_json(match[2]) for match in found):
        return module
    kept = (match[0] for match in found if match and match[1] in used)
    return read_module(module.path, "\n".join(kept))


def _is_json(text: str) -> bool:
    """Whether a value is nothing but data, so that leaving it out changes nothing."""
    try:
        json.loads(text)
    except ValueError:
        return False
    return True
