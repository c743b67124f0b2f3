"""A studio that hears a part of the song only."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Self

from assistant.studio import Studio
from dsp.measure import Measurement
from dsp.mix import MAIN, Mix
from dsp.units import Audio

Seconds = tuple[float, float]


def _as_it_is(mix: Mix) -> Mix:
    return mix


@dataclass
class Excerpt(Studio):
    """A studio whose ears are open in some parts of the song.

    Attributes
    ----------
    spans
        From when to when each part lasts.
    real
        The whole mix that a mix of the part is heard as.
    whole
        The studio that it is a part of: what is rendered and measured is remembered there.
    """

    spans: tuple[Seconds, ...] = ()
    real: Callable[[Mix], Mix] = _as_it_is
    whole: Studio = field(kw_only=True)

    @classmethod
    def of(cls, whole: Studio, spans: tuple[Seconds, ...], real: Callable[[Mix], Mix] = _as_it_is) -> Self:
        """Return a studio for parts of the song that `whole` is for."""
        return cls(whole.sources, whole.sample_rate, whole.cache, whole.say, spans=spans, real=real, whole=whole)

    def heard(self, mix: Mix, name: str = MAIN, spans: tuple[Seconds, ...] = ()) -> Measurement:
        """Measure a strip within the parts."""
        return self.whole.heard(self.real(mix), name, spans or self.spans)

    def sound(self, mix: Mix, name: str = MAIN, spans: tuple[Seconds, ...] = ()) -> Iterator[Audio]:
        """Yield what a strip sounds like within the parts."""
        return self.whole.sound(self.real(mix), name, spans or self.spans)

    def render(self, mix: Mix, outputs: Sequence[str] = (MAIN,), frames: int = 0) -> Iterator[dict[str, Audio]]:
        """Render the whole song, its parts as `mix` has them."""
        return self.whole.render(self.real(mix), outputs, frames)
