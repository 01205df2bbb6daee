import numpy as np

from netwright import store


def test_blocks_become_one_array_that_numpy_reads(tmp_path):
    whole = np.arange(24, dtype="<f4").reshape(6, 4)
    blocks = (whole[start : start + 2].data for start in range(0, 6, 2))
    store.write_array(tmp_path / "a.npy", blocks, shape=whole.shape, kind="<f4")
    read = np.load(tmp_path / "a.npy", mmap_mode="r", allow_pickle=False)
    assert np.array_equal(read, whole)
    assert (tmp_path / "a.npy").stat().st_size % 64 == whole.nbytes % 64


def test_an_array_without_rows_is_one(tmp_path):
    store.write_array(tmp_path / "a.npy", iter(()), shape=(0, 3), kind="|u1")
    assert np.load(tmp_path / "a.npy", allow_pickle=False).shape == (0, 3)
