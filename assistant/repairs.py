"""Every kind of fault that can be taken out, by the way of the quality that names it."""

from __future__ import annotations

from collections.abc import Mapping

from assistant import breaths, clicks, clippings, hums, noise, plosives, roominess, rumbles
from assistant.faults import Fault

REPAIRS: Mapping[str, Fault] = {
    "clicks": clicks.FAULT,
    "clipping": clippings.FAULT,
    "hum": hums.FAULT,
    "noise": noise.FAULT,
    "room": roominess.FAULT,
    "plosives": plosives.FAULT,
    "rumble": rumbles.FAULT,
    "breaths": breaths.FAULT,
}
"""Each is heard, mended, measured again and asked about by what is found of it."""
