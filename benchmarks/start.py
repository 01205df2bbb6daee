"""How long ``netwright --help`` takes beside ``python -c pass``, and that it brings no torch.

python benchmarks/start.py [REPEATS]
"""

import statistics
import subprocess
import sys
import time

from shared import say

LINES = {
    "python -c pass": ["-c", "pass"],
    "netwright --help": ["-m", "netwright", "--help"],
    "netwright train --help": ["-m", "netwright", "train", "--help"],
    "import netwright": ["-c", "import netwright"],
    "import torch": ["-c", "import torch"],
}
CHECK = (
    "import sys, contextlib, io\n"
    "from netwright.cli import main\n"
    "try:\n"
    "    with contextlib.redirect_stdout(io.StringIO()): main({words})\n"
    "except SystemExit: pass\n"
    "print('torch' in sys.modules)"
)


def main(repeats: int) -> None:
    times: dict[str, list[float]] = {name: [] for name in LINES}
    for _ in range(repeats + 1):
        for name, words in LINES.items():
            began = time.perf_counter()
            subprocess.run([sys.executable, *words], capture_output=True, check=True)
            times[name].append(time.perf_counter() - began)
    for name, values in times.items():
        kept = sorted(values[1:])  # the first round warms the disk
        median = round(1000 * statistics.median(kept))
        say(line=name, milliseconds=median, range=[round(1000 * kept[0]), round(1000 * kept[-1])])
    for words in (["--help"], ["train", "--help"]):
        code = CHECK.format(words=words)
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
        say(line=f"netwright {' '.join(words)}", torch_imported=done.stdout.strip() == b"True")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 7)
