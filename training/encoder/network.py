"""MiniLM (a BERT of 6 layers, 384 wide) and the heads that `dateline/extract/encoder.py` reads, in PyTorch."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional as F

from dateline.extract.encoder import EVENT, PAIRS, STEPS, TYPES

WIDE, HEADS, LAYERS, INNER = 384, 12, 6, 1536
PAIR = 128  # width of what an event word and another are compared in
DROP = 0.1


class Layer(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.qkv = nn.Linear(WIDE, 3 * WIDE)
        self.out = nn.Linear(WIDE, WIDE)
        self.norm1 = nn.LayerNorm(WIDE, eps=1e-12)
        self.up = nn.Linear(WIDE, INNER)
        self.down = nn.Linear(INNER, WIDE)
        self.norm2 = nn.LayerNorm(WIDE, eps=1e-12)

    def forward(self, x: Tensor, mask: Tensor | None) -> Tensor:
        batch, length, _ = x.shape
        q, k, v = self.qkv(x).view(batch, length, 3, HEADS, WIDE // HEADS).permute(2, 0, 3, 1, 4)
        seen = F.scaled_dot_product_attention(q, k, v, attn_mask=mask)
        seen = self.out(seen.transpose(1, 2).reshape(batch, length, WIDE))
        x = self.norm1(x + F.dropout(seen, DROP, self.training))
        return self.norm2(x + F.dropout(self.down(F.gelu(self.up(x))), DROP, self.training))


class MiniLM(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.words = nn.Embedding(30522, WIDE)
        self.places = nn.Embedding(512, WIDE)
        self.kind = nn.Parameter(torch.zeros(WIDE))
        self.norm = nn.LayerNorm(WIDE, eps=1e-12)
        self.layers = nn.ModuleList(Layer() for _ in range(LAYERS))

    def forward(self, ids: Tensor, mask: Tensor | None = None) -> Tensor:
        x = self.words(ids) + self.places(torch.arange(ids.shape[1])) + self.kind
        x = F.dropout(self.norm(x), DROP, self.training)
        for layer in self.layers:
            x = layer(x, mask)
        return x

    def load_published(self, file: Path) -> None:
        """The published weights of all-MiniLM-L6-v2, by the names of the BERT layout."""
        w = load_file(file)
        with torch.no_grad():
            self.words.weight.copy_(w["embeddings.word_embeddings.weight"])
            self.places.weight.copy_(w["embeddings.position_embeddings.weight"])
            self.kind.copy_(w["embeddings.token_type_embeddings.weight"][0])
            copy(self.norm, w, "embeddings.LayerNorm")
            for n, layer in enumerate(self.layers):
                at = f"encoder.layer.{n}"
                for part in ("weight", "bias"):
                    qkv = [w[f"{at}.attention.self.{name}.{part}"] for name in ("query", "key", "value")]
                    getattr(layer.qkv, part).copy_(torch.cat(qkv))
                copy(layer.out, w, f"{at}.attention.output.dense")
                copy(layer.norm1, w, f"{at}.attention.output.LayerNorm")
                copy(layer.up, w, f"{at}.intermediate.dense")
                copy(layer.down, w, f"{at}.output.dense")
                copy(layer.norm2, w, f"{at}.output.LayerNorm")


def copy(module: Any, weights: dict[str, Tensor], name: str) -> None:
    module.weight.copy_(weights[f"{name}.weight"])
    module.bias.copy_(weights[f"{name}.bias"])


class Heads(nn.Module):
    """The names of the parameters are those of `Encoded.heads`."""

    def __init__(self) -> None:
        super().__init__()
        self.types = nn.Linear(WIDE, len(TYPES))
        self.left = nn.Linear(WIDE, PAIR)
        self.right = nn.Linear(WIDE, PAIR, bias=False)
        self.step = nn.Embedding(len(STEPS) + 1, PAIR)
        self.pair = nn.Linear(2 * PAIR, len(PAIRS))
        self.event_in = nn.Linear(WIDE, PAIR)
        self.event_out = nn.Linear(PAIR, len(EVENT))
        nn.init.normal_(self.step.weight, std=0.1)
        nn.init.constant_(self.types.bias, -5.0)
        nn.init.constant_(self.pair.bias, -1.0)

    def pairs(self, mine: Tensor, theirs: Tensor, steps: Tensor) -> Tensor:
        """Shapes (n, WIDE), (n, WIDE), (n,) -> logits (n, PAIRS)."""
        a, b = self.left(mine), self.right(theirs)
        hidden = F.gelu(a + b + self.step(steps), approximate="tanh")
        both = torch.cat([hidden, a * b], dim=1)
        return self.pair(F.dropout(both, DROP, self.training))

    def event(self, mine: Tensor) -> Tensor:
        hidden = F.gelu(self.event_in(mine), approximate="tanh")
        return self.event_out(F.dropout(hidden, DROP, self.training))
