"""The screen as a whole: keys and messages in, widgets drawn from the conversation.

The conversation is the only truth. Nothing heavy happens before the first paint, nor ever in this thread.
"""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.events import Key
from textual.message import Message
from textual.widgets import Input, Label, OptionList

from assistant.conversation import Conversation
from assistant.ui import sentences
from assistant.ui.backstage import Backstage
from assistant.ui.messages import Answered, Began, Failed, Heard, Rested, Working
from assistant.ui.playing import Playing
from assistant.ui.prompt import Prompt
from assistant.ui.status import Status
from assistant.ui.strips import Chain, Strips
from assistant.ui.talk import Entry, Talk
from dsp.measure import Measurement
from dsp.mix import Mix

WIDTHS = [(0, "-narrow"), (110, "-wide")]
"""From how many columns on `screen.tcss` may count on more room."""


class ControlRoom(App[None]):
    """Conversation, strips and prompt of one session."""

    TITLE = "tonmeister"
    CSS_PATH = "screen.tcss"
    ENABLE_COMMAND_PALETTE = False
    HORIZONTAL_BREAKPOINTS = WIDTHS
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f1", "help", show=False, priority=True),
        Binding("ctrl+c,ctrl+q", "leave", show=False, priority=True),
        Binding("escape", "talk", show=False),
        Binding("pageup", "read_back", show=False),
        Binding("pagedown", "read_on", show=False),
    ]

    def __init__(self, conversation: Conversation) -> None:
        super().__init__()
        self._conversation = conversation
        self._backstage = Backstage(conversation, self._hear_from)
        self._mix: Mix = conversation.session.mix
        self._heard: dict[str, Measurement] = {}
        self._leaving = False

    def compose(self) -> ComposeResult:
        """Lay out the screen."""
        said = [turn.said for turn in self._conversation.session.turns]
        with Horizontal(id="room"):
            yield Talk()
            with Vertical(id="side"):
                yield Strips(compact=True)
                yield Chain()
        yield Playing(self._heard_now)
        yield Status()
        with Horizontal(id="line"):
            yield Label("› ")
            yield Prompt(said, sentences.examples(self._conversation.session), self._next_words)

    def on_mount(self) -> None:
        """Show the session, and begin to listen once that is on the screen."""
        self.query_one(Talk).open(self._conversation.session, self._conversation.notices)
        self.query_one(Prompt).focus()
        self.call_after_refresh(self._backstage.open)

    def on_unmount(self) -> None:
        """Begin nothing more."""
        self._backstage.close()

    def on_key(self, event: Key) -> None:
        """Take what is typed to the prompt, wherever one has been."""
        prompt = self.query_one(Prompt)
        if event.is_printable and event.character and self.focused is not prompt:
            prompt.focus()
            prompt.insert_text_at_cursor(event.character)

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        text = event.value.strip()
        event.input.clear()
        if text:
            self.say(text)

    def say(self, text: str) -> None:
        """Say a sentence now, or as soon as those before it have been answered."""
        self.query_one(Prompt).remember(text)
        self._leaving = False
        if not self._backstage.running:
            self.query_one(Status).work("thinking")
        self._backstage.say(text)
        self._wait()
        self.query_one(Talk).anchor()

    @on(Began)
    def _began(self) -> None:
        self.query_one(Status).work("thinking")
        self._wait()

    @on(Working)
    def _working(self, message: Working) -> None:
        self.query_one(Status).work(message.words)

    @on(Answered)
    def _answered(self, message: Answered) -> None:
        self.query_one(Talk).show(message.turn)
        self._wait()
        self._draw()
        self.query_one(Strips).look_at(next((step.strip for step in message.turn.steps if step.moves), ""))

    @on(Failed)
    def _failed(self, message: Failed) -> None:
        self.query_one(Talk).fail(message.said, message.sentence)
        self._wait()

    @on(Heard)
    def _measured(self, message: Heard) -> None:
        if message.mix is self._conversation.session.mix:
            self._forget_changed(message.mix)
            self._heard[message.strip] = message.measurement
            self._draw()

    @on(Rested)
    def _rested(self) -> None:
        if not self._backstage.running and not self._backstage.waiting:
            self.query_one(Status).rest()

    @on(Strips.Resized)
    def _resized(self) -> None:
        self._draw()

    @on(OptionList.OptionHighlighted)
    def _looked_at(self) -> None:
        self._draw_chain()

    def action_help(self) -> None:
        """Ask what can be said."""
        self.say(sentences.HELP)

    def action_talk(self) -> None:
        """Go to the prompt."""
        self.query_one(Prompt).focus()

    def action_read_back(self) -> None:
        """Read what was said before."""
        self.query_one(Talk).scroll_page_up()

    def action_read_on(self) -> None:
        """Read on."""
        self.query_one(Talk).scroll_page_down()

    def action_leave(self) -> None:
        """Copy what is selected; else leave, or say that a turn is being finished the first time."""
        if selected := self.screen.get_selected_text():
            self.copy_to_clipboard(selected)
            self.screen.clear_selection()
        elif self._leaving or not (self._backstage.running or self._backstage.waiting):
            self.exit()
        else:
            self._leaving = True
            talk = self.query_one(Talk)
            if waiting := self._backstage.drop():
                talk.add(Entry(sentences.dropped(waiting), "aside"))
            talk.add(Entry(sentences.FINISHING, "notice"))
            self._wait()

    def _hear_from(self, message: Message) -> None:
        """Pass on what backstage says, unless the screen has gone."""
        with contextlib.suppress(RuntimeError):  # the loop may close between the question and the call
            if self.is_running:
                self.post_message(message)

    def _heard_now(self) -> str:
        listening = self._conversation.listening
        return listening.words if listening else ""

    def _next_words(self, text: str) -> Sequence[str]:
        from assistant.respond import lexicon
        from grammar.complete import complete

        return complete(text, lexicon(self._conversation.session))

    def _wait(self) -> None:
        self.query_one(Talk).wait(self._backstage.running, self._backstage.waiting)

    def _forget_changed(self, mix: Mix) -> None:
        """Keep only what was heard of tracks that still are what they were; all else depends on others."""
        if mix is self._mix:
            return
        same = {strip for strip in mix if strip.kind == "track"}.intersection(self._mix)
        self._heard = {s.name: self._heard[s.name] for s in same if s.name in self._heard}
        self._mix = mix

    def _draw(self) -> None:
        session = self._conversation.session
        self._forget_changed(session.mix)
        changed = {move.strip for move in session.turns[-1].moves} if session.turns else set()
        self.query_one(Strips).show(session.mix, self._heard, changed)
        self._draw_chain()

    def _draw_chain(self) -> None:
        strips = tuple(self._conversation.session.mix)
        at = self.query_one(Strips).highlighted
        if at is not None and at < len(strips):
            self.query_one(Chain).show(strips[at], self._heard.get(strips[at].name))


def show(conversation: Conversation) -> None:
    """Open the screen on a conversation; returns when the person leaves."""
    heard = conversation.studio.say
    try:
        ControlRoom(conversation).run()
    finally:
        conversation.studio.say = heard
