"""The page of a picture that was made."""

from netwright import api
from styled import FAST


def test_the_page_shows_pictures_costs_and_settings(styles, tmp_path):
    made = api.stylize(styles.content, styles.style, out=tmp_path, features=str(styles.run), **FAST)
    page = made.report.read_text(encoding="utf-8")
    for words in (
        "the result",
        "the content as it was given",
        "the style",
        "Cost at 32 pixels",
        "Cost at 48 pixels",
        "48 pixels, last step",
        "the unchanged picture costs",
        "cost of the picture",
        "photo.png",
        "style_weight",
    ):
        assert words in page, words
    steps = sorted(int(file.stem) for file in (made.path / "previews").iterdir())
    assert f"after step {steps[-1]}" in page
    assert "http://" not in page.replace("http://www.w3.org", "")
