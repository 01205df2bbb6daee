"""What it is worth that the C library keeps the memory of one step for the next.

    python benchmarks/allocator.py

Sixty training steps of the default networks, batch 128, one thread, in a process of its own each:
glibc as it is, and told to keep its buffers (``netwright.training._allocator``). The two take
turns, five rounds; medians of the processor time, user and system, and the ratio.
"""

import json
import resource
import statistics
import subprocess
import sys
from pathlib import Path

from shared import calibration, say

ROUNDS, STEPS = 5, 60
CASES = {"convnet, 3 x 32 x 32": ("convnet", 3, 32), "convnet, 1 x 28 x 28": ("convnet", 1, 28)}


def spent(keep: str, name: str, channels: int, side: int) -> None:
    """In a process of its own: seconds of the processor for the steps."""
    import torch

    from netwright.models import PictureInput, make_network
    from netwright.training._allocator import keep_memory

    torch.set_num_threads(1)
    if keep == "kept":
        keep_memory()
    network = make_network(name, PictureInput(channels=channels, side=side), 10)
    network.to(memory_format=torch.channels_last)
    optimiser = torch.optim.SGD(network.parameters(), lr=0.01)
    x, y = torch.randn(128, channels, side, side), torch.randint(10, (128,))
    x = x.contiguous(memory_format=torch.channels_last)
    for step in range(STEPS + 5):
        if step == 5:
            before = resource.getrusage(resource.RUSAGE_SELF)
        torch.nn.functional.cross_entropy(network(x), y).backward()
        optimiser.step()
        optimiser.zero_grad(set_to_none=False)
    after = resource.getrusage(resource.RUSAGE_SELF)
    print(json.dumps([after.ru_utime - before.ru_utime, after.ru_stime - before.ru_stime]))


def main() -> None:
    say(**calibration())
    for case, (name, channels, side) in CASES.items():
        found: dict[str, list[float]] = {"as it is": [], "kept": []}
        for _ in range(ROUNDS):
            for keep, seconds in found.items():
                words = [sys.executable, __file__, keep, name, str(channels), str(side)]
                done = subprocess.run(
                    words, capture_output=True, text=True, check=True, cwd=Path(__file__).parent
                )
                seconds.append(sum(json.loads(done.stdout)))
        ratios = [a / b for a, b in zip(*reversed(found.values()), strict=True)]
        say(
            case=case,
            **{keep: round(statistics.median(seconds), 2) for keep, seconds in found.items()},
            ratio=round(statistics.median(ratios), 3),
            ratio_range=[round(min(ratios), 3), round(max(ratios), 3)],
        )


if __name__ == "__main__":
    if len(sys.argv) > 1:
        spent(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
    else:
        main()
