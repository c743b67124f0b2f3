"""Build `weights/reader.pt`, the second reader: `python -m models.build_reader LESSONS --from MINILM`.

`LESSONS` is what `python -m assistant.lessons` writes: a line for each saying, what was said and what it means, or what
is said beside requests. `MINILM` is a folder with `model.safetensors` and `tokenizer.json` of all-MiniLM-L6-v2, whose
layers the network begins with; `weights/reader.md` tells where it is to be had.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import torch
from rich.console import Console
from torch import Tensor, nn

from models.reader import (
    ALL,
    LONGEST,
    MASKED,
    OTHER,
    PLACES,
    SIGNS,
    WEIGHTS,
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

BATCH, EPOCHS, FASTEST = 64, 12, 2e-3

GENTLY = 1e-4
"""How fast what is known already goes on learning."""

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


def loss(net: Net, batch: Sequence[Lesson], known: Vocabulary) -> Tensor:
    """Return how unlikely the network holds what a batch means, per word."""
    writes = known.numbers("writes")
    said = batched([said for said, _ in batch], known)
    found, state = net.encode(said)
    longest = max(len(means) for _, means in batch) + 1
    may = torch.zeros(len(batch), longest, len(writes) + said.words.shape[1], dtype=torch.bool)
    for row, (_, means) in enumerate(batch):
        for at, options in enumerate([*means, *END]):
            for option in options:
                number = len(writes) + option if isinstance(option, int) else writes.get(option)
                if number is not None:
                    may[row, at, number] = True
    context, total, count = torch.zeros_like(state), torch.zeros(()), 0
    before = net.written.weight[1].expand(len(batch), -1)
    rows_n, most = torch.arange(len(batch)), len(writes)
    for at in range(longest):
        likely, context, state = net.step(before, context, state, found, said.words)
        fits = may[:, at]
        rows = fits.any(1)
        fitting = likely.masked_fill(~fits, -1e9)
        total, count = total - fitting.logsumexp(1)[rows].float().sum(), count + int(rows.sum())
        taken = fitting.argmax(1)
        wrote = net.written(taken.clamp(max=most - 1))
        copied = found[rows_n, (taken - most).clamp(min=0)]
        before = torch.where((taken < most)[:, None], wrote, copied)
    return total / max(count, 1)


def batches(of: Lessons, chance: Random) -> Iterator[list[Lesson]]:
    """Yield lessons, varied, those of like length together, and what asks for nothing among them."""
    alone: list[Lesson] = [(said, []) for place in (BEFORE, AFTER) for said in of.asides[place]]
    mixed = [*(varied(lesson, of, chance) for lesson in of.taught), *alone]
    chance.shuffle(mixed)
    for at in range(0, len(mixed), BATCH * 16):
        some = sorted(mixed[at : at + BATCH * 16], key=lambda lesson: (len(lesson[0]), len(lesson[1])))
        groups = [some[i : i + BATCH] for i in range(0, len(some), BATCH)]
        chance.shuffle(groups)
        yield from groups


def build(
    of: Lessons, out: Path, epochs: int, console: Console, start: Begun | None, shape: Shape, seed: int = 7
) -> None:
    """Train on lessons and write the weights."""
    torch.manual_seed(seed)
    torch.set_num_threads(1)
    chance = Random(seed)
    known = vocabulary(of, start)
    net = Net(known, shape)
    if start:
        begin_with(net, start, known)
    console.print(f"{len(of.taught)} lessons, {sum(p.numel() for p in net.parameters()):,} weights")
    begun_with = {id(p) for part in (net.place, net.norm, net.layers) for p in part.parameters()} if start else set()
    learning = [p for p in net.parameters() if p.requires_grad]
    rates = [GENTLY, FASTEST]
    groups = [[p for p in learning if (id(p) in begun_with) == old] for old in (True, False)]
    optimiser = torch.optim.AdamW(
        [{"params": some, "lr": rate} for some, rate in zip(groups, rates, strict=True)], weight_decay=0.01
    )
    steps = epochs * sum(1 for _ in batches(of, Random(seed)))
    pace = torch.optim.lr_scheduler.OneCycleLR(optimiser, rates, total_steps=steps + 1, pct_start=0.15)
    for epoch in range(epochs):
        began, sums, n = time.perf_counter(), 0.0, 0
        net.train()
        for batch in batches(of, chance):
            optimiser.zero_grad()
            with torch.autocast("cpu", torch.bfloat16):
                lost = loss(net, batch, known)
            torch.autograd.backward([lost])
            nn.utils.clip_grad_norm_(learning, 1.0)
            optimiser.step()
            pace.step()
            sums, n = sums + float(lost.detach()), n + 1
        console.print(f"epoch {epoch + 1}: {sums / n:.3f} a word, {time.perf_counter() - began:.0f} s")
        torch.save(kept(net, known, shape), out)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("lessons", type=Path)
    parser.add_argument("--from", dest="begins", type=Path, help="the folder of the encoder to begin with")
    parser.add_argument("--layers", type=int, default=Shape.layers)
    parser.add_argument("--out", type=Path, default=WEIGHTS)
    parser.add_argument("--epochs", type=int, default=EPOCHS)
    given = parser.parse_args()
    first = begun(given.begins) if given.begins else None
    build(lessons(given.lessons), given.out, given.epochs, Console(), first, Shape(layers=given.layers))
