"""A second reader: what an utterance that the grammar cannot read may have meant, in the program's own words.

A small network (encoder, attention, decoder that writes words or copies them) trained on sayings of the authors'
own; `weights/reader.md` says on which, how it was made and how far it can be trusted. It knows no names and no figures:
those it copies. It never acts: whoever calls it reads what it proposes like typed text, and asks.

References
----------
J. Gu et al., "Incorporating copying mechanism in sequence-to-sequence learning", ACL 2016. D. Bahdanau et al., "Neural
machine translation by jointly learning to align and translate", ICLR 2015. P. Bojanowski et al., "Enriching word
vectors with subword information", TACL 5, 2017.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

WEIGHTS = Path(__file__).parent / "weights" / "reader.pt"

PIECES = 4096
"""So many kinds of three letters in a row are told apart."""

LONGEST = 40
"""Words said at once that are still read; more are not proposed for."""

Heard = tuple[str, Sequence[str]]
"""A word as it was said, or the sign for a name or a figure, and the kinds of which it may be."""


@dataclass(frozen=True)
class Proposal:
    """What an utterance may have meant.

    Attributes
    ----------
    words
        Words to be written, and the places of words of the utterance to be copied.
    sure
        How likely the network holds it to be word for word, 0 to 1.
    """

    words: tuple[str | int, ...]
    sure: float


def pieces(word: str) -> list[int]:
    """Return the numbers of the three letters in a row that a word has, with its beginning and end."""
    marked = f"<{word}>"
    return [zlib.crc32(marked[i : i + 3].encode()) % PIECES for i in range(max(1, len(marked) - 2))]


@dataclass(frozen=True)
class Vocabulary:
    """The words and kinds that the network knows by number; number 0 is any other, 1 begins and 2 ends."""

    words: tuple[str, ...]
    kinds: tuple[str, ...]
    writes: tuple[str, ...]

    def numbers(self, of: str) -> dict[str, int]:
        """Return the number of each of the words, kinds or words written."""
        return {word: at for at, word in enumerate(getattr(self, of))}


class Net(nn.Module):
    """Reads words with their kinds and writes words or copies some of those it has read.

    Parameters
    ----------
    vocabulary
        The words and kinds that it knows, and the words that it can write.
    size
        Numbers by which it knows a word.
    """

    def __init__(self, vocabulary: Vocabulary, size: int, dropout: float = 0.3) -> None:
        super().__init__()
        writes = len(vocabulary.writes)
        self.word = nn.EmbeddingBag(len(vocabulary.words), size, mode="sum")
        self.piece = nn.EmbeddingBag(PIECES, size, mode="mean")
        self.kind = nn.EmbeddingBag(len(vocabulary.kinds), size, mode="sum")
        self.encoder = nn.GRU(size, size, num_layers=2, bidirectional=True, batch_first=True, dropout=dropout)
        self.written = nn.Embedding(writes, 2 * size)
        self.begin = nn.Linear(2 * size, 2 * size)
        self.decoder = nn.GRUCell(4 * size, 2 * size)
        self.attend = nn.Linear(2 * size, 2 * size, bias=False)
        self.point = nn.Linear(2 * size, 2 * size, bias=False)
        self.join = nn.Linear(4 * size, 2 * size)
        self.write = nn.Linear(2 * size, writes)
        self.drop = nn.Dropout(dropout)

    def encode(self, bags: Sequence[Tensor], mask: Tensor) -> tuple[Tensor, Tensor]:
        """Return each word in its surroundings, and the state to begin writing with.

        `bags` are the numbers and the beginnings of the words, pieces and kinds of all places of the batch in a row.
        """
        words, words_at, parts, parts_at, kinds, kinds_at = bags
        batch, length = mask.shape
        known = self.word(words, words_at) + self.piece(parts, parts_at) + self.kind(kinds, kinds_at)
        said = self.drop(known.view(batch, length, -1))
        packed = nn.utils.rnn.pack_padded_sequence(said, mask.sum(1), batch_first=True, enforce_sorted=False)
        out, _ = self.encoder(packed)
        found, _ = nn.utils.rnn.pad_packed_sequence(out, batch_first=True, total_length=length)
        found = self.drop(found)
        middle = (found * mask[:, :, None]).sum(1) / mask.sum(1, keepdim=True)
        return found, torch.tanh(self.begin(middle))

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


def bagged(said: Sequence[Sequence[Heard]], vocabulary: Vocabulary) -> tuple[list[Tensor], Tensor]:
    """Return utterances as numbers: bags of words, pieces and kinds for every place, and which places there are."""
    words_n, kinds_n = vocabulary.numbers("words"), vocabulary.numbers("kinds")
    length = max(map(len, said))
    bags: tuple[list[list[int]], ...] = ([], [], [])
    for one in said:
        for word, kinds in one:
            bags[0].append([words_n.get(word, 0)])
            bags[1].append(pieces(word))
            bags[2].append([kinds_n[kind] for kind in kinds if kind in kinds_n])
        for bag in bags:
            bag += [[]] * (length - len(one))
    flat: list[Tensor] = []
    for bag in bags:
        flat.append(torch.tensor([number for place in bag for number in place], dtype=torch.long))
        ends = torch.tensor([0, *map(len, bag)]).cumsum(0)
        flat.append(ends[:-1])
    mask = torch.tensor([[at < len(one) for at in range(length)] for one in said])
    return flat, mask


class Reader:
    """Proposes what utterances may mean.

    Parameters
    ----------
    weights
        The file that `models.build_reader` wrote.
    """

    def __init__(self, weights: Path = WEIGHTS) -> None:
        kept: dict[str, Any] = torch.load(weights, weights_only=True)
        self.vocabulary = Vocabulary(*(tuple(kept[of]) for of in ("words", "kinds", "writes")))
        self.net = Net(self.vocabulary, kept["size"])
        self.net.load_state_dict({name: value.float() for name, value in kept["net"].items()})
        self.net.eval()

    @torch.inference_mode()
    def propose(self, said: Sequence[Heard], most: int = 4) -> tuple[Proposal, ...]:
        """Return what an utterance may mean, the likeliest first; nothing for what is empty or too long."""
        if not 0 < len(said) <= LONGEST:
            return ()
        net, writes = self.net, self.vocabulary.writes
        found, state = net.encode(*bagged([said], self.vocabulary))
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
