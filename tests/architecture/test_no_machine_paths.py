"""Nothing in the repository knows the machine it was written on, nor a registry of its own."""

import re

# Put together here, so that this file does not hold what it looks for.
PLACES = [
    "/" + "work/",
    "/" + "tmp/" + "bash",
    "/" + "root/",
    "/" + "opt/" + "pypi",
    "/" + "opt/" + "wheels",
]
REGISTRY = re.compile("|".join(["index" + "-url", "find" + "-links", "trusted" + "-host"]))
BINARY = {".png", ".jpg", ".npz", ".npy", ".gz", ".parquet", ".safetensors", ".wav", ".ico"}
LICENCE = "LICENSE"


def _texts(tracked, root):
    for path in tracked:
        if path.suffix.lower() not in BINARY and path.name != LICENCE:
            yield path.relative_to(root), path.read_text(encoding="utf-8", errors="replace")


def test_no_path_of_a_machine(tracked, root):
    found = [
        f"{path}: {place}"
        for path, text in _texts(tracked, root)
        for place in PLACES
        if place in text
    ]
    assert not found, "\n".join(found)


def test_no_registry_of_our_own(tracked, root):
    found = [
        f"{path}: {match.group()}"
        for path, text in _texts(tracked, root)
        for match in REGISTRY.finditer(text)
    ]
    assert not found, "\n".join(found)
