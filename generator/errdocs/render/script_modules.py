"""What a module of a script imports and exports, where it keeps to the plain form.

Plain are named imports of files beside it, and exports of constants, functions and classes by
their names. Everything else is right in a browser, but not what a bundle can be made of.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from errdocs.render.script_tokens import SILENT, Kind, Token, UnclearScript, tokens_of

BUNDLED = "$m"
"""Start of the names by which a bundle knows its modules; no module may have such a name."""
_SPACE = Token(Kind.SPACE, " ")


class NotPlain(Exception):
    """A module that does not keep to the form."""


class Import(NamedTuple):
    """The names that a module takes from another."""

    path: str
    """Path of the other module, from the folder of all scripts."""
    names: Mapping[str, str]
    """Names there, by what the module calls them."""


class Later(NamedTuple):
    """A module that is imported while another runs."""

    path: str


@dataclass(frozen=True, slots=True)
class Module:
    """A module that keeps to the form."""

    path: str
    imports: tuple[Import, ...]
    forwards: tuple[Import, ...]
    """What it exports of other modules."""
    exports: Mapping[str, str]
    """Names inside, by those under which others import them."""
    body: tuple[Token | Later, ...]
    """Its tokens, without imports and the word `export`, as they are right in a bundle."""

    @property
    def needed(self) -> Iterator[Import]:
        """Yield what has to run before it."""
        yield from (*self.imports, *self.forwards)


@lru_cache(maxsize=512)  # several bundles hold a module, and a preview makes them again and again
def read_module(path: str, script: str) -> Module:
    """Return what a module imports and exports.

    Raises NotPlain where it does not keep to the form, or cannot be read without a parser.
    """
    try:
        return _Reader(path, tokens_of(script)).module()
    except (UnclearScript, IndexError) as error:  # tokens run out within a statement
        raise NotPlain(f"{path}: {error}") from error


class _Reader:
    def __init__(self, path: str, tokens: list[Token]) -> None:
        self._path = path
        self._tokens = tokens
        self._at = 0
        self._depth = 0
        self._last = ""
        """The token before, without spaces and comments."""
        self._is_constant = False
        """Whether this is within an exported constant, which must be the only one."""
        self._imports: list[Import] = []
        self._forwards: list[Import] = []
        self._exports: dict[str, str] = {}
        self._body: list[Token | Later] = []

    def module(self) -> Module:
        while self._at < len(self._tokens):
            token = self._tokens[self._at]
            self._at += 1
            self._read(token)
            if token.kind not in SILENT:
                self._last = token.text
        lists = tuple(self._imports), tuple(self._forwards)
        return Module(self._path, *lists, self._exports, tuple(self._body))

    def _read(self, token: Token) -> None:
        is_word = token.kind is Kind.NAME and self._last not in (".", "?.")
        if is_word and token.text == "import":
            self._import()
        elif is_word and token.text == "export":
            self._export()
        elif is_word and (token.text == "var" or re.match(re.escape(BUNDLED) + r"\d", token.text)):
            self._refuse(f"`{token.text}`")  # a block does not hold a `var`
        else:
            self._count(token)
            self._body.append(token)

    def _count(self, token: Token) -> None:
        """Follow brackets, and the end of an exported constant."""
        text = token.text
        if token.kind is Kind.TEMPLATE:
            self._depth += text.endswith("${") - text.startswith("}")
        elif token.kind is Kind.PUNCTUATOR:
            self._depth += (text in "([{") - (text in ")]}")
        if self._depth == 0 and self._is_constant and text in (",", ";"):
            if text == ",":
                self._refuse("two constants in one export")
            self._is_constant = False

    def _import(self) -> None:
        token = self._take()
        if token.text == ".":
            self._address()
        elif token.text == "(":
            self._body.append(Later(self._file(self._take())))
            self._expect(")")
        else:
            self._require_outside()
            names = {} if token.kind is Kind.STRING else self._named(token)
            if token.kind is not Kind.STRING:
                self._expect("from")
                token = self._take()
            self._imports.append(Import(self._file(token), names))
            self._expect(";")

    def _address(self) -> None:
        """Take `import.meta.url`; that of a bundle is an address in the folder of all scripts."""
        for text in ("meta", ".", "url"):
            self._expect(text)
        own = f'new globalThis.URL("./{self._path}", import.meta.url).href'
        self._body.append(Token(Kind.NAME, own))

    def _export(self) -> None:
        self._require_outside()
        token = self._take()
        if token.text == "{":
            self._export_names(token)
            return
        words = [token.text]
        if words == ["async"]:
            words.append(self._take().text)
        name = self._take()
        if words[-1] == "function" and name.text == "*":
            words, name = [*words, "*"], self._take()
        if words[0] not in ("const", "class", "function", "async") or name.kind is not Kind.NAME:
            self._refuse(f"`export {token.text} {name.text}`")
        self._exports[name.text] = name.text
        self._body += (Token(Kind.NAME, " ".join(words)), _SPACE, name)
        if words == ["const"]:
            self._is_constant = True

    def _export_names(self, opened: Token) -> None:
        names = self._named(opened)
        token = self._take()
        if token.text == "from":
            self._forwards.append(Import(self._file(self._take()), names))
            token = self._take()
        else:
            self._exports |= names
        if token.text != ";":
            self._refuse(f"`{token.text}` after an export")

    def _named(self, opened: Token) -> dict[str, str]:
        """Take `{a, b as c}` up to its end, and return the first names by the last."""
        if opened.text != "{":
            self._refuse(f"`{opened.text}` for names in braces")
        names: dict[str, str] = {}
        while (token := self._take()).text != "}":
            first, after = token, self._take()
            if after.text == "as":
                token, after = self._take(), self._take()
            if {first.kind, token.kind} != {Kind.NAME}:
                self._refuse(f"the name {token.text}")
            names[token.text] = first.text
            if after.text == "}":
                break
            if after.text != ",":
                self._refuse(f"`{after.text}` between names")
        return names

    def _file(self, token: Token) -> str:
        """Return the path of a module beside this one."""
        text = token.text[1:-1]
        if token.kind is not Kind.STRING or not re.fullmatch(r"\.\.?/[\w./-]+", text):
            self._refuse(f"the address {token.text}")
        return posixpath.normpath(posixpath.join(posixpath.dirname(self._path), text))

    def _take(self) -> Token:
        """Return the next token that says something."""
        while (token := self._tokens[self._at]).kind in SILENT:
            self._at += 1
        self._at += 1
        return token

    def _expect(self, text: str) -> None:
        if (token := self._take()).text != text:
            self._refuse(f"`{token.text}` for `{text}`")

    def _require_outside(self) -> None:
        if self._depth:
            self._refuse("an import or export within brackets")

    def _refuse(self, what: str) -> None:
        raise NotPlain(f"{self._path}: {what}")
