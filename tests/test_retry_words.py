"""The four words of retry: three for programs that know no others, all of them for the rest."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator

from errdocs.cli import main
from errdocs.lookup import Lookup
from errdocs.lookup.constants import RETRY_LABELS
from errdocs.registry.loading import Loaded
from errdocs.registry.model import Retry
from pagetext import shown
from sites import files_of, page_texts, site_of
from two_documents import loaded_in

WORDS = ("never", "backoff", "wait", "after-action")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("registry")


@pytest.fixture(scope="module")
def loaded(folder: Path) -> Loaded:
    return loaded_in(folder)


@pytest.fixture(scope="module")
def files(loaded: Loaded) -> dict[str, bytes]:
    return files_of(loaded.registry)


def test_there_are_four_words_with_a_label_and_a_sentence_each(loaded: Loaded) -> None:
    assert tuple(Retry) == tuple(RETRY_LABELS) == WORDS
    assert {*WORDS} <= {*loaded.registry.phrases}


def test_old_readers_of_the_data_find_old_words_only(files: dict[str, bytes]) -> None:
    data = json.loads(files["errors.json"])
    Draft202012Validator(json.loads(files["errors.schema.json"])).validate(data)
    bill, window = data["errors"][1]["cases"]
    assert (bill["retry"], bill["retry_advice"]) == ("never", "after-action")
    assert (window["retry"], window["retry_after"]) == ("wait", 60)
    assert "retry_advice" not in window


def test_the_table_has_the_new_words_in_a_column_at_its_end(files: dict[str, bytes]) -> None:
    rows = csv.DictReader(io.StringIO(files["errors.csv"].decode(), newline=""))
    *_, bill, window = rows
    names = ("retry", "retry_advice", "retry_after")
    assert [bill[name] for name in names] == ["never", "after-action", ""]
    assert [window[name] for name in names] == ["wait", "wait", "60"]


def test_openapi_describes_how_long_to_wait(files: dict[str, bytes]) -> None:
    components = json.loads(files["errors.openapi.json"])["components"]
    header = components["responses"]["api.400"]["headers"]["Retry-After"]
    assert (header["required"], header["schema"]["examples"]) == (False, [60])
    bill = components["examples"]["api.Overdue.bill"]
    window = components["examples"]["api.Overdue.window"]
    assert (bill["x-retry"], window["x-retry-after"]) == ("after-action", 60)


def test_pages_say_who_has_to_act_first_and_how_long_to_wait(loaded: Loaded) -> None:
    pages = page_texts(loaded)
    (bill,) = shown(pages["errors/Overdue/bill/"])[1].all("dl", class_="errdocs-verdict")
    assert "Retry after action" in bill.text
    assert "once somebody has acted" in bill.text
    (window,) = shown(pages["errors/Overdue/window/"])[1].all("dl", class_="errdocs-verdict")
    assert "It takes about 1 minute." in window.text
    assert '<option value="after-action">Retry after action</option>' in pages["errors/"]


@pytest.mark.parametrize("form", ["text", "markdown"])
def test_explain_uses_the_words_of_the_pages(loaded: Loaded, folder: Path, form: str) -> None:
    command = ["explain", "Overdue/bill", "--data", str(folder), "--format", form]
    result = CliRunner().invoke(main, command)
    assert result.exit_code == 0
    assert "Retry after action." in result.output


def test_the_lookup_tells_the_new_word(loaded: Loaded) -> None:
    (match,) = Lookup(loaded.registry)('{"code": "Overdue", "message": "Pay first."}')
    assert match.retry == "after-action"


def test_every_word_has_a_badge_wherever_it_is_shown(loaded: Loaded) -> None:
    assets = {file.path: file.content.decode() for file in site_of(loaded).files
              if file.path.endswith((".css", "error-card.js"))}  # fmt: skip
    for word in WORDS:
        assert f'.errdocs-badge[data-retry="{word}"]' in assets["assets/errdocs/errdocs.css"]
        assert f"\n.{word} {{" in assets["assets/errdocs/error-card.js"]
