import html
import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from netwright.report._markup import Markup, element, escaped, joined, slug, visible

anything = st.text(st.characters(exclude_categories=()))


@given(anything)
def test_visible_text_is_one_line_that_can_be_written_as_utf8(text):
    shown = visible(text)
    shown.encode("utf-8")
    assert not {"Cc", "Cs", "Zl", "Zp"} & {unicodedata.category(c) for c in shown}
    assert not set("\u202e\u2066\u200f\ufffe") & set(shown)


@given(anything)
def test_text_comes_back_out_of_an_element(text):
    inside = element("p", text)[3:-4]
    assert not set("<>\"'") & set(inside)
    assert html.unescape(inside) == visible(text)


def test_bytes_that_are_not_utf8_are_shown_as_such():
    name = b"a\xff.png".decode("utf-8", "surrogateescape")
    assert visible(name) == r"a\xff.png"
    assert visible("\ud800\x1b\t\r") == r"\ud800\x1b\t\r"


def test_emoji_and_accents_stay():
    words = "café 👩‍🔬 naïve"
    assert visible(words) == words


def test_attributes_are_escaped_and_named_as_in_html():
    made = element("a", class_='x" onclick="y', aria_label="<", tabindex=None, stroke_width=1.50)
    assert made == '<a class="x&quot; onclick=&quot;y" aria-label="&lt;" stroke-width="1.5"></a>'


def test_numbers_are_rounded_to_hundredths_and_zero_has_no_sign():
    assert element("g", x=-0.001, y=-0.5, z=12) == '<g x="0" y="-0.5" z="12"></g>'


def test_markup_is_not_escaped_twice_and_none_adds_nothing():
    inner = element("b", "<")
    assert joined([inner, None, "&"]) == "<b>&lt;</b>&amp;"
    assert isinstance(escaped(inner), Markup)
    assert element("img", src="x") == '<img src="x">'


def test_a_slug_has_only_letters_digits_and_dashes():
    assert slug("Learning rate, RMSE²") == "learning-rate-rmse"
    assert slug("λ") == "part"
