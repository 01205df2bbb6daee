"""The tree of errors: what each one is, its exit code, and the form of its words."""

import inspect

import pytest

from netwright import errors

TREE = {
    errors.NetwrightError: (Exception, 70),
    errors.UsageError: (ValueError, 2),
    errors.SettingError: (errors.UsageError, 2),
    errors.RecipeError: (errors.UsageError, 2),
    errors.DataError: (ValueError, 65),
    errors.UnavailableError: (RuntimeError, 69),
    errors.StorageError: (OSError, 74),
    errors.DamageError: (errors.StorageError, 74),
    errors.StoppedError: (RuntimeError, 130),
}
PLAIN = (
    errors.NetwrightError,
    errors.UsageError,
    errors.DataError,
    errors.UnavailableError,
    errors.StorageError,
    errors.DamageError,
)


def test_the_tree_is_complete():
    classes = {kind for _, kind in inspect.getmembers(errors, inspect.isclass)}
    assert {kind for kind in classes if issubclass(kind, Exception)} == set(TREE)
    for kind in TREE:
        assert kind.__name__ in (errors.__doc__ or "")


@pytest.mark.parametrize("kind", [kind for kind in TREE if kind is not errors.StoppedError])
def test_each_class_is_what_a_caller_expects_and_has_its_exit_code(kind):
    parent, code = TREE[kind]
    assert issubclass(kind, parent)
    assert issubclass(kind, errors.NetwrightError)
    assert kind.exit_code == code


@pytest.mark.parametrize("kind", PLAIN)
def test_the_hint_stands_on_a_line_of_its_own(kind):
    error = kind("a must be b; got c", hint="do d")
    assert str(error) == "a must be b; got c\ndo d"
    assert (error.message, error.hint) == ("a must be b; got c", "do d")
    assert str(kind("a must be b; got c")) == "a must be b; got c"
    assert kind("x").hint == ""


@pytest.mark.parametrize("kind", [errors.StorageError, errors.DamageError])
def test_a_storage_error_says_its_own_words_and_not_those_of_an_os_error(kind):
    with pytest.raises(OSError, match=r"^disk must have room; got none$") as caught:
        raise kind("disk must have room; got none")
    assert caught.value.errno is None


def test_a_setting_error_has_the_one_form():
    with pytest.raises(ValueError, match=r"^epochs must be 1 or more; got 0$") as caught:
        raise errors.SettingError("epochs", 0, wanted="1 or more")
    assert (caught.value.name, caught.value.got, caught.value.wanted) == ("epochs", 0, "1 or more")
    said = str(errors.SettingError("model", "mpl", wanted="a known name", hint="did you mean mlp?"))
    assert said == "model must be a known name; got 'mpl'\ndid you mean mlp?"


def test_a_recipe_error_names_every_mistake():
    error = errors.RecipeError(["a must be 1; got 2", "b must be 3; got 4"])
    assert str(error) == "a must be 1; got 2\nb must be 3; got 4"
    assert error.mistakes == ("a must be 1; got 2", "b must be 3; got 4")


@pytest.mark.parametrize(("number", "status"), [(2, 130), (15, 143), (10, 138)])
def test_a_stop_ends_with_128_and_the_signal(number, status):
    with pytest.raises(RuntimeError, match="saved at step 7") as caught:
        raise errors.StoppedError(number, "saved at step 7")
    assert caught.value.status == status
    assert caught.value.signal_number == number


def test_the_kinds_under_the_base_do_not_catch_one_another():
    kinds = [errors.UsageError, errors.DataError, errors.UnavailableError, errors.StorageError]
    for kind in kinds:
        assert [other for other in kinds if issubclass(kind, other)] == [kind]


def test_errors_import_nothing_of_ours():
    lines = [line.split() for line in inspect.getsource(errors).splitlines()]
    named = [words[1] for words in lines if words[:1] in (["import"], ["from"])]
    assert named
    assert [name for name in named if name.startswith("netwright")] == []


def test_an_unknown_name_names_the_nearest_or_the_list():
    near = errors.unknown_name("model", "covnet", ["convnet", "mlp"], listing="netwright models")
    assert str(near) == "model must be one of convnet, mlp; got 'covnet'\ndid you mean convnet?"
    far = errors.unknown_name("model", "zzzz", ["convnet", "mlp"], listing="netwright models")
    assert far.hint == "netwright models lists them"


def test_a_table_that_no_command_lists_is_listed_by_the_error_however_long():
    names = [f"name{number}" for number in range(11)]
    error = errors.unknown_name("init", "zzz", names)
    assert str(error) == f"init must be one of {', '.join(names)}; got 'zzz'"
    assert errors.unknown_name("init", "name0x", names).hint == "did you mean name0?"


def test_a_long_table_is_named_by_the_command_that_lists_it():
    names = [f"name{number}" for number in range(11)]
    error = errors.unknown_name("model", "name0x", names, listing="netwright models")
    assert str(error).startswith("model must be one of the 11 of: netwright models; got 'name0x'")
    assert error.hint == "did you mean name0?"


def test_a_name_cut_short_is_taken_for_the_one_it_begins():
    known = ["table-classification", "style", "table-regression"]
    assert errors.unknown_name("task", "table", known).hint == "did you mean table-regression?"
    assert errors.unknown_name("task", "stile", known).hint == "did you mean style?"
    assert errors.unknown_name("task", "", known).hint == ""
