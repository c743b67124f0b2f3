"""Values to JSON and back: one mechanism for journal, cache, pending questions and `--json`.

A dataclass becomes an object whose `_` names its class; tuples become lists and come back as tuples.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any


def encode(value: Any) -> Any:
    """Return `value` as strict JSON data; what is not finite becomes null."""
    if is_dataclass(value) and not isinstance(value, type):
        named = {f.name: encode(getattr(value, f.name)) for f in fields(value)}
        return {"_": type(value).__name__, **named}
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {str(key): encode(item) for key, item in value.items()}
    if isinstance(value, (tuple, list, frozenset)):
        return [encode(item) for item in value]
    return value


def decode(data: Any, classes: Mapping[str, type]) -> Any:
    """Return the value that `encode` wrote; fields it does not know are left at their defaults."""
    if isinstance(data, dict):
        inside = {key: decode(item, classes) for key, item in data.items() if key != "_"}
        if "_" not in data:
            return inside
        kind = classes[data["_"]]
        known = {f.name for f in fields(kind)}
        return kind(**{key: item for key, item in inside.items() if key in known})
    if isinstance(data, list):
        return tuple(decode(item, classes) for item in data)
    return data


def dumps(value: Any) -> str:
    """Return one line of strict JSON."""
    return json.dumps(encode(value), ensure_ascii=False, allow_nan=False, separators=(",", ":"))
