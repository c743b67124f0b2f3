"""Listening: carries out what turns ask to hear, and keeps what is playing as the mix is.

Nothing of it is part of the session: a conversation reads the same where nobody listens.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from assistant.explain import number
from assistant.playback import NOTE, NOW
from assistant.studio import Studio
from assistant.turn import Playback, Take
from dsp.deck import Version
from dsp.mix import Mix
from dsp.play import Device, Sink
from dsp.routing import soloed
from dsp.speed import song_pct
from dsp.transport import Player, State
from grammar.numbers import clock

ELSEWHERE = "Nothing is played here: this only says what there would be to hear."
"""What a request to listen comes to in a script or a dry run."""

NOTHING = "Nothing is playing."


class Listening:
    """Who holds the loudspeakers.

    Parameters
    ----------
    studio
        Where the recordings are.
    open_sink
        Opens where sound goes, when the first thing is played.
    """

    def __init__(self, studio: Studio, open_sink: Callable[[int], Sink] = Device) -> None:
        self._studio = studio
        self._player = Player(studio.open_source, studio.sample_rate, open_sink)
        self._request = Playback("play", (NOW,))
        self._mix = Mix()

    @property
    def playing(self) -> bool:
        """Whether something plays, or is paused."""
        return self._player.state.status != "stopped"

    def carry_out(self, request: Playback, mix: Mix) -> str:
        """Do what is asked; return what has to be said of it, if anything.

        Raises
        ------
        PlayError
            If nothing can be heard.
        """
        match request.act:
            case "play":
                return self._play(request, mix)
            case "loop" | "seek" if not self.playing:
                return self._play(replace(request, act="play", takes=(NOW,), loop=request.act == "loop"), mix)
            case "resume" if not self.playing:
                return "Nothing is paused."
            case _ if not self.playing:
                return NOTHING
            case "stop":
                self._player.stop()
            case "pause":
                self._player.pause()
            case "resume":
                self._player.resume()
            case "loop":
                start, end = self._span(self._request)
                self._player.go_round((start, end))
                return f"Round from {self._clock(start)} to {self._clock(end)}."
            case "unloop":
                self._request = replace(self._request, start_s=0.0, end_s=None)
                self._player.go_round(None)
            case "seek":
                self._player.seek(self._frames(request.start_s))
            case "wind":
                self._player.seek(max(0, self._player.state.position + self._frames(request.start_s)))
            case "switch" | "a" | "b":
                return self._switch(request.act)
        return ""

    def follow(self, mix: Mix) -> None:
        """Hear the mix as it is now, wherever it plays; a version to compare it with stays as it was."""
        longer = song_pct(self._mix) / song_pct(mix)
        if self.playing and longer != 1.0:
            end = self._request.end_s
            times = (self._request.start_s * longer, None if end is None else end * longer)
            request = replace(self._request, start_s=times[0], end_s=times[1])
            was = self._player.state
            self._play(request, mix, round(was.position * longer), was.heard)
            if was.status == "paused":
                self._player.pause()
        elif self.playing:
            self._mix = mix
            for at, take in enumerate(self._request.takes):
                if take.mix is None:
                    self._player.set(self._heard(take, mix), at)

    def wait(self, timeout_s: float) -> bool:
        """Wait for the end; return whether it has come."""
        return self._player.wait(timeout_s)

    def close(self) -> None:
        """Fade out, and let go of the device."""
        if self.playing:
            self._player.stop()

    @property
    def words(self) -> str:
        """How playing stands, in a line; empty if nothing plays."""
        state = self._player.state
        if state.status == "stopped":
            return ""
        end = state.end if state.loop is None else state.loop[1]
        parts = [f"{NOTE} {self._clock(state.position)} of {self._clock(end)}"]
        parts += ["paused"] if state.status == "paused" else []
        parts += [f"round from {self._clock(state.loop[0])}"] if state.loop else []
        takes = self._request.takes
        parts += [f"{'AB'[state.heard]}: {takes[state.heard].label}"] if len(takes) > 1 else []
        return ", ".join([*parts, *_troubles(state)])

    @property
    def remarks(self) -> tuple[str, ...]:
        """What has to be said of the playing that has ended."""
        state = self._player.state
        found = [f"While it played: {listed}." for listed in [", ".join(_troubles(state))] if listed]
        return tuple(filter(None, (state.notice, *found, state.trouble)))

    def _play(self, request: Playback, mix: Mix, begin: int | None = None, heard: int = 0) -> str:
        """Play what is asked for, from its start or, where it has come so far already, from a frame of the song."""
        self._studio.ready()
        self._request, self._mix = request, mix
        versions = [Version(self._heard(take, mix), take.gain_db) for take in request.takes]
        start, end = self._span(request)
        loop = (start, end) if request.loop else None
        stop = end if request.end_s is not None and not request.loop else None
        self._player.play(versions, start=start if begin is None else begin, end=stop, loop=loop, heard=heard)
        return self._player.state.notice

    def _switch(self, to: str) -> str:
        takes = self._request.takes
        if len(takes) < 2:
            return 'There is only one version; "compare" plays two.'
        heard = {"a": 0, "b": 1}.get(to, 1 - self._player.state.heard)
        self._player.switch(heard)
        return f"You hear {'AB'[heard]}: {takes[heard].label}."

    def _heard(self, take: Take, mix: Mix) -> Mix:
        found = self._studio.playable(take.mix or mix)
        only = self._request.only
        return soloed(found, only) if only else found

    def _span(self, request: Playback) -> tuple[int, int]:
        end = self._studio.seconds(self._mix) if request.end_s is None else request.end_s
        return self._frames(request.start_s), self._frames(end)

    def _frames(self, seconds: float) -> int:
        return round(seconds * self._studio.sample_rate)

    def _clock(self, frames: int) -> str:
        return clock(frames // self._studio.sample_rate)


def _troubles(state: State) -> list[str]:
    times = "once" if state.under_runs == 1 else f"{state.under_runs} times"
    dry = [f"the sound ran dry {times}"] if state.under_runs else []
    down = number(state.turned_down_db, "dB")
    return dry + ([f"turned down {down}, for it goes over full scale"] if state.turned_down_db > 0 else [])
