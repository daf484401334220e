"""YAML 1.2's meaning with the place of every value, and nothing dangerous."""

from __future__ import annotations

import time

import pytest

from facilitator.script import yaml_tree
from facilitator.script.diagnostics import ScriptErrors, Span
from facilitator.script.yaml_tree import MOST_BYTES, MOST_DEPTH, Tree


def parse(text: str) -> Tree:
    return yaml_tree.parse(yaml_tree.checked("test.yaml", text))


def code(text: str | bytes) -> tuple[str, int, int]:
    with pytest.raises(ScriptErrors) as caught:
        if isinstance(text, bytes):
            yaml_tree.parse(yaml_tree.decode("test.yaml", text))
        else:
            parse(text)
    (found,) = caught.value.diagnostics
    return found.rule.name, found.span.line, found.span.column


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("yes", "yes"),
        ("No", "No"),
        ("on", "on"),
        ("off", "off"),
        ("y", "y"),
        ("true", True),
        ("False", False),
        ("null", None),
        ("~", None),
        ("", None),
        ("12", 12),
        ("-3", -3),
        ("012", 12),
        ("0o14", "0o14"),
        ("0x1F", "0x1F"),
        ("1_000", "1_000"),
        ("2.5", 2.5),
        ("1e3", 1000.0),
        ("1:30", "1:30"),
        ("2026-11-22", "2026-11-22"),
        ('"12"', "12"),
        ("'true'", "true"),
        ("2 min", "2 min"),
        (".inf", ".inf"),
        ("<<", "<<"),
    ],
)
def test_a_plain_value_means_what_yaml_1_2_says(written: str, meant: object) -> None:
    """Only true, false, null and plain numbers are more than words."""
    value = parse(f"a: {written}").data["a"]

    assert (meant, type(meant)) == (value, type(value))


def test_every_value_and_key_has_its_place() -> None:
    """Lines and columns are counted from one, in characters."""
    tree = parse("é: [one, {two: 3}]\nlong: |\n  hello\n  world\n")

    assert Span(1, 1) == tree.key_span(("é",))
    assert Span(1, 5, 3) == tree.value_span(("é", 0))
    assert Span(1, 11, 3) == tree.key_span(("é", 1, "two"))
    assert Span(1, 16) == tree.value_span(("é", 1, "two"))
    assert Span(2, 7) == tree.value_span(("long",))


def test_words_are_found_inside_long_texts() -> None:
    """The place of some words is where they stand, also across a line break."""
    tree = parse("a: |\n  one two\n  three four\nb: two\n")

    assert Span(2, 7, 3) == tree.find(("a",), "two")
    assert Span(2, 7, 3) == tree.find(("a",), "two three")
    assert Span(3, 3, 10) == tree.find(("a",), "three four")
    assert tree.value_span(("a",)) == tree.find(("a",), "absent")
    assert Span(4, 4, 3) == tree.find(("b",), "two")


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("", ("empty-script", 1, 1)),
        ("# nothing\n", ("empty-script", 1, 1)),
        ("a: 1\na: 2\n", ("key-twice", 2, 1)),
        ("a: {b: 1, b: 2}\n", ("key-twice", 1, 11)),
        ("a: &x 1\n", ("anchor", 1, 4)),
        ("a: *x\n", ("anchor", 1, 4)),
        ("a: !!python/object:os.system x\n", ("tag", 1, 4)),
        ("a: !<x> 1\n", ("tag", 1, 4)),
        ("a: 1\n---\nb: 2\n", ("two-documents", 2, 1)),
        ("? [a]\n: 1\n", ("odd-key", 1, 3)),
        ("a:\n\tb: 1\n", ("tab", 2, 1)),
        ("a: 'x\n", ("broken-yaml", 1, 4)),
        ("a: b: c\n", ("broken-yaml", 1, 5)),
        ("a: [1, 2\n", ("broken-yaml", 1, 4)),
        ("a: x\x07y\n", ("invisible-character", 1, 5)),
        ("a: \u202egood\n", ("invisible-character", 1, 4)),
        ("a: x\u2028y\n", ("invisible-character", 1, 5)),
        ("a: \ufeffb\n", ("invisible-character", 1, 4)),
        ("a: \x85\n", ("invisible-character", 1, 4)),
        ("a: " + "[" * 30 + "]" * 30, ("too-deep", 1, 4 + MOST_DEPTH - 1)),
        (b"a: caf\xe9\n", ("not-text", 1, 7)),
        ("a: 1\n".encode("utf-16"), ("not-text", 1, 1)),
        (b"\x89PNG\r\n\x1a\n\0\0", ("not-text", 1, 1)),
        (b"a: \0\n", ("invisible-character", 1, 4)),
        (b"x" * (MOST_BYTES + 1), ("too-large", 1, 1)),
    ],
)
def test_what_is_not_plain_yaml_is_refused_with_its_place(
    text: str | bytes, where: tuple[str, int, int]
) -> None:
    """Each kind of trouble has a rule of its own and a place."""
    assert where == code(text)


def test_a_byte_order_mark_at_the_beginning_is_welcome() -> None:
    """Editors on Windows write one."""
    tree = yaml_tree.parse(yaml_tree.decode("t", b"\xef\xbb\xbfa: 1\r\nb: 2\r\n"))

    assert {"a": 1, "b": 2} == tree.data
    assert Span(2, 4) == tree.value_span(("b",))


@pytest.mark.parametrize(
    "text",
    [
        "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nd: [*c, *c]\n",
        "[" * 100_000,
        "{a: " * 50_000,
        "- " * 50_000,
        "a: " + "x" * 200_000 + ": y",
        "\n".join(f"k{n}: v" for n in range(20_000)),
        "? " * 50_000,
        "a:\n" + "".join(" " * n + "a:\n" for n in range(1, 600)),
        "'" + "''" * 100_000,
        "%" * 100_000,
    ],
)
def test_bombs_end_quickly_in_one_finding(text: str) -> None:
    """Nothing large, deep or repeated is built before it is refused."""
    before = time.process_time()
    with pytest.raises(ScriptErrors) as caught:
        parse(text)

    assert 1 == len(caught.value.diagnostics)
    assert time.process_time() - before < 5.0
