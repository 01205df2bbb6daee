from detection_sets import put
from netwright.data._detection_voc_files import VocFiles, base, stem


def files(tmp_path, *names, **lists):
    for name, ids in lists.items():
        put(tmp_path, f"ImageSets/Main/{name}.txt", "\n".join(ids))
    inside = [f"ImageSets/Main/{name}.txt" for name in lists]
    return VocFiles(tmp_path, [*inside, *names])


def test_the_base_is_the_folder_above():
    assert (base("x/Annotations/1.xml"), base("Annotations/1.xml"), base("1.xml")) == ("x", "", "")
    assert stem("x/a.b.jpg") == "a.b"


def test_a_picture_has_its_annotations_name(tmp_path):
    found = files(
        tmp_path,
        *("Annotations/1.xml", "JPEGImages/1.jpg", "JPEGImages/2.jpg", "SegmentationClass/1.png"),
    )
    assert found.annotations == ["Annotations/1.xml"]
    assert found.picture("Annotations/1.xml", "2.jpg") == "JPEGImages/1.jpg"
    assert found.bare() == ["JPEGImages/2.jpg"]


def test_its_file_name_decides_between_several_and_helps_where_there_is_none(tmp_path):
    found = files(tmp_path, "a/1.xml", "images/1.jpg", "images/1.png", "a/2.xml", "images/two.jpg")
    assert found.picture("a/1.xml", "C:\\all\\1.png") == "images/1.png"
    assert found.picture("a/2.xml", "two.jpg") == "images/two.jpg"
    assert found.picture("a/2.xml", "") is None
    assert found.bare() == []


def test_an_export_has_all_in_one_folder_for_each_split(tmp_path):
    found = files(
        tmp_path, "train/1.jpg", "train/1.xml", "valid/2.jpg", "valid/2.xml", "README.txt"
    )
    assert found.picture("valid/2.xml", "") == "valid/2.jpg"
    assert found.split("valid/2.xml") == ("val", True)
    assert found.split("train/1.xml") == ("train", True)
    assert found.bare() == []


def test_lists_give_splits_and_trainval_counts_last(tmp_path):
    names = [f"Annotations/{i}.xml" for i in range(5)]
    found = files(
        tmp_path, *names, train=["0"], val=["1 1"], test=["2", "9"], trainval=["0", "1", "3"]
    )
    splits = [found.split(name) for name in names]
    assert splits == [
        ("train", True), ("val", True), ("test", True), ("train", True), (None, False),
    ]  # fmt: skip
    assert found.bare() == ["9"]


def test_trees_below_one_root_keep_their_lists_apart(tmp_path):
    put(tmp_path, "A/ImageSets/Main/train.txt", "1")
    found = VocFiles(
        tmp_path, ["A/Annotations/1.xml", "A/ImageSets/Main/train.txt", "B/Annotations/1.xml"]
    )
    assert found.split("A/Annotations/1.xml") == ("train", True)
    assert found.split("B/Annotations/1.xml") == (None, True)
