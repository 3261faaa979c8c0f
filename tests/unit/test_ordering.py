"""The order of the tests."""

from tests.ordering import longest_first


def ordered(names: str, part: int = 4) -> str:
    """Tests as letters: capitals are of modules that stand apart, each letter a module; x, y and z empty the database."""
    return "".join(longest_first(names, part=part, module=str, apart=str.isupper, empties="xyz".__contains__))


def test_modules_that_stand_apart_come_first_in_parts_of_their_own() -> None:
    assert ordered("abcdefghiAAB") == "AAhiBefg" + "abcd"


def test_a_module_that_fills_its_parts_takes_no_others() -> None:
    assert ordered("abcAAAA") == "AAAAabc"
    assert ordered("abcdefAAAAA") == "AAAAAdefabc"


def test_nothing_is_lost_where_too_few_are_left() -> None:
    assert ordered("aAB") == "AaB"
    assert ordered("A") == "A"
    assert ordered("abc") == "abc"


def test_what_empties_the_database_is_never_moved_forward() -> None:
    """On PostgreSQL it stands at the end, where otherwise tests without a database stand."""
    assert ordered("abcdexyzAAB") == "AAdeBabc" + "xyz"
    assert ordered("abcxdA") == "Abcd" + "ax"
    assert ordered("xA") == "Ax"
