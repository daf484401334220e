"""The form of a test plan: a list of cases, each with what people say and what must follow."""

from __future__ import annotations

from typing import Annotated, Any, Final

from pydantic import BeforeValidator, Field, PlainValidator, TypeAdapter, ValidationError
from pydantic_core import PydanticCustomError

from facilitator.script import rules
from facilitator.script.diagnostics import Diagnostic, printable
from facilitator.script.durations import parse_number
from facilitator.script.forms.schema import Form
from facilitator.script.mending.kinds import called, kind_advice
from facilitator.script.mending.marks import nothing_given
from facilitator.script.mending.words import meant
from facilitator.script.yaml_lines import quoted
from facilitator.script.yaml_tree import Path, Tree

_SHOULD: Final = {
    "string_type": "text",
    "list_type": "a list, such as `[bell opening, end completed]`",
    "dict_type": "names with values, such as `{wish: longer}`",
    "kept": "a text, or a list of what is in a jar",
    "value_error": "an answer, or a list with one of each of them",
    "greater_than_equal": "a number of people, from 1 to 8",
    "less_than_equal": "a number of people, from 1 to 8",
    "int_type": "a number of people, from 1 to 8",
    "int_parsing": "a number of people, from 1 to 8",
    "int_from_float": "a number of people, from 1 to 8",
}
"""What a value should be, by pydantic's name for what is wrong with it."""


def _text(value: object) -> object:
    """Return a bare number as the text it is written as; anything else as it is."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _words(value: object) -> str | tuple[str, ...]:
    given = [_text(each) for each in value] if isinstance(value, list) else _text(value)
    if isinstance(given, list) and len(given) > 1 and all(isinstance(v, str) for v in given):
        return tuple(str(v) for v in given)
    if isinstance(given, str):
        return given
    raise ValueError("an answer, or one answer of each partner")


def _kept(value: object) -> str | tuple[str, ...]:
    given = [_text(each) for each in value] if isinstance(value, list) else _text(value)
    if isinstance(given, list) and given and all(isinstance(v, str) for v in given):
        return tuple(str(v) for v in given)
    if isinstance(given, str):
        return given
    raise PydanticCustomError("kept", "a text, or a list of texts")


class Case(Form):
    """One way a session may go.

    Attributes:
        people: What they are like, in words; names the case.
        how_many: So many of them are there: A, B, C and so on.
        settings: Chosen beforehand.
        memory: What is remembered from earlier sessions, by the names of the script: a text, or
            a list with one of each partner, or with everything in a jar.
        reminders: What earlier sessions wanted to be said at the beginning of this one; what
            ends in a question mark is asked.
        heard: Answers by what they are about (`ready`, `consent`, or the name after `as` or
            `remember`): one for all, or a list with one of each of them; of one alone with `of
            first`, `of second`, `of A` or `of B` after the name.
        stops: What is happening when one of them says the safe word; "" for never.
        expect: What must happen, in this order, other things between them allowed.
        never: What must not happen.
        remember: Values the journal must hold afterwards.
    """

    people: str
    how_many: Annotated[int, Field(alias="how many", ge=1, le=8)] = 2
    settings: dict[str, Annotated[str, BeforeValidator(_text)]] = Field(default_factory=dict)
    memory: dict[str, Annotated[str | tuple[str, ...], PlainValidator(_kept)]] = Field(
        default_factory=dict
    )
    reminders: list[str] = Field(default_factory=list)
    heard: dict[str, Annotated[str | tuple[str, ...], PlainValidator(_words)]] = Field(
        default_factory=dict
    )
    stops: str = Field("", alias="safe word during")
    expect: list[str] = Field(default_factory=list)
    never: list[str] = Field(default_factory=list)
    remember: dict[str, Annotated[str, BeforeValidator(_text)]] = Field(default_factory=dict)


_CASES: Final = TypeAdapter(list[Case])


def texts_of(given: str | tuple[str, ...]) -> tuple[str, ...]:
    """Return what is given for a name as a list, also where it is one."""
    return (given,) if isinstance(given, str) else given


_KEYS: Final = tuple(field.alias or name for name, field in Case.model_fields.items())


def read_cases(tree: Tree) -> tuple[dict[int, Case], list[Diagnostic]]:
    """Return the cases of a plan whose form is right, by their index in the file, and everything
    that is wrong with the form of the others."""
    if not isinstance(tree.data, list) or not tree.data:
        values = {"what": "a test plan", "should": "a list of cases"}
        advice = "begin each case with `- people: …`"
        span = tree.value_span(())
        return {}, [Diagnostic(rules.form.WRONG_TYPE, tree.source, span, values, help=advice)]
    errors = []
    try:
        return dict(enumerate(_CASES.validate_python(tree.data))), []
    except ValidationError as error:
        errors = error.errors(include_url=False)
    broken = {each["loc"][0] for each in errors if each["loc"]}
    right = [index for index in range(len(tree.data)) if index not in broken]
    cases = _CASES.validate_python([tree.data[index] for index in right])
    found = _without_followers([_diagnostic(tree, each) for each in errors])
    return dict(zip(right, cases, strict=True)), found


def _without_followers(found: list[Diagnostic]) -> list[Diagnostic]:
    """Return findings without those that only follow from a misspelt `people`."""
    misspelt = {
        each.span.line
        for each in found
        if each.rule is rules.form.UNKNOWN_KEY and each.help == "did you mean `people`?"
    }
    return [
        each
        for each in found
        if each.rule is not rules.form.MISSING_KEY or each.span.line not in misspelt
    ]


def _diagnostic(tree: Tree, error: Any) -> Diagnostic:
    path: Path = tuple(error["loc"])
    given: object = error["input"]
    key = next((str(part) for part in reversed(path) if isinstance(part, str)), "a case")
    span = tree.value_span(path)
    if error["type"] == "missing":
        values = {"where": "a case", "key": key}
        span = tree.key_span(path[:-1])
        return Diagnostic(rules.form.MISSING_KEY, tree.source, span, values)
    if error["type"] == "extra_forbidden":
        near = meant(key, _KEYS)
        values = {"where": "a case", "key": key, "known": ", ".join(_KEYS)}
        advice = f"did you mean `{near}`?" if near else ""
        return Diagnostic(
            rules.form.UNKNOWN_KEY, tree.source, tree.key_span(path), values, help=advice
        )
    should = _SHOULD.get(error["type"], "keys with values")
    if given is None:
        nothing = nothing_given(tree, path, key, should)
        if nothing is not None:
            return nothing
    values = {"what": called(path), "should": should}
    advice = _advice(error, given) or kind_advice(key, given, should, _KEYS)
    return Diagnostic(rules.form.WRONG_TYPE, tree.source, span, values, help=advice)


def _advice(error: Any, given: object) -> str:
    """Return how to write a value of another kind; "" for no idea."""
    if error["type"] == "list_type" and isinstance(given, str):
        return f"write `[{printable(given, 60)}]`"
    if error["loc"][-1:] == ("how many",) and isinstance(given, str) and parse_number(given):
        return f"write `how many: {parse_number(given)}`"
    if error["type"] == "model_type":
        return "begin each case with `- people: …`"
    if error["type"] == "value_error":
        return "write one answer, or two in brackets, such as `[yes, no]`"
    if error["type"] != "string_type" or isinstance(given, list):
        return ""
    text = ", ".join(f"{k}: {v}" for k, v in given.items()) if isinstance(given, dict) else given
    return f"write `{quoted(printable(str(text), 60)) or text}`"
