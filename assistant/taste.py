"""Taste: what this listener's earlier reactions say about how far to go."""

from __future__ import annotations

from dataclasses import dataclass, replace

from assistant.profile import PRIOR, Profile
from models.suggest import Advice, Heard, Suggester, Wish


@dataclass(frozen=True)
class Tasteful:
    """The suggester that takes another's wish and sizes it as this listener has liked it.

    It is as sure as it has reactions: `PRIOR` of them weigh as much as the other source.
    """

    profile: Profile
    of: Suggester
    name: str = "taste"
    version: str = "1"

    def suggest(self, wish: Wish, heard: Heard) -> Advice:
        """Return the other source's opinions at the size this listener liked; nothing if that is its own."""
        taste = self.profile.of(wish.quality)
        if taste.liked == 1.0:
            return Advice()
        reactions = (
            (taste.keep, f"kept {taste.keep}"),
            (taste.less, f"wanted {taste.less} smaller"),
            (taste.more, f"wanted {taste.more} larger"),
            (taste.undo, f"took {taste.undo} back"),
        )
        said = ", ".join(words for count, words in reactions if count)
        opinions = tuple(
            replace(
                opinion,
                value=_scaled(opinion.value, taste.liked),
                precision=_scaled(opinion.precision, taste.n / PRIOR),
                source=self.name,
                because=f"of {taste.n} such {'change' if taste.n == 1 else 'changes'} before you {said}",
            )
            for opinion in self.of.suggest(wish, heard).opinions
        )
        return Advice(opinions)


def _scaled(value: float | tuple[float, ...], factor: float) -> float | tuple[float, ...]:
    return tuple(v * factor for v in value) if isinstance(value, tuple) else value * factor
