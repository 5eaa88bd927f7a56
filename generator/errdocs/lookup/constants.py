r"""What Python and the scripts must agree on: bounds, thresholds, patterns and labels.

They are written here alone: the build gives every public constant to the scripts as `constants.js`,
typed by `templates/assets/constants.d.ts`. The page on the lookup says how the thresholds were set.
Patterns use only what both kinds of regular expressions read alike; `\w` means ASCII.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from enum import StrEnum
from http import HTTPStatus

from errdocs.escaping import DIRECTIONS as DIRECTIONS
from errdocs.lookup.secret_kinds import BASE64 as BASE64
from errdocs.lookup.secret_kinds import BASE64_TEXT as BASE64_TEXT
from errdocs.lookup.secret_kinds import ESCAPE_LETTERS as ESCAPE_LETTERS
from errdocs.lookup.secret_kinds import ESCAPED_CHARACTER as ESCAPED_CHARACTER
from errdocs.lookup.secret_kinds import LEAST_PART as LEAST_PART
from errdocs.lookup.secret_kinds import MASK as MASK
from errdocs.lookup.secret_kinds import MASKED as MASKED
from errdocs.lookup.secret_kinds import MOST_ENCODED as MOST_ENCODED
from errdocs.lookup.secret_kinds import PERCENT_ENCODED as PERCENT_ENCODED
from errdocs.lookup.secret_kinds import SECRET_KINDS as SECRET_KINDS
from errdocs.registry.model import ACTORS as _ACTORS
from errdocs.registry.model import CATEGORY_PATH as CATEGORY_PATH  # the scripts need them too
from errdocs.registry.model import ERRORS_PATH as ERRORS_PATH
from errdocs.registry.model import STATUS_PATH as STATUS_PATH
from errdocs.registry.model import Retry

INDEX_VERSION = 3  # version of `lookup.json`; raised when an older script could not read it

FIRST_KIND = 0x61  # in a column of it, `a` stands for the first of a few values that cases have

FILTER_PATH = f"{ERRORS_PATH}?text="  # the list of all entries, filtered by words

LIMIT = 1_000_000  # characters of the longest text searched whole; of a longer one, both ends
SEAM = "\n"  # what stands between both ends

# --- What wrappers do to characters: escapes of any depth, entities of HTML, colours of terminals
WRAPPED = (
    r"(?<!\\)\\+u([0-9a-fA-F]{4})|&(#?[a-z0-9]{2,4});"
    r"|(?:\x1b|(?<!\\)\\+(?:u001b|x1b|033|e))\[[0-9;]{0,16}[A-Za-z]"
    r"|\[[0-9]{1,3}(?:;[0-9]{1,3}){0,5}m(?![\],:;)])"  # what a copied colour leaves
)
ENTITIES = {
    **dict.fromkeys(("quot", "#34", "#x22"), '"'),
    **dict.fromkeys(("apos", "#39", "#039", "#x27"), "'"),
    **{"lt": "<", "gt": ">", "amp": "&"},
}
# Characters that are read where they were escaped. Letters of Latin words are not: what stands in
# their place would tear the word apart anyway.
UNESCAPED_RANGES = (
    (0x21, 0x2F), (0x3A, 0x40), (0x5B, 0x60), (0x7B, 0x7E), (0x370, 0xD7FF), (0xE000, 0xFFFD),
)  # fmt: skip

# --- Words
WORD_RANGES = ((0x30, 0x39), (0x41, 0x5A), (0x61, 0x7A), (0xC0, 0x24F))  # these form words
# Letters of other scripts, each a word of its own, without those blocks where Unicode still adds
# capitals: there Python and a browser may lower-case differently.
LETTER_RANGES = (
    (0x370, 0x1C7F), (0x1C90, 0x1FFF), (0x2C00, 0x2DFF),
    (0x3040, 0xA71F), (0xA800, 0xD7FF), (0xF900, 0xFAFF),
)  # fmt: skip
ESCAPED = "nrtbf\"'/`"  # letters that mean something else after backslashes
LINE_FRAME = " \t\r\n│┃|⎿>"  # what may stand between two pieces of a word that a terminal broke
LONGEST_BREAK = 240  # characters between two such pieces: the width of a terminal, with its frame
LEAST_TYPO = 5  # letters of the shortest word in which a typo is forgiven, not another word
MOST_TYPO = 40  # letters of the longest: longer strings are keys and hashes

# --- Weights
UNIT = 1000  # weights are whole numbers of thousandths, so that everyone adds up the same
# Weight of a word that one template has. The same in every registry: how much has to be found of a
# message before nobody else can have printed it does not depend on how many others we know.
RAREST = 4_700

# --- Codes
DOTTED_NAME = r"[A-Za-z][A-Za-z0-9_-]*(?:\.[A-Za-z][A-Za-z0-9_-]*)*"
# What follows `"code":` and the like.
CANDIDATE_CODE = (
    r"""[Cc]ode["'\\]{0,8}[ \t]{0,8}[:=][ \t]{0,8}["'\\]{0,8}"""
    r"(-?[A-Za-z0-9_][A-Za-z0-9_./-]{0,63})"
)
# A text that is nothing but a name; one that starts with a digit has no space, unlike a date.
BARE_CODE = r"^(?:[A-Za-z][A-Za-z0-9_. -]{3,63}|[A-Za-z0-9_-][A-Za-z0-9_./:-]{3,63})$"
STATUS = r"(?<![0-9])[1-5][0-9]{2}(?![0-9])"
NOT_CODES = ("none", "null", "true", "false", "undefined")
MOST_NAME = 64  # characters of the longest name that may be a code
MOST_PARTS = 12  # last parts of a dotted name that are looked at: longer names are not codes
LEAST_LETTERS = 4  # letters of the shortest name that may be a misspelt code
MOST_CANDIDATE_CODES = 8  # names used as codes; a text that has more is a list, not an error
MOST_NAMES = 8  # longer names around a known code that are looked at as typos of another one
LEAST_LIKENESS = 600  # likeness, in thousandths, of a code that is worth a guess
TYPO_LIKENESS = 850  # likeness from which a name is a typo of a code, not another code
MOST_NEAREST = 3  # codes that are offered for one name
MOST_CODED = 200  # codes in a text with a known message that may be those of other errors
MOST_SHARING = 50  # entries that are listed for one value of a field; the rest is only counted

# --- Codes of other shapes, which `DOTTED_NAME` does not match as a whole, and values of fields
RUN = "[A-Za-z0-9]+"  # what a code is found by: its first run of letters and digits
# A bare number may be anything, and so may a short hexadecimal one. A long one, such as an HRESULT,
# is nobody else's.
NUMBER = r"^[+-]?(?:[0-9]+|0[xX][0-9A-Fa-f]{1,7})$"
# What may not stand before and after a code: it would be a part of something longer.
LONGER_BEFORE = r"(?:[A-Za-z0-9_]|[A-Za-z0-9][.-])(?![\s\S])"
LONGER_AFTER = r"^(?:[A-Za-z0-9_]|[.-][A-Za-z0-9])"
NUMBER_BEFORE = (
    r"(?:[A-Za-z0-9_+-]|[0-9][.,:/]|[A-Za-z][.,])(?![\s\S])"  # a year, a time, a version
)
NUMBER_AFTER = r"^(?:[A-Za-z0-9_]|-[A-Za-z0-9]|[.:/][0-9]|,[0-9]{3})"
PLACE_LENGTH = 100  # characters before and after a code that tell whether codes stand there
MOST_PLACES_READ = 5_000  # such places in one text; a text with more is a table, not an error
_END = r"(?![\s\S])"  # `$` would also match before a line feed, in Python alone
_QUOTE, _OPENS = r"[\"'`\\]{0,8}", r"[\"'`\\(\[{<#]{0,8}"
_CODE_WORD = (
    r"(?:(?<![a-z0-9])(?:(?:error|err|status|return|exit|response|result|fault|sql|reason|native"
    r"|vendor|grpc|rpc|http|api|app|biz|business|sub|system|os|pg|db|exception|failure|ret)[ _-]?)+"
    r"code"
    # Alone, or after a word that is not one of those that have codes of another kind.
    r"|(?<![a-z0-9_-])(?<!zip )(?<!post )(?<!postal )(?<!area )(?<!country )(?<!dial )(?<!bar )"
    r"(?<!source )(?<!promo )(?<!discount )(?<!currency )(?<!product )(?<!tax )(?<!pin )(?<!lang )"
    r"(?<!language )(?<!access )(?<!verification )(?<!char )(?<!key )(?<!qr )(?<!color )code"
    r"|err(?:or)?[ _-]?(?:no|num|number)\.?|sql[ _-]?state|(?<![a-z0-9_])hr(?:esult)?"
    r"|(?:错误|异常|返回|状态)(?:代?码|号))"
)
_ERROR_WORD = r"(?:error|exception|err|warning|failure|fault)"
_STOPS = rf"{_END}|[(:,;\])}}>|\r\n]|\.(?![0-9])"
_STOPPED = rf"^{_QUOTE}[ \t]?(?:{_STOPS})"
# The places where codes stand: patterns of the text before and after, in lower case.
CODE_PLACES = (
    # A key or word for codes: `"code": 20003`, `errno=13`, `(SQLSTATE 42P01)`, `<Code>5`.
    (rf"{_CODE_WORD}{_QUOTE}[ \t]{{0,8}}(?:(?:is|was)[ \t]|[:=：]>?|>)?[ \t\r\n]{{0,8}}{_OPENS}"
     rf"[ \t]?{_END}", ""),
    # The second code: `ERROR 1045 (28000)`, `SQLSTATE[HY000] [1045]`, and what PDO prints.
    (rf"{_ERROR_WORD}[ \t]{{1,4}}[0-9]{{1,10}}[ \t]?\({_END}", r"^\)"),
    (rf"sqlstate\[[0-9a-z]{{5}}\](?:[ \t]?\[|:[^:\n]{{1,60}}:[ \t]?){_END}", ""),
    # A word for an error, then a separator: `Error: (1045, ...)`, `errors/20003`.
    (rf"(?:{_ERROR_WORD}{_QUOTE}[ \t]{{0,4}}(?:[:=]>?|>|#)[ \t]{{0,4}}|errors?/){_OPENS}{_END}",
     rf"^{_QUOTE}[ \t]?(?:{_STOPS}|[-–—][ \t])"),
    # The same, then a bracket that ends before a message; a thread of a log has no colon after it.
    (rf"{_ERROR_WORD}[ \t]?\({_END}", r"^\)"),
    (rf"{_ERROR_WORD}[ \t]?\[{_END}", rf"^\](?:[:,;\r\n]|{_END})"),
    # A Python exception that is printed alone: `(1045, "Access denied ...")`.
    (rf"^\({_END}", r"^,[ \t]?[\"']"),
    # The same with nothing between: in logs, a process number may follow the level like this.
    (rf"(?:{_ERROR_WORD}|msg)[ \t]{{1,4}}#?{_END}", _STOPPED),
    (r"(?:with|by|got|returned|received|raised|threw)[ \t](?:an?[ \t])?(?:[a-z0-9-]{1,16}[ \t])?"
     rf"error[ \t]#?{_END}", ""),
)  # fmt: skip
KEY_PLACES = (
    3  # how many of these, from the first, are keys for codes: even common words count there
)
# What makes a number a count, size or duration.
UNIT_AFTER = (
    r"^(?:[ \t]?(?:ms|us|ns|s|secs?|seconds?|min|minutes?|h|hours?|days?|[kmgt]?i?b|bytes?|times?"
    r"|rows?|lines?|records?|items?|files?|chars?|characters?|tokens?|attempts?|x|px)(?![a-z0-9_])"
    r"|[ \t]?%)"
)
# SQLSTATEs belong to a standard: a text that names its error by another code speaks of that one.
STANDARD_PLACE = r"sql[ _-]?state[\"'`\\]{0,8}[ \t]{0,8}[:=]?[ \t]{0,8}[\"'`\\(\[]{0,8}(?![\s\S])"
# A link of the service's own to its documentation: the anchor, and what may follow the page's name.
ANCHOR = r"#([A-Za-z0-9](?:[A-Za-z0-9._~:-]{0,62}[A-Za-z0-9])?)"
AFTER_PAGE = r"\\?/?(?:\?[^ \t\r\n?\"'<>#]{0,200})?(?![\s\S])"
LONGEST_PAGE = 300  # characters before an anchor in which the page's name has to start
BRACKETED_CODE = r"\[([A-Z][A-Z0-9]*(?:[_.][A-Z0-9]+)+)\]"
# Spellings that ordinary logs are full of: levels, what logs say of any failure, and classes that
# the tracebacks of widespread languages and drivers print for any mistake; without letter case and
# separators. Alone they are never evidence: they need a key for codes before them, quotes around
# what is more than a plain word, or a word of the service's own in the text.
PLAIN_WORD = "^(?:[A-Za-z][a-z]*|[A-Z]+)(?: .*)?$"  # unlike an identifier
COMMON_WORDS = frozenset(
    """abort aborted canceled cancelled client conflict connection connectionerror connectionrefused
    connectionreset critical database debug denied error errors exception external fail failed
    failure fatal fault forbidden info internal internalerror internalservererror invalid
    invalidargument invalidrequest message missing network notfound notice outofmemory panic
    permissiondenied refused rejected request response server servererror status success timedout
    timeout unauthorized unavailable unknown unknownerror warn warning
    assertionerror attributeerror deprecationwarning eoferror evalerror filenotfounderror
    illegalargumentexception illegalstateexception importerror indexerror ioerror ioexception
    keyerror memoryerror nameerror notimplementederror nullpointerexception oserror
    permissionerror rangeerror referenceerror runtimeerror runtimeexception sqlexception
    syntaxerror timeouterror timeoutexception typeerror urierror userwarning valueerror
    """.split()  # noqa: SIM905
)

# --- What stands before a name that belongs to another program: `Aws::S3::Errors::AccessDenied`,
# `com.amazon.coral.service#AccessDenied`, `Exception\\NotFound`, `stripe._error.AccessDenied`.
QUALIFIER = r"(?:[A-Za-z0-9_](?:::|[#$])|[A-Za-z0-9_]\\|[A-Za-z0-9_.]_)(?![\s\S])"

# The same, or a package: `sqlalchemy.exc.InternalError`.
PACKAGE = (
    r"(?:(?<![A-Za-z0-9_.-])[a-z][A-Za-z0-9_-]*(?:\.[A-Za-z][A-Za-z0-9_-]*)*\."
    r"|[A-Za-z0-9_](?:::|[#$\\]))(?![\s\S])"
)

# --- Envelopes: the keys and braces of a response, whatever it was wrapped in
ENVELOPE_TOKEN = (
    r"[{}]|[\"'\\]{1,8}([A-Za-z_][A-Za-z0-9_-]{0,31})[\"'\\]{1,8}[ \t\r\n]{0,8}:"
    r"[ \t\r\n]{0,8}(?:[\"'\\]{1,8}([A-Za-z0-9_][A-Za-z0-9_./: -]{0,63})(?=[\"'\\]))?"
)
SHARED_OBJECTS = ("error", "errors", "Error", "Errors")  # objects in which many services put errors
STATUS_KEYS = ("status", "status_code", "statusCode", "http_status")
MOST_NESTED = 32  # objects in each other; a text with more is no response

# --- Chains of words
VALUE_WORDS = 8  # words that a value may have before they count as extra words
EXTRA_COST = UNIT * 35 // 100  # cost of an extra word between two words of a chain
MOST_EXTRA = 16  # extra words in a row; with more, two halves this far apart are not one message
MOST_PLACES = 12  # places of one word that are tried; a message rarely repeats a word more often

# --- Evidence
WINDOW = 320  # words looked at together; longer than any message
STEP = 160  # words from one window to the next; half a window, so that no message is cut in two
MOST_CANDIDATES = 40  # templates of one window that may be aligned, the heaviest first
MOST_HOLDERS = 20_000  # templates read for one window by the words that they hold, rare words first
MOST_TRIES = 8  # windows in which one template is aligned, those that share most with it
MOST_ALIGNED = 2_000  # alignments for one text, those that share most
LEAST_SHARE = (2, 10)  # ratio of a template's weight that a window must have: it may be cut off
LEAST_START = 2  # letters of a word that was cut off, after a value, that tell which word it was
LONGEST_CUT_VALUE = 400  # characters of a value that a text may have been cut off in
LONGEST_CLOSING = 16  # characters at the end of a text that tell whether it was cut off
CLOSERS = ('."', ".'", ".”", ".’", "。", "}")
ELLIPSES = ("..", "…")
ASCII_SPACES = " \t\r\n"

# --- Share of a template's weight that has to be found
CLOSE_COVERAGE = 0.8  # for a close fit
NAMED_COVERAGE = 0.75  # where the text names the code of the case
# Where something speaks against it: the text only names other codes, or a short message starts
# with another word (`no key provided` is not `invalid key provided`).
DOUBTFUL_COVERAGE = 0.85
ENDLESS_COVERAGE = 0.9  # where it goes on with other words: `too short` is not `too long`
LOOSE_COVERAGE = 0.5  # for a guess
CUT_COVERAGE = 0.9  # of what is left of a message that was cut off: less has to be better
PART_COVERAGE = 0.5  # of each literal part: the words after a value tell messages apart

# --- Weight that has to be found
CUT_WEIGHT = 8 * UNIT  # of a message that was cut off
CUT_WEIGHT_NAMED = 4 * UNIT  # the same where the text names the code of the case
CUT_WEIGHT_STARTED = 2 * UNIT  # the same where the text ends with its first words
WHOLE_WEIGHT = 9 * UNIT  # weight from which a whole message speaks for itself anywhere
BOUNDED_WEIGHT = 7 * UNIT  # the same where it stands alone, between quotes or at the ends of lines
CLOSE_WEIGHT = 20 * UNIT  # the same of a close fit: all services say `please try again later`
RUN_ON_WEIGHT = 16 * UNIT  # the same where the sentence runs on: many start with `Access denied`
LEAST_PLAIN = 2  # words of a common message that, even with a code that others use, is nobody's
TYPO_WORDS = 4  # words of the shortest message in which a typo is forgiven
SHORT_WORDS = 4  # words of the longest message that is another one if its first word is
OPENING = "0123456789\"'`“‘「：:>=|([{\n"  # what a message follows; digits end a status
# What follows a message: its next character, also after a comma with more of a sentence, not a key.
NEXT = r" *(?:[,，] *(?=[A-Za-z])(?![A-Za-z_]+ ?[=:]))?([\s\S]?)"
CLOSING = "\"'`”’」.。!！,，;)]}|\n"

# --- Messages that may be the start of another
MOST_LONGER = 8  # messages that are looked at for one start
LONGEST_REST = 200  # characters after a message that may be the start of another one's next words
ENDED = r"[.。!！?？\"'`”’」\])}]"  # with one of these after it, a message is not cut off

# --- Order
CODE_BONUS = 6 * UNIT  # added for the code in the text: it decides between cases with one wording
ANCHOR_BONUS = 4 * UNIT  # added besides for a help anchor: gateways rename codes, not links
FIELD_BONUS = 3 * UNIT  # added for a value of a field in the text, which entries may share
STATUS_BONUS = 2 * UNIT  # added for the HTTP status in the text
MOST_ALIKE = 10  # entries that one wording is told for where nothing decides between them
MOST_GUESSES = 3  # cases, and codes, that are offered as guesses

# --- Besides matches: what a known code, a status or a word says
# A text that is nothing but a status, in lower case: `429`, `HTTP/1.1 429 Too Many Requests`.
FIRST_CATEGORY = 0x60  # in a column of the index: no category; `a` stands for the first one
FIRST_TAG = 0x30  # in a column of the index, where commas stand between the cases
BARE_STATUS = (
    r"^[\[({\"'` ]{0,4}(?:(?:http(?:/[0-9](?:\.[0-9])?)?|status|error|err|response|code)"
    r"[\"'`]?[ _:=-]{0,4}){0,5}(?P<status>[1-5][0-9]{2})(?P<phrase>[a-z :-]{0,48})"
    r"[\])}\"'`.,;! ]{0,8}$"
)
NAMED_STATUS = (
    r"(?:http(?:/[0-9](?:\.[0-9])?)?|status|code)[\"'`]?[ _:=-]{1,4}(?P<status>[45][0-9]{2})"
    r"(?![0-9])"
)
# What may follow the number: reason phrases, and words that say no more than it does.
STATUS_PHRASES = (
    *("ok", "error", "errors", "status", "response"),
    *("request entity too large", "payload too large", "unprocessable content"),  # by other names
    *(status.phrase.lower() for status in HTTPStatus if status >= HTTPStatus.BAD_REQUEST),
)
HUMP = r"(?<=[a-z0-9])(?=[A-Z])|[._-]+"  # where a word of a code ends
UNWORDED = "[{}<>=\\n\\r]|[\\ud800-\\udfff]"  # what no search for words has
QUERY_EDGES = " \t\r\n\"'`.,:;!?()[]"
LONGEST_QUERY = 60  # characters of the longest text that is taken for a search for words
MOST_QUERY_WORDS = 4  # words of it
LEAST_PREFIX = 3  # letters of the shortest start of a word that is searched for
MOST_FOUND = 8  # entries that are shown of a status, or for words
RARE = 0.1  # share of the cases of a code below which what holds for a few of them is not told
MOST_NEAR = 3  # cases of a known code that are offered for an unknown message
LEAST_NEAR = 3_000  # weight of the words that such a case shares with the text
LEAST_MESSAGE = 2  # words besides the code and its wrapping that may be a message
WRAPPER_WORDS = (
    "api", "body", "code", "data", "detail", "details", "err", "error", "errors", "exception",
    "failed", "false", "http", "https", "id", "message", "msg", "none", "null", "param",
    "request", "request_id", "requestid", "response", "status", "status_code", "statuscode",
    "success", "true", "type",
)  # fmt: skip

# --- Values
LONGEST_VALUE = 200  # characters of the longest value that is read; more is not one value
SPACES = " \t\r\n\u00a0\u3000"
QUOTES = "\"'`“”‘’"
BRACKETS = ")]}"

# --- Labels
CONFIDENCE_LABELS = {
    "exact": "Exact match",
    "likely": "Likely match",
    "code": "Known code",
    "suggestion": "Only a guess",
}
RETRY_LABELS = {retry.value: retry.label for retry in Retry}
ACTOR_LABELS = {actor.key: actor.title for actor in _ACTORS}  # where a registry declares none

# --- The site
REPORT_URL = ""  # template of the project's issue form; none without one
REGISTRY_VERSION = ""


class Confidence(StrEnum):
    """How sure a match is, the surest first."""

    EXACT = "exact"
    LIKELY = "likely"
    CODE = "code"
    SUGGESTION = "suggestion"

    @property
    def label(self) -> str:
        """Return how people are told."""
        return CONFIDENCE_LABELS[self]


def constants_script(
    actors: Mapping[str, str] = ACTOR_LABELS, report_url: str = "", version: str = ""
) -> str:
    """Return `constants.js`: the public constants of this module, with those of a site."""
    own = {"ACTOR_LABELS": dict(actors), "REPORT_URL": report_url, "REGISTRY_VERSION": version}
    values = {**globals(), **own}
    public = (name for name in globals() if name.isupper() and not name.startswith("_"))
    lines = "".join(f"export const {name} = {_json(values[name])};\n" for name in public)
    head = "// What Python and the scripts must agree on; the build wrote it.\n"
    return head + lines.replace("(?P<", "(?<")


def _json(value: object) -> str:
    return json.dumps(sorted(value) if isinstance(value, frozenset) else value)
