"""`facilitator check`: every problem of a ritual in one go."""

from __future__ import annotations

import contextlib
import gc
import json
import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

import click

from facilitator.cli.counting import counted, told_of_all
from facilitator.errors import ScriptError, UsageError
from facilitator.script.diagnostics import Diagnostic, ScriptErrors, closest, in_order, render
from facilitator.script.rules.translations import UNTRANSLATED

if TYPE_CHECKING:
    from pathlib import Path

    from facilitator.script.checking.wording import Knows, Wording


_OBJECTS_BETWEEN: Final = 50_000
"""Objects that are made before unused ones are looked for while files are checked."""


@click.command()
@click.argument("files", nargs=-1, metavar="FILE...")
@click.option("--json", "as_json", is_flag=True, help="Print findings as JSON, for programs.")
@click.option("--explain", metavar="CODE", help="Explain a rule, such as R014; “list” names all.")
@click.option(
    "--safe-word",
    "safe_words",
    multiple=True,
    metavar="WORD",
    help="Check against this safe word (default: pineapple). May be repeated.",
)
@click.option(
    "--pause-word",
    "pause_words",
    multiple=True,
    metavar="WORD",
    help="Check against this pause word. May be repeated.",
)
@click.option(
    "--with-model", is_flag=True, help="Load the speech model to look up the answers' words."
)
@click.option(
    "--upgrade",
    is_flag=True,
    help="First rewrite the files in the newest version of the language; comments stay.",
)
@click.option("--scripts", metavar="FOLDER", help="A folder of your own rituals.")
def check(
    files: tuple[str, ...],
    as_json: bool,
    explain: str | None,
    safe_words: tuple[str, ...],
    pause_words: tuple[str, ...],
    with_model: bool,
    upgrade: bool,
    scripts: str | None,
) -> None:
    """Read rituals and tell everything that is wrong with them.

    FILE is a file, a folder of them, the name of a ritual, a shared part, a language file, a
    test plan, or a people file. A clean
    ritual says how long it takes, and for whom, from the shortest to the longest course; it is
    checked together with its languages. The cases of a test plan are gone through on paper; a
    folder's plans are checked with its rituals.

    Ends with 0 when all can be performed and every case goes as it says, else with 3.
    """
    if explain is not None:
        click.echo(_explained(explain))
        return
    if not files:
        raise UsageError(
            "no ritual was given.", help="For example: facilitator check scripts/mirror-talk.yaml"
        )
    from pathlib import Path

    from facilitator.script.library import files_in, folders

    places = folders(Path(scripts) if scripts else None)
    if upgrade:
        files = _upgraded(files, places)
    knows = _vocabulary() if with_model else None
    names = [
        str(path)
        for name in files
        for path in (files_in(Path(name)) if _is_folder(name) else ()) or (name,)
    ]
    with _seldom_collected():
        reports = [
            _report(
                name,
                places,
                [_word(word) for word in safe_words],
                [_word(word) for word in pause_words],
                knows,
                alone=len(names) == 1,
            )
            for name in names
        ]
    if as_json:
        click.echo(json.dumps(reports, indent=2, ensure_ascii=False))
    else:
        for report in reports:
            show(report)
        if len(reports) > 1:
            click.echo(told_of_all(reports))
    if not all(report["ok"] for report in reports):
        sys.exit(ScriptError.exit_code)


@contextlib.contextmanager
def _seldom_collected() -> Iterator[None]:
    """Look for rubbish seldom meanwhile: nearly all that is made stays in use, and looking
    through it again and again takes a seventh of the time."""
    usual = gc.get_threshold()
    gc.set_threshold(_OBJECTS_BETWEEN, *usual[1:])
    try:
        yield
    finally:
        gc.set_threshold(*usual)


def _upgraded(files: Sequence[str], places: Sequence[Path]) -> tuple[str, ...]:
    """Rewrite files in the newest version; return those that are rituals.

    Raises:
        ScriptError: One cannot be rewritten; none of those after it is touched.
    """
    from facilitator.cli.upgrading import upgrade_all

    return tuple(upgrade_all(files, places))


def _is_folder(name: str) -> bool:
    from pathlib import Path

    try:
        return Path(name).is_dir()
    except (OSError, ValueError):
        return False


def _word(text: str) -> str:
    word = " ".join(text.lower().split())
    if len(word) < 2 or not any(c.isalpha() for c in word):
        raise UsageError(
            f'"{text}" cannot be a safe or pause word.', help="Give a word of several letters."
        )
    return word


def _report(
    name: str,
    places: Sequence[Path],
    safe_words: Sequence[str],
    pause_words: Sequence[str],
    knows: Knows | None,
    *,
    alone: bool = True,
) -> dict[str, Any]:
    """Return what is to be told about one file, as plain data; of a ritual that is `alone` also
    how long it takes with other settings."""
    from pathlib import Path

    from facilitator.ears import vocabulary
    from facilitator.ears.words_quick import alike_in_translation, alike_places
    from facilitator.script.checking.wording import Wording
    from facilitator.script.forms.schema import FORMAT
    from facilitator.script.library import find, is_part, is_people, is_plan
    from facilitator.script.loading import load
    from facilitator.script.translation.file import language_of
    from facilitator.script.translation.languages import findings

    if is_part(Path(name)):
        words = {"safe_words": safe_words, "pause_words": pause_words}
        return _part_report(
            Path(name),
            {**words, "sounds_like": alike_places, "knows": knows or vocabulary.knows},
        )
    if is_people(Path(name)):
        from facilitator.cli.people_check import people_report

        return people_report(Path(name))
    kind = "plan" if is_plan(Path(name)) else "language" if language_of(Path(name)) else "ritual"
    wording = Wording(safe_words, pause_words, alike_in_translation, any_letters=True)
    try:
        path = find(name, places)
        if kind == "plan":
            return _plan_report(path)
        if kind == "language":
            return _language_report(path, places, wording)
        ritual = load(
            path,
            safe_words=safe_words,
            pause_words=pause_words,
            sounds_like=alike_places,
            knows=knows or vocabulary.knows,
            near=vocabulary.near,
        )
    except ScriptErrors as error:
        return _told(error.diagnostics, name, {}, "", kind)
    except ScriptError as error:
        report = _told((), name, {}, f"Error: {error}", kind)
        return {**report, "ok": False, "error": error.message, "help": error.help}
    times, summary = {}, ""
    if ritual.length is not None:
        from facilitator.authoring import minutes

        others = minutes.with_other_settings(ritual) if alone else None
        times, summary = minutes.as_data(ritual.length, others), minutes.told(ritual.length, others)
    languages, found = findings(ritual, path, wording, places)
    if languages:
        summary += f" {_also_in(languages, found)}"
    told = _told((*ritual.warnings, *found), ritual.tree.source.name, times, summary)
    return {**told, "version": ritual.written, "newest": FORMAT, "languages": languages}


def _language_report(path: Path, places: Sequence[Path], wording: Wording) -> dict[str, Any]:
    """Return what is to be told about one language file.

    Raises:
        ScriptError: Nothing lies beside it that it could be a translation of.
    """
    from facilitator.script.library import display_name
    from facilitator.script.loading import load
    from facilitator.script.translation.file import language_of
    from facilitator.script.translation.languages import file_findings
    from facilitator.script.translation.translating import named_source

    language = language_of(path)
    stem = path.stem.removesuffix(f".{language}")
    beside = path.with_name(f"{stem}{path.suffix}")
    source, script = named_source(str(beside) if beside.is_file() else stem, tuple(places))
    ritual = load(script) if script is not None and source.kind == "ritual" else None
    found = file_findings(source, path, ritual, wording)
    waiting = next((each.values for each in found if each.rule is UNTRANSLATED), None)
    summary = f"{_listed([language])} for {source.name}"
    if waiting is not None:
        every = int(waiting["all"])
        summary += f": {every - int(waiting['count'])} of {every} texts are translated"
    summary += "."
    return _told(found, display_name(path), {}, summary, "language")


def _part_report(path: Path, words: dict[str, Any]) -> dict[str, Any]:
    """Return what is to be told about one shared part."""
    from facilitator.script.library import display_name
    from facilitator.script.shared import check_part

    summary = "A shared part. Names it takes over are looked up in each ritual that uses it."
    return _told(check_part(path, **words), display_name(path), {}, summary, "part")


def _plan_report(path: Path) -> dict[str, Any]:
    """Return what is to be told about one test plan, its cases gone through on paper.

    Raises:
        ScriptError: It cannot be read, or its ritual cannot be performed.
    """
    from facilitator.script.library import display_name
    from facilitator.script.plans.check import check_plan

    count, found = check_plan(path)
    ritual = path.stem.removesuffix(".plan")
    it = "it goes as it says" if count == 1 else "all go as they say"
    summary = f"{counted(count, 'case')} of {ritual}, gone through on paper: {it}."
    return _told(found, display_name(path), {}, summary, "plan")


def _listed(languages: Sequence[str]) -> str:
    from facilitator.script.translation.sources import name_of

    names = [name_of(language) for language in languages]
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def _also_in(languages: Sequence[str], found: Sequence[Diagnostic]) -> str:
    """Return in which languages there is a translation, and how much of it is still to be done."""
    told = []
    for language in languages:
        waiting = [
            each.values
            for each in in_order(found)
            if each.rule is UNTRANSLATED and each.source.name.endswith(f".{language}.yaml")
        ]
        count, every = (sum(int(values[key]) for values in waiting) for key in ("count", "all"))
        name = _listed([language])
        told.append(f"{name}, where {count} of {every} texts wait" if waiting else name)
    return f"Also in {' and '.join([', '.join(told[:-1]), told[-1]] if told[1:] else told)}."


def _told(
    found: Sequence[Diagnostic],
    name: str,
    minutes: dict[str, Any],
    summary: str,
    kind: str = "ritual",
) -> dict[str, Any]:
    ordered = in_order(found)
    return {
        "file": name,
        "kind": kind,
        "ok": not any(d.rule.severity == "error" for d in ordered),
        "diagnostics": [{**d.as_json(), "text": render(d)} for d in ordered],
        "minutes": minutes,
        "summary": summary,
    }


def report_on(
    name: str, places: Sequence[Path], safe_words: Sequence[str], pause_words: Sequence[str]
) -> dict[str, Any]:
    """Return what is to be told about one ritual, for `show`; without the speech model."""
    words = [_word(word) for word in safe_words]
    return _report(name, places, words, [_word(word) for word in pause_words], None)


def show(report: dict[str, Any]) -> None:
    """Print what `report_on` found."""
    findings = report["diagnostics"]
    for finding in findings:
        head, _, rest = finding["text"].partition("\n")
        colour = "red" if finding["severity"] == "error" else "yellow"
        click.echo(click.style(head, fg=colour, bold=True))
        click.echo(rest + "\n")
    errors = sum(finding["severity"] == "error" for finding in findings)
    warnings = len(findings) - errors
    if errors:
        rest = f" and {counted(warnings, 'warning')}" if warnings else ""
        code = next(f["code"] for f in findings if f["severity"] == "error")
        click.echo(f"{report['file']}: {counted(errors, 'error')}{rest}.")
        own = [f for f in findings if f["severity"] == "error" and f["file"] == report["file"]]
        if report["kind"] == "ritual" and report["summary"] and not own:
            click.echo(f"In its own language it can be performed. {report['summary']}")
        click.echo(f"More about a rule: facilitator check --explain {code}")
    elif report["ok"]:
        if "version" in report and report["version"] < report["newest"]:
            click.echo(
                f"{report['file']}: written in version {report['version']} of the language, read "
                f"as version {report['newest']}. To have it rewritten: "
                f"facilitator check --upgrade {report['file']}"
            )
        told = f"{counted(warnings, 'warning')}." if warnings else "nothing to mend."
        click.echo(f"{report['file']}: {told} {report['summary']}")
    else:
        click.echo(report["summary"], err=True)


def _vocabulary() -> Knows:
    from facilitator.ears.model import load_model

    return load_model().knows


def _explained(code: str) -> str:
    from facilitator.script.pages import names, plain
    from facilitator.script.rules import BY_CODE

    wanted = code.strip().upper()
    if wanted == "LIST":
        return names().rstrip()
    number = wanted.removeprefix("R")
    if number.isdigit():
        wanted = f"R{number:0>3}"
    called = "-".join(code.lower().split())
    rule = BY_CODE.get(wanted) or next((r for r in BY_CODE.values() if r.name == called), None)
    if rule is None:
        near = closest(called, [r.name for r in BY_CODE.values()])
        raise UsageError(
            f'there is no rule "{code.strip()[:40]}".' + (f" Did you mean {near}?" if near else ""),
            help="All rules: facilitator check --explain list",
        )
    return plain(rule).rstrip()
