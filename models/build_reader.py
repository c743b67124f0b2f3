"""Build `weights/reader.pt`, the second reader: `python -m models.build_reader LESSONS`.

`LESSONS` is what `python -m assistant.lessons` writes: a line for each saying, what was said and what it means.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random
from typing import Any

import torch
from rich.console import Console
from torch import Tensor, nn

from models.reader import LONGEST, WEIGHTS, Net, Vocabulary, bagged

Option = str | int
Said = list[tuple[str, list[str]]]
Lesson = tuple[Said, list[list[Option]]]
"""What was said, and for each word that it means what may be written or copied."""

BATCH, EPOCHS, SIZE, FASTEST = 64, 24, 96, 2e-3

RARE = 2
"""A word that is said or written less often is not known by name."""

END: list[list[Option]] = [["<end>"]]
"""What is written when all is said."""

SIGNS = ("<who>", "<number>", "<name>")


def lessons(path: Path) -> list[Lesson]:
    """Return the lessons in a file."""
    found: list[Any] = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [([(word, kinds) for word, kinds in one["said"]], one["means"]) for one in found]


def vocabulary(of: Sequence[Lesson]) -> Vocabulary:
    """Return the words and kinds that occur often enough to be known."""
    words = Counter(word for said, _ in of for word, _ in said)
    kinds = Counter(kind for said, _ in of for _, some in said for kind in some)
    writes = Counter(option for _, means in of for options in means for option in options if isinstance(option, str))
    return Vocabulary(
        ("", *sorted(word for word, n in words.items() if n >= RARE)),
        ("", *sorted(kind for kind, n in kinds.items() if n >= RARE)),
        ("", "<begin>", "<end>", *sorted(word for word, n in writes.items() if n >= RARE)),
    )


def varied(lesson: Lesson, other: Lesson, chance: Random) -> Lesson:
    """Return a lesson as somebody else might say it: with a slip, in other words of a kind, or with another request."""
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
    if chance.random() < 0.12 and len(said) + len(other[0]) < LONGEST - 1:
        joint = chance.choice([",", "and", ".", "then"])
        shift = len(said) + 1
        behind = [[o + shift if isinstance(o, int) else o for o in options] for options in other[1]]
        said = [*said, (joint, ["_AND"] if joint != "." else ["_THEN"]), *other[0]]
        means = [*means, ["and"], *behind]
    return said, means


def _slip(word: str, chance: Random) -> str:
    at = chance.randrange(len(word))
    return chance.choice([word[:at] + word[at + 1 :], word[:at] + word[at] + word[at:], word]) or word


def loss(net: Net, batch: Sequence[Lesson], known: Vocabulary) -> Tensor:
    """Return how unlikely the network holds what a batch means, per word."""
    writes = known.numbers("writes")
    bags, mask = bagged([said for said, _ in batch], known)
    found, state = net.encode(bags, mask)
    longest = max(len(means) for _, means in batch) + 1
    may = torch.zeros(len(batch), longest, len(writes) + mask.shape[1], dtype=torch.bool)
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
        likely, context, state = net.step(before, context, state, found, mask)
        fits = may[:, at]
        rows = fits.any(1)
        gained = likely.masked_fill(~fits, -1e9).logsumexp(1)
        total, count = total - gained[rows].sum(), count + int(rows.sum())
        taken = likely.masked_fill(~fits, -1e9).argmax(1)
        wrote = net.written(taken.clamp(max=most - 1))
        copied = found[rows_n, (taken - most).clamp(min=0)]
        before = torch.where((taken < most)[:, None], wrote, copied)
    return total / max(count, 1)


def batches(of: Sequence[Lesson], chance: Random) -> Iterator[list[Lesson]]:
    """Yield lessons, varied, those of like length together."""
    mixed = [varied(lesson, chance.choice(of), chance) for lesson in of]
    chance.shuffle(mixed)
    for at in range(0, len(mixed), BATCH * 16):
        some = sorted(mixed[at : at + BATCH * 16], key=lambda lesson: (len(lesson[0]), len(lesson[1])))
        groups = [some[i : i + BATCH] for i in range(0, len(some), BATCH)]
        chance.shuffle(groups)
        yield from groups


def build(of: Sequence[Lesson], out: Path, epochs: int, console: Console, seed: int = 7) -> None:
    """Train on lessons and write the weights."""
    torch.manual_seed(seed)
    torch.set_num_threads(1)  # so small a network is no faster on more
    chance = Random(seed)
    known = vocabulary(of)
    net = Net(known, SIZE)
    console.print(f"{len(of)} lessons, {sum(p.numel() for p in net.parameters()):,} weights")
    steps = epochs * (len(of) // BATCH + 1)
    optimiser = torch.optim.AdamW(net.parameters(), lr=FASTEST, weight_decay=0.01)
    pace = torch.optim.lr_scheduler.OneCycleLR(optimiser, FASTEST, total_steps=steps, pct_start=0.15)
    for epoch in range(epochs):
        began, sums, n = time.perf_counter(), 0.0, 0
        net.train()
        for batch in batches(of, chance):
            optimiser.zero_grad()
            lost = loss(net, batch, known)
            torch.autograd.backward([lost])
            nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            optimiser.step()
            pace.step()
            sums, n = sums + float(lost.detach()), n + 1
        console.print(f"epoch {epoch + 1}: {sums / n:.3f} a word, {time.perf_counter() - began:.0f} s")
    kept = {name: value.half() for name, value in net.state_dict().items()}
    torch.save({"words": known.words, "kinds": known.kinds, "writes": known.writes, "size": SIZE, "net": kept}, out)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("lessons", type=Path)
    parser.add_argument("--out", type=Path, default=WEIGHTS)
    parser.add_argument("--epochs", type=int, default=EPOCHS)
    given = parser.parse_args()
    build(lessons(given.lessons), given.out, given.epochs, Console())
