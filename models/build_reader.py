"""Build `weights/reader.pt`, the second reader: `python -m models.build_reader LESSONS --from MINILM`.

`LESSONS` is what `python -m assistant.lessons` writes: a line for each saying, what was said and what it means, or what
is said beside requests. `MINILM` is a folder with `model.safetensors` and `tokenizer.json` of all-MiniLM-L6-v2, whose
layers the network begins with; `weights/reader.md` tells where it is to be had.
"""

from __future__ import annotations

import argparse
import json
import math
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from random import Random
from typing import Any

import torch
from rich.console import Console
from torch import Tensor, nn
from torch.utils.data import DataLoader, IterableDataset, get_worker_info

from models.reader import (
    ALL,
    LONGEST,
    MASKED,
    OTHER,
    PLACES,
    SIGNS,
    WEIGHTS,
    Batch,
    Net,
    Shape,
    Vocabulary,
    batched,
    kept,
    pieces,
)

Option = str | int
Said = list[tuple[str, list[str]]]
Lesson = tuple[Said, list[list[Option]]]
"""What was said, and for each word that it means what may be written or copied; nothing if it asks for nothing."""

Prepared = tuple[Batch, Tensor]
"""Lessons as numbers: what was said, and what may be written next. (lessons, words meant, words to write or copy)"""

FASTEST = 3e-3

GENTLY = 2e-4
"""How fast what is known already goes on learning."""

WARMING = 0.15
"""The part of all learning in which it becomes faster."""

RARE = 2
"""A kind or a word that is written less often is not known."""

COMMON = 16000
"""So many pieces of the longest list, the commonest of which come first, are kept, and those of the lessons."""

END: list[list[Option]] = [["<end>"]]
"""What is written when all is said."""

ALIKE = {"<who>": "guitar", "<number>": "five", "<name>": "something"}
"""Words that the signs are taken for to begin with."""

OPENING, BEFORE, AFTER = "opening", "before", "after"
"""Where what asks for nothing may be said."""

ASIDE = {OPENING: 0.06, BEFORE: 0.12, AFTER: 0.12}
"""How often it is said there."""


@dataclass(frozen=True)
class Lessons:
    """What there is to learn: sayings with their meanings, and for each place beside a request what is said there."""

    taught: Sequence[Lesson]
    asides: Mapping[str, Sequence[Said]]


@dataclass(frozen=True)
class Recipe:
    """How often all lessons are gone through, how many at once, where, and by how many processes they are prepared."""

    epochs: int = 32
    batch: int = 512
    device: str = "cuda" if torch.cuda.is_available() else "cpu"
    workers: int = 4
    seed: int = 7


@dataclass(frozen=True)
class Begun:
    """What the network begins with: the names of its pieces, the commonest first, and tensors by name."""

    pieces: Sequence[str]
    tensors: Mapping[str, Tensor]


def lessons(path: Path) -> Lessons:
    """Return the lessons in a file."""
    found: list[Any] = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    said = [([(word, kinds) for word, kinds in one["said"]], one) for one in found]
    taught = [(words, one["means"]) for words, one in said if "means" in one]
    return Lessons(
        taught,
        {place: [words for words, one in said if one.get("aside") == place] for place in (OPENING, BEFORE, AFTER)},
    )


def begun(folder: Path) -> Begun:
    """Return what is in the files of a pretrained encoder: safetensors are a length, names and places, and numbers."""
    tokens: dict[str, int] = json.loads((folder / "tokenizer.json").read_text(encoding="utf-8"))["model"]["vocab"]
    raw = (folder / "model.safetensors").read_bytes()
    start = 8 + int.from_bytes(raw[:8], "little")
    tensors: dict[str, Tensor] = {}
    for name, one in json.loads(raw[8:start]).items():
        if one.get("dtype") == "F32":
            begin, end = one["data_offsets"]
            values = torch.frombuffer(bytearray(raw[start + begin : start + end]), dtype=torch.float32)
            tensors[name.removeprefix("bert.")] = values.view(one["shape"])
    return Begun(sorted(tokens, key=lambda token: tokens[token]), tensors)


def vocabulary(of: Lessons, start: Begun | None) -> Vocabulary:
    """Return the pieces, kinds and words that there are to know."""
    said = [*(said for said, _ in of.taught), *(said for some in of.asides.values() for said in some)]
    words = Counter(word for one in said for word, _ in one if word not in SIGNS)
    kinds = Counter(kind for one in said for _, some in one for kind in some)
    writes = Counter(
        option for _, means in of.taught for options in means for option in options if isinstance(option, str)
    )
    if start:
        known = {piece: at for at, piece in enumerate(start.pieces)}
        needed = {number for word in words for number in pieces(word, {**known, **dict.fromkeys(SIGNS, 0)})}
        plain = [at for at, piece in enumerate(start.pieces) if piece.isascii() and not piece.startswith("[unused")]
        some = [start.pieces[at] for at in sorted({*plain[:COMMON], *needed})]
    else:
        letters = sorted({letter for word in words for letter in word.lower() if not letter.isspace()})
        spelt = sorted(word for word, n in words.items() if n >= RARE and word.isalpha())
        some = list(dict.fromkeys([ALL, OTHER, MASKED, *letters, *(f"##{letter}" for letter in letters), *spelt]))
    return Vocabulary(
        (*some, *SIGNS),
        ("", *sorted(kind for kind, n in kinds.items() if n >= RARE)),
        ("", "<begin>", "<end>", *sorted(word for word, n in writes.items() if n >= RARE)),
    )


def begin_with(net: Net, start: Begun, known: Vocabulary) -> None:
    """Give a network the lower layers of a pretrained encoder (BERT), as many as it has."""
    row = {piece: at for at, piece in enumerate(start.pieces)}
    of, embedded = start.tensors, "embeddings."
    rows = torch.tensor([row[ALIKE.get(piece, piece)] for piece in known.pieces])
    with torch.no_grad():
        net.piece.weight.copy_(of[embedded + "word_embeddings.weight"][rows])
        places = of[embedded + "position_embeddings.weight"][:PLACES]
        net.place.weight.copy_(places + of[embedded + "token_type_embeddings.weight"][0])
        net.norm.load_state_dict({part: of[f"{embedded}LayerNorm.{part}"] for part in ("weight", "bias")})
        for at, layer in enumerate(net.layers):
            name = f"encoder.layer.{at}."
            attention = f"{name}attention.self."
            values = {
                f"{ours}.{part}": of[f"{name}{theirs}.{part}"]
                for part in ("weight", "bias")
                for ours, theirs in (
                    ("self_attn.out_proj", "attention.output.dense"),
                    ("norm1", "attention.output.LayerNorm"),
                    ("linear1", "intermediate.dense"),
                    ("linear2", "output.dense"),
                    ("norm2", "output.LayerNorm"),
                )
            }
            for part in ("weight", "bias"):
                asked = [of[f"{attention}{each}.{part}"] for each in ("query", "key", "value")]
                values[f"self_attn.in_proj_{part}"] = torch.cat(asked)
            layer.load_state_dict(values)
    net.piece.requires_grad_(False)  # words that no lesson has stay beside those that mean as much


def varied(lesson: Lesson, of: Lessons, chance: Random) -> Lesson:
    """Return a lesson as somebody else might say it: with a slip, with another request, with something told beside."""
    said, means = list(lesson[0]), [list(options) for options in lesson[1]]
    copied = {option for options in means for option in options if isinstance(option, int)}
    for at, (word, kinds) in enumerate(said):
        if word in SIGNS or len(word) < 2:
            continue
        luck = chance.random()
        if kinds and at in copied and luck < 0.35:
            said[at] = ("", kinds)  # it is copied, whatever the word
        elif luck < 0.03:
            said[at] = (word, [])  # a word nobody has taught
        elif not kinds and luck < 0.08:
            said[at] = (_slip(word, chance), kinds)
    other, asks = chance.choice(of.taught)
    if means and asks and chance.random() < 0.12 and len(said) + len(other) < LONGEST - 1:
        means = [*means, ["and"], *_behind(asks, len(said) + 1)]
        said = [*said, _joint([",", "and", ".", "then"], chance), *other]
    for place, often in ASIDE.items():
        if of.asides[place] and chance.random() < often:
            aside = chance.choice(of.asides[place])
            if len(said) + len(aside) < LONGEST - 1:
                said, means = _beside(said, means, place, aside, chance)
    return said, means


def _beside(
    said: Said, means: list[list[Option]], place: str, aside: Said, chance: Random
) -> tuple[Said, list[list[Option]]]:
    """Return a lesson with something told before or behind it that asks for nothing."""
    if place == AFTER:
        return [*said, *([_joint([",", "."], chance)] if chance.random() < 0.7 else []), *aside], means
    told = [*aside, *([_joint([",", ".", "and"], chance)] if place == BEFORE and chance.random() < 0.9 else [])]
    return [*told, *said], _behind(means, len(told))


def _behind(means: Sequence[Sequence[Option]], shift: int) -> list[list[Option]]:
    return [[option + shift if isinstance(option, int) else option for option in options] for options in means]


def _joint(joints: Sequence[str], chance: Random) -> tuple[str, list[str]]:
    joint = chance.choice(joints)
    return joint, ["_AND"] if joint != "." else ["_THEN"]


def _slip(word: str, chance: Random) -> str:
    at = chance.randrange(len(word))
    return chance.choice([word[:at] + word[at + 1 :], word[:at] + word[at] + word[at:], word]) or word


def prepared(batch: Sequence[Lesson], known: Vocabulary, writes: Mapping[str, int]) -> Prepared:
    """Return lessons as numbers."""
    said = batched([said for said, _ in batch], known)
    longest = max(len(means) for _, means in batch) + 1
    fits = [
        (row, at, len(writes) + option if isinstance(option, int) else writes[option])
        for row, (_, means) in enumerate(batch)
        for at, options in enumerate([*means, *END])
        for option in options
        if isinstance(option, int) or option in writes
    ]
    may = torch.zeros(len(batch), longest, len(writes) + said.words.shape[1], dtype=torch.bool)
    may[tuple(torch.tensor(fits).T)] = True
    return said, may


def loss(net: Net, said: Batch, may: Tensor) -> Tensor:
    """Return how unlikely the network holds what a batch means, per word."""
    found, state = net.encode(said)
    context, total = torch.zeros_like(state), torch.zeros((), device=may.device)
    before = net.written.weight[1].expand(len(may), -1)
    rows, most = torch.arange(len(may), device=may.device), len(net.written.weight)
    for at in range(may.shape[1]):
        likely, context, state = net.step(before, context, state, found, said.words)
        fits = may[:, at]
        fitting = likely.masked_fill(~fits, -1e9)
        total = total - torch.where(fits.any(1), fitting.logsumexp(1), 0.0).float().sum()
        taken = fitting.argmax(1)
        wrote = net.written(taken.clamp(max=most - 1))
        copied = found[rows, (taken - most).clamp(min=0)]
        before = torch.where((taken < most)[:, None], wrote, copied)
    return total / may.any(2).sum()


class Shuffled(IterableDataset[Prepared]):
    """Lessons of an epoch, varied, those of like length together, and what asks for nothing among them.

    Each process that prepares them has a share of its own.
    """

    def __init__(self, of: Lessons, known: Vocabulary, size: int, seed: str) -> None:
        self._of, self._known, self._size, self._seed = of, known, size, seed

    def __iter__(self) -> Iterator[Prepared]:
        share = get_worker_info()
        own, shares = (share.id, share.num_workers) if share else (0, 1)
        chance, of = Random(f"{self._seed} {own}"), self._of
        alone: list[Lesson] = [(said, []) for place in (BEFORE, AFTER) for said in of.asides[place]]
        mixed = [*(varied(lesson, of, chance) for lesson in of.taught[own::shares]), *alone[own::shares]]
        chance.shuffle(mixed)
        writes, size = self._known.numbers("writes"), self._size
        for at in range(0, len(mixed), size * 16):
            some = sorted(mixed[at : at + size * 16], key=lambda lesson: (len(lesson[1]), len(lesson[0])))
            groups = [some[i : i + size] for i in range(0, len(some), size)]
            chance.shuffle(groups)
            yield from (prepared(group, self._known, writes) for group in groups)


def pace(done: float) -> float:
    """Return how fast to learn once a part of all is done, 0 to 1: slowly at first, slower and slower at last."""
    return done / WARMING if done < WARMING else 0.5 * (1 + math.cos(math.pi * (done - WARMING) / (1 - WARMING)))


def build(of: Lessons, out: Path, recipe: Recipe, console: Console, start: Begun | None, shape: Shape) -> None:
    """Train on lessons and write the weights."""
    torch.manual_seed(recipe.seed)
    torch.set_num_threads(1)
    known, device = vocabulary(of, start), torch.device(recipe.device)
    net = Net(known, shape)
    if start:
        begin_with(net, start, known)
    net.to(device)
    console.print(f"{len(of.taught)} lessons, {sum(p.numel() for p in net.parameters()):,} weights")
    begun_with = {id(p) for part in (net.place, net.norm, net.layers) for p in part.parameters()} if start else set()
    learning = [p for p in net.parameters() if p.requires_grad]
    rates = [GENTLY, FASTEST]
    groups = [[p for p in learning if (id(p) in begun_with) == old] for old in (True, False)]
    optimiser = torch.optim.AdamW([{"params": some} for some in groups], weight_decay=0.01)
    lessons_n = len(of.taught) + sum(len(of.asides[place]) for place in (BEFORE, AFTER))
    for epoch in range(recipe.epochs):
        began, sums, n, seen = time.perf_counter(), torch.zeros((), device=device), 0, 0
        net.train()
        some = Shuffled(of, known, recipe.batch, f"{recipe.seed} {epoch}")
        for said, may in DataLoader(some, batch_size=None, num_workers=recipe.workers):
            for group, rate in zip(optimiser.param_groups, rates, strict=True):
                group["lr"] = rate * pace((epoch + seen / lessons_n) / recipe.epochs)
            optimiser.zero_grad()
            with torch.autocast(device.type, torch.bfloat16):
                lost = loss(net, said.on(device), may.to(device))
            torch.autograd.backward([lost])
            nn.utils.clip_grad_norm_(learning, 1.0)
            optimiser.step()
            sums, n, seen = sums + lost.detach(), n + 1, seen + len(may)
        console.print(f"epoch {epoch + 1}: {float(sums) / n:.3f} a word, {time.perf_counter() - began:.0f} s")
        torch.save(kept(net, known, shape), out)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("lessons", type=Path)
    parser.add_argument("--from", dest="begins", type=Path, help="the folder of the encoder to begin with")
    parser.add_argument("--layers", type=int, default=Shape.layers)
    parser.add_argument("--size", type=int, default=Shape.size)
    parser.add_argument("--out", type=Path, default=WEIGHTS)
    for field in fields(Recipe):
        parser.add_argument(f"--{field.name}", type=type(field.default), default=field.default)
    given = parser.parse_args()
    first = begun(given.begins) if given.begins else None
    recipe = Recipe(**{field.name: getattr(given, field.name) for field in fields(Recipe)})
    shape = Shape(layers=given.layers, size=given.size)
    build(lessons(given.lessons), given.out, recipe, Console(), first, shape)
