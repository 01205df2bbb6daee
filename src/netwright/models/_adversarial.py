"""A generator and its discriminator as one network, so that one loss and one step serve both.

    made = G(x)                                                                            (1)
    real = D(x, y)      y the picture that should be made                                  (2)
    told = D(x, made*)  made* a constant: only D learns from it                            (3)
    seen = D*(x, made)  D* with its weights constant: only G learns from it                (4)

In training the answer is made, with real, told and seen as three more channels, each number
repeated over the stretch of the picture it stands for; in evaluation it is made alone. A loss that
adds up the discriminator's over (2) and (3) and the generator's over (1) and (4) then gives each
network the slope of its own loss, in one pass back, and both step at once.

Cost: the generator once, the discriminator three times.
Source: Isola et al. 2017, arXiv:1611.07004, sections 3.1 and 3.3; there the two step in turn.
"""

import torch
from torch import Tensor, nn
from torch.func import functional_call
from torch.nn import functional

JUDGED = 3  # channels more: real, told, seen


class Adversarial(nn.Module):
    """Equations (1) to (4).

    Args:
        generator: (n, c, h, w) -> (n, c', h, w).
        discriminator: (n, c, h, w) and (n, c', h, w) -> log-odds (n, 1, h', w').
    """

    def __init__(self, generator: nn.Module, discriminator: nn.Module) -> None:
        super().__init__()
        self.generator = generator
        self.discriminator = discriminator

    def forward(self, pictures: Tensor, wanted: Tensor) -> Tensor:
        """(n, c, h, w), (n, c', h, w) -> (n, c' + 3, h, w) in training, else (n, c', h, w)."""
        made: Tensor = self.generator(pictures)  # (1)
        if not self.training:
            return made
        fixed = {name: p.detach() for name, p in self.discriminator.named_parameters()}
        judged = [
            self.discriminator(pictures, wanted),  # (2)
            self.discriminator(pictures, made.detach()),  # (3)
            functional_call(self.discriminator, fixed, (pictures, made)),  # (4)
        ]
        odds = torch.cat(judged, dim=1)
        return torch.cat([made, functional.interpolate(odds, size=made.shape[2:])], dim=1)
