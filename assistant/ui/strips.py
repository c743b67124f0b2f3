"""The strips side by side, one above the other, and the chain of the one that is looked at."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.events import Resize
from textual.message import Message
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from assistant.answers import loudness_words
from assistant.ui.rows import chain_rows, row
from dsp.measure import Measurement
from dsp.mix import Mix, Strip

Heard = Mapping[str, Measurement]
"""What is known of how strips sound, by name."""


class Strips(OptionList):
    """A row for each strip, two lines high if there is room for that."""

    BORDER_TITLE = "strips"
    BORDER_SUBTITLE = "fader dB · LUFS"

    @dataclass
    class Resized(Message):
        """There is another width and height to draw in."""

    def on_resize(self, _: Resize) -> None:
        """Ask to be drawn as large as there is room now."""
        self.post_message(self.Resized())

    def show(self, mix: Mix, heard: Heard, changed: Collection[str]) -> None:
        """Draw every strip as it stands."""
        region = self.scrollable_content_region
        lines = 2 if 2 * len(mix.strips) <= region.height else 1
        rows = [
            Option(row(strip, heard.get(strip.name), strip.name in changed, region.width, lines), strip.name)
            for strip in mix
        ]
        at = self.highlighted or 0
        self.set_options(rows)
        self.highlighted = min(at, len(rows) - 1)

    def look_at(self, name: str) -> None:
        """Go to a strip, if it is there."""
        if any(option.id == name for option in self.options):
            self.highlighted = self.get_option_index(name)


class Chain(VerticalScroll, can_focus=False):
    """What one strip's sound goes through, and how loud it comes out."""

    def compose(self) -> ComposeResult:
        """Make room for it."""
        yield Static(id="loudness")
        yield Static(id="slots")

    def show(self, strip: Strip, heard: Measurement | None) -> None:
        """Show a strip."""
        self.border_title = strip.name
        self.border_subtitle = (strip.kind == "track" and strip.role) or strip.kind
        self.query_one("#loudness", Static).update("listening …" if heard is None else loudness_words(heard))
        self.query_one("#slots", Static).update(chain_rows(strip))
