"""A second reader: what an utterance that the grammar cannot read may have meant, in the program's own words.

A small network (encoder, attention, decoder that writes words or copies them) trained on sayings of the authors'
own; `weights/reader.md` says on which, how it was made and how far it can be trusted. It knows no names and no figures:
those it copies. It does nothing itself: whoever calls it reads that like typed text.

References
----------
W. Wang et al., "MiniLM: deep self-attention distillation for task-agnostic compression of pre-trained transformers",
NeurIPS 2020: the encoder. J. Gu et al., "Incorporating copying mechanism in sequence-to-sequence learning", ACL 2016,
and D. Bahdanau et al., "Neural machine translation by jointly learning to align and translate", ICLR 2015: the decoder.
Y. Wu et al., "Google's neural machine translation system", 2016: the pieces of words.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass, field, fields
from functools import cache
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

WEIGHTS = Path(__file__).parent / "weights" / "reader.pt"

LONGEST = 40
"""Words said at once that are still read; more are not proposed for."""

PLACES = 96
"""Pieces of words that are read."""

ALL, OTHER, MASKED = "[CLS]", "[UNK]", "[MASK]"
"""Pieces that stand for the whole, for what cannot be spelt, and for a word that is not told."""

SIGNS = ("<who>", "<number>", "<name>")
"""What stands for whoever was named, for a figure, and for a name that a person has given."""

Heard = tuple[str, Sequence[str]]
"""A word as it was said, or the sign for a name or a figure, and the kinds of which it may be."""


@dataclass(frozen=True)
class Proposal:
    """What an utterance may have meant.

    Attributes
    ----------
    words
        Words to be written, and the places of words of the utterance to be copied; none if it asks for nothing.
    sure
        How likely the network holds it to be word for word, 0 to 1.
    """

    words: tuple[str | int, ...]
    sure: float


@dataclass(frozen=True)
class Shape:
    """How large a network is: numbers by which it knows a piece, its layers and heads, and those it writes with."""

    width: int = 384
    layers: int = 6
    heads: int = 12
    size: int = 512


@dataclass(frozen=True)
class Vocabulary:
    """The pieces and kinds that the network knows, and the words it writes: 0 is any other, 1 begins, 2 ends."""

    pieces: tuple[str, ...]
    kinds: tuple[str, ...]
    writes: tuple[str, ...]
    _known: dict[str, dict[str, int]] = field(default_factory=dict, init=False, repr=False, compare=False)
    _spelt: dict[str, list[int]] = field(default_factory=dict, init=False, repr=False, compare=False)

    def numbers(self, of: str) -> dict[str, int]:
        """Return the number of each of the pieces, kinds or words written."""
        if of not in self._known:
            self._known[of] = {word: at for at, word in enumerate(getattr(self, of))}
        return self._known[of]

    def spelt(self, word: str) -> list[int]:
        """Return the numbers of the pieces that a word is made of."""
        if word not in self._spelt:
            self._spelt[word] = pieces(word, self.numbers("pieces"))
        return self._spelt[word]


@dataclass(frozen=True)
class Batch:
    """Utterances as numbers.

    Attributes
    ----------
    pieces, there
        The numbers of the pieces of each, ALL first; and which of them there are. (utterances, pieces)
    kinds, kinds_at
        The numbers of the kinds that all those pieces may be, in a row, and where those of each piece begin.
    belongs
        How much each piece is of each word. (utterances, words, pieces)
    words
        Which words there are. (utterances, words)
    """

    pieces: Tensor
    there: Tensor
    kinds: Tensor
    kinds_at: Tensor
    belongs: Tensor
    words: Tensor

    def on(self, device: torch.device) -> Batch:
        """Return it where a network is."""
        return Batch(*(getattr(self, field.name).to(device) for field in fields(self)))


_WORD = re.compile(r"[^\W\d_]+|\d|[^\w\s]|_")


def pieces(text: str, known: Mapping[str, int]) -> list[int]:
    """Return the numbers of the longest known pieces that what was said is made of, those within words marked "##"."""
    if text in SIGNS or not text:
        return [known[text or MASKED]]
    found: list[int] = []
    for word in _WORD.findall(text.lower()):
        at = 0
        while at < len(word):
            parts = ((end, ("##" if at else "") + word[at:end]) for end in range(len(word), at, -1))
            at, part = next(((end, part) for end, part in parts if part in known), (at + 1, OTHER))
            found.append(known[part])
    return found or [known[OTHER]]


def batched(said: Sequence[Sequence[Heard]], vocabulary: Vocabulary) -> Batch:
    """Return utterances as numbers."""
    kinds_n = vocabulary.numbers("kinds")
    rows = [
        [(n, at, kinds) for at, (word, kinds) in enumerate(one) for n in vocabulary.spelt(word)][: PLACES - 1]
        for one in said
    ]
    length, longest = 1 + max(map(len, rows)), max(map(len, said))
    numbers = torch.zeros(len(said), length, dtype=torch.long)
    there = torch.zeros(len(said), length, dtype=torch.bool)
    belongs = torch.zeros(len(said), longest, length)
    numbers[:, 0], there[:, 0] = vocabulary.numbers("pieces")[ALL], True
    flat: list[int] = []
    starts: list[int] = []
    for i, row in enumerate(rows):
        starts.append(len(flat))
        for place, (number, word, kinds) in enumerate(row, start=1):
            numbers[i, place], there[i, place], belongs[i, word, place] = number, True, 1.0
            starts.append(len(flat))
            flat += [kinds_n[kind] for kind in kinds if kind in kinds_n]
        starts += [len(flat)] * (length - 1 - len(row))
    belongs /= belongs.sum(2, keepdim=True).clamp(min=1)
    words = torch.tensor([[at < len(one) for at in range(longest)] for one in said])
    return Batch(
        numbers, there, torch.tensor(flat, dtype=torch.long), torch.tensor(starts, dtype=torch.long), belongs, words
    )


class Net(nn.Module):
    """Reads pieces of words with their kinds, and writes words or copies some of those it has read.

    Parameters
    ----------
    vocabulary
        The pieces and kinds that it knows, and the words that it can write.
    shape
        How large it is.
    """

    def __init__(self, vocabulary: Vocabulary, shape: Shape, dropout: float = 0.1) -> None:
        super().__init__()
        width, size, writes = shape.width, shape.size, len(vocabulary.writes)
        self.piece = nn.Embedding(len(vocabulary.pieces), width)
        self.place = nn.Embedding(PLACES, width)
        self.kind = nn.EmbeddingBag(len(vocabulary.kinds), width, mode="sum")
        self.norm = nn.LayerNorm(width, eps=1e-12)
        self.layers = nn.ModuleList(
            nn.TransformerEncoderLayer(
                width, shape.heads, 4 * width, dropout, "gelu", layer_norm_eps=1e-12, batch_first=True
            )
            for _ in range(shape.layers)
        )
        self.found = nn.Linear(width, size)
        self.written = nn.Embedding(writes, size)
        self.begin = nn.Linear(size, size)
        self.decoder = nn.GRUCell(2 * size, size)
        self.attend = nn.Linear(size, size, bias=False)
        self.point = nn.Linear(size, size, bias=False)
        self.join = nn.Linear(2 * size, size)
        self.write = nn.Linear(size, writes)
        self.little, self.drop = nn.Dropout(dropout), nn.Dropout(3 * dropout)
        nn.init.zeros_(self.kind.weight)

    def encode(self, said: Batch) -> tuple[Tensor, Tensor]:
        """Return each word in its surroundings, (utterances, words, size), and the state to begin writing with."""
        kinds = self.kind(said.kinds, said.kinds_at).view(*said.pieces.shape, -1)
        now = self.little(self.norm(self.piece(said.pieces) + self.place.weight[: said.pieces.shape[1]] + kinds))
        for layer in self.layers:
            now = layer(now, src_key_padding_mask=~said.there)
        return self.drop(self.found(said.belongs @ now)), torch.tanh(self.begin(self.found(now[:, 0])))

    def step(
        self, before: Tensor, context: Tensor, state: Tensor, found: Tensor, mask: Tensor
    ) -> tuple[Tensor, Tensor, Tensor]:
        """Return how likely (log) each word to write and each place to copy is next, with context and state.

        `before` is what was written last: a row of `written`, or of `found` if it was copied.
        """
        state = self.decoder(torch.cat([self.drop(before), context], 1), state)
        weights = torch.einsum("bd,bld->bl", self.attend(state), found).masked_fill(~mask, -1e9).softmax(1)
        context = torch.einsum("bl,bld->bd", weights, found)
        joined = torch.tanh(self.join(torch.cat([state, context], 1)))
        copies = torch.einsum("bd,bld->bl", self.point(joined), found).masked_fill(~mask, -1e9)
        return torch.cat([self.write(self.drop(joined)), copies], 1).log_softmax(1), context, state


def kept(net: Net, vocabulary: Vocabulary, shape: Shape) -> dict[str, Any]:
    """Return a network as it is kept in a file: tables in steps of a 127th of the largest number of each row."""
    values: dict[str, Any] = {}
    for name, tensor in net.state_dict().items():
        value = tensor.cpu()
        if value.dim() == 2:
            steps = value.abs().amax(1, keepdim=True).clamp(min=1e-9) / 127
            values[name] = ((value / steps).round().to(torch.int8), steps.float())
        else:
            values[name] = value.float()
    names = {of: "\n".join(getattr(vocabulary, of)) for of in ("pieces", "kinds", "writes")}
    return {**names, "shape": astuple(shape), "net": values}


def restored(file: Mapping[str, Any]) -> tuple[Net, Vocabulary]:
    """Return a network from what was kept of it, the other way round."""
    vocabulary = Vocabulary(*(tuple(file[of].split("\n")) for of in ("pieces", "kinds", "writes")))
    net = Net(vocabulary, Shape(*file["shape"]))
    values = {name: one[0] * one[1] if isinstance(one, tuple) else one for name, one in file["net"].items()}
    net.load_state_dict(values)
    return net.eval(), vocabulary


class Reader:
    """Proposes what utterances may mean.

    Parameters
    ----------
    weights
        The file that `models.build_reader` wrote.
    """

    def __init__(self, weights: Path = WEIGHTS) -> None:
        self.net, self.vocabulary = restored(torch.load(weights, weights_only=True))

    def knows(self, word: str) -> bool:
        """Whether a word is one, or two together, that the network has met, and no string of letters."""
        return len(self.vocabulary.spelt(word)) <= 2

    def is_a_word(self, word: str) -> bool:
        """Whether a word is one of the language, of which there is a piece for the whole."""
        return len(self.vocabulary.spelt(word)) == 1

    @torch.inference_mode()
    def propose(self, said: Sequence[Heard], most: int = 6) -> tuple[Proposal, ...]:
        """Return what an utterance may mean, the likeliest first; nothing for what is empty or too long."""
        if not 0 < len(said) <= LONGEST:
            return ()
        net, writes = self.net, self.vocabulary.writes
        found, state = net.encode(batched([said], self.vocabulary))
        beams: list[tuple[float, tuple[int, ...]]] = [(0.0, (1,))]
        context = torch.zeros_like(state)
        ended: list[tuple[float, tuple[int, ...]]] = []
        for _ in range(LONGEST):
            n = len(beams)
            last = [way[-1] for _, way in beams]
            before = torch.stack(
                [net.written.weight[at] if at < len(writes) else found[0, at - len(writes)] for at in last]
            )
            mask = torch.ones(n, len(said), dtype=torch.bool)
            likely, context, state = net.step(before, context, state, found.expand(n, -1, -1), mask)
            scores = likely + torch.tensor([score for score, _ in beams])[:, None]
            best = scores.flatten().topk(min(2 * most, scores.numel()))
            going: list[tuple[float, tuple[int, ...], int]] = []
            for score, at in zip(best.values.tolist(), best.indices.tolist(), strict=True):
                beam, token = divmod(at, scores.shape[1])
                if token == 2:
                    ended.append((score, beams[beam][1][1:]))
                elif len(going) < most:
                    going.append((score, (*beams[beam][1], token), beam))
            if not going or (len(ended) >= most and sorted(ended)[-most][0] > going[0][0]):
                break
            beams = [(score, way) for score, way, _ in going]
            rows = torch.tensor([beam for _, _, beam in going])
            context, state = context[rows], state[rows]
        best_first = sorted(ended, reverse=True)[:most]
        return tuple(
            Proposal(
                tuple(writes[t] if t < len(writes) else t - len(writes) for t in way), float(torch.tensor(s).exp())
            )
            for s, way in best_first
        )


@cache
def second_reader() -> Reader:
    """Return the reader, loaded when first needed."""
    torch.set_num_threads(1)
    return Reader()
