import json
import platform
import statistics
import subprocess
import sys

import pytest

from netwright.training._allocator import keep_memory

FAULTS = """
import json, resource, sys
import torch
from netwright.training._allocator import keep_memory

torch.set_num_threads(1)
kept = keep_memory() if sys.argv[1] == "keep" else None
size = int(sys.argv[2])


def faults_of_a_step():
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    parts = [torch.ones(size) for _ in range(4)]  # freed at the end
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before


print(json.dumps([faults_of_a_step() for _ in range(22)][2:]))
"""


def faults(how, size):
    words = [sys.executable, "-c", FAULTS, how, str(size)]
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    return statistics.median(json.loads(done.stdout))  # a heap may grow once more: not in each step


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="glibc's allocator is not here")
@pytest.mark.parametrize("size", [2**20, 10 * 2**20])  # numbers; 40 MiB are beyond mmap's threshold
def test_buffers_of_a_step_are_not_fetched_from_the_system_again(size):
    given_back, kept = faults("leave", size), faults("keep", size)
    assert kept < 10
    assert given_back > 20 * kept or given_back < 10  # where the system never took them back


def test_another_c_library_is_left_as_it_is(monkeypatch):
    monkeypatch.setattr(platform, "libc_ver", lambda: ("musl", "1"))
    keep_memory.cache_clear()
    assert keep_memory() is False
    keep_memory.cache_clear()
