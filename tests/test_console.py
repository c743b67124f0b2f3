from __future__ import annotations

import io
import time

import pytest
from rich.console import Console

from assistant import console
from assistant.console import Progress, sentence, styled


def test_a_reply_keeps_its_words_and_gets_colour():
    reply = "Bass  fader 0 → −1 dB  [quieter]\n      level −20.0 → −21.0 dBFS: verified; air: not achieved"
    text = styled(reply)
    assert text.plain == reply
    assert {str(span.style) for span in text.spans} >= {"cyan", "green", "red"}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("there is no folder /x", "There is no folder /x."),
        ("vox.wav is empty", "vox.wav is empty."),
        ("Already. Done?", "Already. Done?"),
        ("/a/b cannot be read", "/a/b cannot be read."),
    ],
)
def test_a_warning_is_a_sentence_and_names_stay_as_they_are(words, said):
    assert sentence(words) == said


@pytest.fixture
def err(monkeypatch):
    heard = io.StringIO()
    monkeypatch.setattr(console, "ERR", Console(file=heard, force_terminal=False, soft_wrap=True))
    return heard


def test_nothing_is_said_of_what_is_quick(err):
    with Progress() as progress:
        progress("thinking")
    time.sleep(console.PATIENCE_S + 0.1)
    assert err.getvalue() == ""


def test_what_takes_long_is_named_before_a_second_is_up(err):
    with Progress() as progress:
        progress("thinking")
        time.sleep(0.95)
        assert err.getvalue() == "thinking …\n"


def test_brackets_in_a_name_are_only_brackets(capsys):
    console.tell("[bold]Kick[/bold]  fader 0 → −1 dB")
    assert "[bold]Kick[/bold]" in capsys.readouterr().out


@pytest.mark.parametrize("terminal", [True, False])
def test_what_goes_on_is_watched_to_its_end_and_shown_on_a_terminal_only(monkeypatch, terminal):
    heard, ended = io.StringIO(), iter([False, False, True])
    monkeypatch.setattr(console, "ERR", Console(file=heard, force_terminal=terminal, soft_wrap=True))
    console.watch(lambda: "at 0:20 of 3:12", lambda _: next(ended))
    assert ("at 0:20 of 3:12" in heard.getvalue()) == terminal
    assert next(ended, None) is None


def test_watching_is_left_by_ctrl_c():
    def interrupted(_):
        raise KeyboardInterrupt

    console.watch(lambda: "", interrupted)
