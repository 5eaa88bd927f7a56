"""Problems: what a loader or checker found, as facts; words are made where they are shown."""

from errdocs.problems.problem import Key, Place, Pointer, Problem, Words
from errdocs.problems.reading import (
    AnchorUsed,
    BadEncoding,
    BadYaml,
    ControlCharacter,
    DuplicateKey,
    EmptyList,
    MissingKey,
    OversizedFile,
    UnknownChoice,
    UnknownKey,
    UnreadableFile,
    WrongFormat,
    WrongType,
)

__all__ = [
    "AnchorUsed",
    "BadEncoding",
    "BadYaml",
    "ControlCharacter",
    "DuplicateKey",
    "EmptyList",
    "Key",
    "MissingKey",
    "OversizedFile",
    "Place",
    "Pointer",
    "Problem",
    "UnknownChoice",
    "UnknownKey",
    "UnreadableFile",
    "Words",
    "WrongFormat",
    "WrongType",
]
