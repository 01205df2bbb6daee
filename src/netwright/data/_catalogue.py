"""The data sets that ``netwright get`` can fetch, and the built-in one.

Each file is listed with its length and its SHA-256. The sums are those TensorFlow Datasets keeps
for the same files (``url_checksums``); the MD5 sums that torchvision and the sets' own pages give
belong to the same bytes. CIFAR-100 has its SHA-256 from that list alone.
Licences are what the source states; "not stated" means just that.
"""

from dataclasses import dataclass
from typing import Literal

IMAGES = "image-classification"
SHA256_DIGITS = 64


@dataclass(frozen=True, slots=True)
class DatasetInfo:
    """A data set, for people.

    Args:
        name: what ``netwright get`` and ``netwright train`` call it.
        task: the task it is for.
        examples: how many, all splits together.
        classes: how many.
        bytes: what is transferred to fetch it; 0 for the built-in one.
        licence: as the source states it, or "not stated".
        source: the page of the set, or where it comes from.
    """

    name: str
    task: str
    examples: int
    classes: int
    bytes: int
    licence: str
    source: str


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """A file that lies under a set's address.

    Args:
        name: its name there.
        bytes: its exact length; the most it may have, where only a part of the SHA-256 is known.
        sha256: of the file as it is transferred, in hexadecimal, or its first digits, 8 or more.
    """

    name: str
    bytes: int
    sha256: str

    @property
    def exact(self) -> bool:
        """Whether length and SHA-256 are known to the last byte."""
        return len(self.sha256) == SHA256_DIGITS


@dataclass(frozen=True, slots=True)
class Entry:
    """How a set is fetched.

    Args:
        info: what it is.
        base_url: where its files lie; ends in a slash.
        files: what is transferred.
        form: "idx" for MNIST's own files under gzip; "cifar10" and "cifar100" for their binary
            archives.
        room: bytes the set takes while it is unpacked, transfers included.
    """

    info: DatasetInfo
    base_url: str
    files: tuple[RemoteFile, ...]
    form: Literal["idx", "cifar10", "cifar100"]
    room: int


DIGITS = DatasetInfo(
    name="digits",
    task=IMAGES,
    examples=1797,
    classes=10,
    bytes=0,
    licence="CC BY 4.0",
    source="built in: scikit-learn's copy of the UCI optical digits, test part",
)


def _idx(  # one row of the table below
    name: str, licence: str, source: str, base_url: str, sums: tuple[tuple[int, str], ...]
) -> Entry:
    names = ("train-images-idx3", "train-labels-idx1", "t10k-images-idx3", "t10k-labels-idx1")
    files = tuple(
        RemoteFile(f"{stem}-ubyte.gz", length, sha256)
        for stem, (length, sha256) in zip(names, sums, strict=True)
    )
    size = sum(file.bytes for file in files)
    info = DatasetInfo(name, IMAGES, 70_000, 10, size, licence, source)
    return Entry(info, base_url, files, "idx", room=size + 54_950_048)


def _cifar(form: Literal["cifar10", "cifar100"], classes: int, file: RemoteFile) -> Entry:
    source = "https://www.cs.toronto.edu/~kriz/cifar.html"
    info = DatasetInfo(form, IMAGES, 60_000, classes, file.bytes, "not stated", source)
    base_url = "https://www.cs.toronto.edu/~kriz/"
    return Entry(info, base_url, (file,), form, room=file.bytes + 2 * 60_000 * 3074)


CATALOGUE: dict[str, Entry] = {
    "mnist": _idx(
        "mnist",
        "not stated",
        "http://yann.lecun.com/exdb/mnist/",
        "https://storage.googleapis.com/cvdf-datasets/mnist/",
        (
            (9912422, "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609"),
            (28881, "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c"),
            (1648877, "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6"),
            (4542, "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6"),
        ),
    ),
    "fashion-mnist": _idx(
        "fashion-mnist",
        "MIT",
        "https://github.com/zalandoresearch/fashion-mnist",
        "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/",
        (
            (26421880, "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84"),
            (29515, "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845"),
            (4422102, "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073"),
            (5148, "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5"),
        ),
    ),
    "kmnist": _idx(
        "kmnist",
        "CC BY-SA 4.0",
        "https://codh.rois.ac.jp/kmnist/",
        "https://codh.rois.ac.jp/kmnist/dataset/kmnist/",
        (
            (18165135, "51467d22d8cc72929e2a028a0428f2086b092bb31cfb79c69cc0a90ce135fde4"),
            (29497, "e38f9ebcd0f3ebcdec7fc8eabdcdaef93bb0df8ea12bee65224341c8183d8e17"),
            (3041136, "edd7a857845ad6bb1d0ba43fe7e794d164fe2dce499a1694695a792adfac43c5"),
            (5120, "20bb9a0ef54c7db3efc55a92eef5582c109615df22683c380526788f98e42a1c"),
        ),
    ),
    "cifar10": _cifar(
        "cifar10",
        10,
        RemoteFile(
            "cifar-10-binary.tar.gz",
            170052171,
            "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd",
        ),
    ),
    "cifar100": _cifar(
        "cifar100",
        100,
        RemoteFile(
            "cifar-100-binary.tar.gz",
            168513733,
            "58a81ae192c23a4be8b1804d68e518ed807d710a4eb253b1f2a199162a40d8ec",
        ),
    ),
}


def datasets() -> tuple[DatasetInfo, ...]:
    """Every set there is a name for.

    Returns:
        The built-in one first.

    Example:
        >>> [info.name for info in datasets()]
        ['digits', 'mnist', 'fashion-mnist', 'kmnist', 'cifar10', 'cifar100']
    """
    return (DIGITS, *(entry.info for entry in CATALOGUE.values()))
