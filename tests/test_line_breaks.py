"""Places where a line may break within code."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from errdocs.render.line_breaks import with_line_breaks


@pytest.mark.parametrize(
    ("code", "broken"),
    [
        ("Throttling.AllocationQuota", "Throttling.|AllocationQuota"),
        ("https://host.example/api/v1", "https://host.|example/|api/|v1"),
        ("REQUEST_INVALID_FILE", "REQUEST_|INVALID_|FILE"),
        ("errors/&lt;code&gt;/&lt;case&gt;/x", "errors/&lt;code&gt;/&lt;case&gt;/x"),
        (
            'of <var title="a.b">{long_name}</var>.end',
            'of <var title="a.b">{long_|name}</var>.|end',
        ),
        ("InvalidApiKey", "InvalidApiKey"),
        ("short.code", "short.code"),
        ("version 2026.06.26 of 12:30:00", "version 2026.06.26 of 12:30:00"),
    ],
)
def test_code_may_break_after_its_separators_alone(code: str, broken: str) -> None:
    expected = broken.replace("|", "<wbr>")
    assert with_line_breaks(f"<p><code>{code}</code></p>") == f"<p><code>{expected}</code></p>"


def test_what_is_no_code_in_a_sentence_stays_as_it_is() -> None:
    listing = "<pre><code>Throttling.AllocationQuota</code></pre>"
    text = f"<p>Throttling.AllocationQuota <codex>Throttling.AllocationQuota</codex></p>{listing}"
    assert with_line_breaks(text) == text


@given(st.text("ab.A/_:=,<>&;-{}()[]'\" \n"))
def test_breaks_change_no_character(text: str) -> None:
    html = f"<code class='x'>{text}</code>"
    assert with_line_breaks(html).replace("<wbr>", "") == html
