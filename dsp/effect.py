"""An effect: immutable settings that can make a processor.

Declared once; the DSP, the vocabulary, the replies, the controls and the law tests all read the
same declaration. The processor it makes is a `dsp.bank.Bank`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Self, get_origin, get_type_hints

from dsp.param import Param

if TYPE_CHECKING:
    from dsp.bank import Bank


class OutOfRange(ValueError):
    """A setting lies outside its declared range.

    Attributes
    ----------
    effect, param, value
        Which knob of which effect, and what it was asked to be.
    """

    def __init__(self, effect: type[Effect], param: Param, value: float) -> None:
        self.effect, self.param, self.value = effect, param, value
        if param.choices:
            *most, last = (param.format(choice) for choice in param.choices)
            span = f"{', '.join(most)} or {last}"
        else:
            span = f"{param.format(param.low)} to {param.format(param.high)}"
        super().__init__(f"{effect.words[0]} {param.words[0]} must be {span}, not {param.format(value)}")


@dataclass(frozen=True, kw_only=True)
class Effect:
    """Settings for one slot of a strip.

    A subclass is a frozen, keyword-only dataclass whose knobs are annotated with `Param`::

        class HighPass(Effect, words=("high-pass", "low cut")):
            cutoff_hz: Annotated[float, Param(10, 2000, "deeper", "thinner", 1.5, log=True)] = 20.0

    Attributes
    ----------
    words
        What people call it, the name used in replies first.
    params
        Its knobs by field name, in declared order.
    neutral
        Whether its default settings leave the sound exactly as it is.
    listens
        Whether its detector can be given another sound than the one it works on.
    answers
        Whether it adds to the sound what comes later: in a part of the song it hears that part only, and rings on.
    """

    words: ClassVar[tuple[str, ...]] = ()
    params: ClassVar[Mapping[str, Param]] = {}
    neutral: ClassVar[bool] = True
    listens: ClassVar[bool] = False
    answers: ClassVar[bool] = False

    def __init_subclass__(
        cls, words: tuple[str, ...] = (), neutral: bool = True, listens: bool = False, answers: bool = False
    ) -> None:
        cls.words = words
        cls.neutral = neutral
        cls.listens = listens
        cls.answers = answers
        cls.params = {
            name: _named(hint.__metadata__[0], name, getattr(cls, name))
            for name, hint in get_type_hints(cls, include_extras=True).items()
            if get_origin(hint) is Annotated
        }

    def __post_init__(self) -> None:
        for name, param in self.params.items():
            value = getattr(self, name)
            if not param.allows(value):
                raise OutOfRange(type(self), param, value)

    @classmethod
    def bank(cls, settings: Sequence[Self], sample_rate: int, channels: int) -> Bank[Any]:
        """Make a processor with one lane for each of `settings`.

        Parameters
        ----------
        settings
            The knobs of each lane.
        sample_rate
            In Hz.
        channels
            How many channels each lane has: 1 or 2.
        """
        raise NotImplementedError(f"{cls.__name__} declares no bank")

    @classmethod
    def family(cls) -> type[Effect]:
        """Return what its bank serves: lanes of one family run side by side."""
        return cls

    def then(self, following: Effect) -> Effect | None:  # noqa: ARG002 - most effects stand alone
        """Return one effect that does this and then the following in a single pass, None if none can."""
        return None

    def gives(self, channels: int) -> int:
        """Return how many channels come out where so many go in."""
        return channels

    def with_(self, **settings: float) -> Self:
        """Return a copy with some knobs elsewhere; raises `OutOfRange`."""
        return replace(self, **settings)

    def knobs(self) -> dict[str, float]:
        """Return the knobs' values by name, in declared order."""
        return {name: getattr(self, name) for name in self.params}


def _named(param: Param, name: str, default: float) -> Param:
    named = replace(param, name=name, default=default)
    return replace(named, unit=param.unit or named.suffix_unit)
