"""The direction of imports and what each part of the product may touch, read from the source.

Nothing is imported here except in processes of their own: the checks see every import of every
module, also those inside functions and those only for type checking.
"""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatch
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "facilitator"

FOUNDATION = {"clock", "errors", "places", "scoped", "urgency"}
WORLD = FOUNDATION | {"audio", "ports", "engine"}

MAY_IMPORT: dict[str, set[str]] = {
    "clock": set(),
    "errors": set(),
    "places": set(),
    "urgency": set(),
    "scoped": set(),
    "setup": set(),
    "audio": {"clock"},
    "engine": {"clock", "errors"},
    "script": FOUNDATION | {"engine"},
    "ports": {"clock", "audio", "engine"},
    "sound": FOUNDATION | {"audio", "engine.operations"},
    "ears": WORLD,
    "voice": WORLD | {"sound"},
    "room": WORLD | {"sound"},
    "journal": WORLD,
    "display": WORLD,
    "session": WORLD | {"sound", "display.view"},
    "authoring": WORLD | {"script", "sound", "session"},
    "bench": WORLD
    | {"script", "sound", "ears", "voice", "room", "journal", "session", "display.view"},
    "cli": WORLD
    | {"script", "sound", "ears", "voice", "room", "journal", "session", "display"}
    | {"authoring", "bench"},
    "__main__": {"cli"},
}
"""Which parts each part of the package may import, besides itself: dependencies point inward.

A dotted name allows that one module of a part.
"""

SCRIPT_MAY_IMPORT: dict[str, set[str]] = {
    "rules": set(),
    "forms": set(),
    "walking": set(),
    "facts": {"forms", "rules"},
    "mending": {"forms", "rules"},
    "reading": {"forms", "rules", "facts", "mending"},
    "checking": {"forms", "rules", "facts", "mending", "walking"},
    "compiling": {"forms", "rules", "facts", "reading", "checking"},
    "translation": {"forms", "rules", "facts", "mending", "reading", "checking"},
    "plans": {"forms", "rules", "facts", "mending", "reading", "walking", "compiling"},
}
"""Which parts of the script language may import which others, besides the modules they share."""

COMPOSES = {
    "session/rehearsal.py": {"script", "ears", "voice", "room", "journal", "display"},
    "session/start.py": {"script", "ears", "voice", "room", "journal", "display"},
}
"""The modules further in that join the adapters; only commands, benchmarks and they use them."""

ONLY_IN: dict[str, tuple[str, ...]] = {
    "vosk": ("ears/model.py", "ears/recognizer.py"),
    "sounddevice": ("room/sound_card.py", "room/devices.py"),
    "pyttsx3": ("voice/system*.py",),
    "espeakng_loader": ("voice/system*.py",),
    "hibari": ("voice/hibari_voice.py", "ears/words*.py"),
    "onnxruntime": ("voice/hibari_voice.py",),
    "rich": ("display/*.py", "cli/*.py"),
    "click": ("cli/*.py",),
    "pydantic": (
        "script/forms/*.py",
        "script/reading/*.py",
        "script/plans/form.py",
        "script/translation/file.py",
    ),
    "fpdf": ("authoring/sheet_pdf.py",),
    "pocketsphinx": ("bench/rivals.py",),
    "pymicro_wakeword": ("bench/rivals.py",),
}
"""The only modules that may import a library that is slow to load or tied to one purpose."""

HEAVY = {
    "fpdf",
    "vosk",
    "sounddevice",
    "pyttsx3",
    "hibari",
    "onnxruntime",
    "soundfile",
    "soxr",
    "rich",
}
"""Imported inside functions only (`rich` may be imported at the top of the terminal display)."""

NETWORK = {
    "aiohttp",
    "asyncio",
    "ftplib",
    "http",
    "httpx",
    "imaplib",
    "poplib",
    "requests",
    "smtplib",
    "socket",
    "socketserver",
    "ssl",
    "telnetlib",
    "urllib",
    "urllib3",
    "webbrowser",
    "websockets",
    "xmlrpc",
}
"""Modules that could reach a network. No part of the product may import one."""

IMPURE = {
    "asyncio",
    "concurrent",
    "datetime",
    "io",
    "logging",
    "multiprocessing",
    "numpy",
    "os",
    "pathlib",
    "queue",
    "random",
    "secrets",
    "shutil",
    "signal",
    "socket",
    "subprocess",
    "sys",
    "tempfile",
    "threading",
    "time",
    "uuid",
}
"""Modules the engine must not know: it is told everything by events."""


@dataclass(frozen=True, slots=True)
class Import:
    """One import of one module.

    Attributes:
        module: Dotted name of what is imported.
        line: Where it stands.
        at_top: It runs when the importing module is loaded.
    """

    module: str
    line: int
    at_top: bool


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def imports_of(path: Path) -> Iterator[Import]:
    """Yield every import in a file, `from facilitator.engine import state` with its members."""

    def visit(node: ast.AST, at_top: bool) -> Iterator[Import]:
        for child in ast.iter_child_nodes(node):
            top = at_top and not isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef)
            if isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test):
                top = False
            if isinstance(child, ast.Import):
                for alias in child.names:
                    yield Import(alias.name, child.lineno, at_top)
            elif isinstance(child, ast.ImportFrom):
                assert child.level == 0, f"{path}:{child.lineno} imports relatively"
                yield Import(child.module or "", child.lineno, at_top)
                if child.module == "facilitator":
                    for alias in child.names:
                        yield Import(f"facilitator.{alias.name}", child.lineno, at_top)
            else:
                yield from visit(child, top)

    yield from visit(tree_of(path), True)


def modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def every_import() -> Iterator[tuple[Path, Import]]:
    for path in modules():
        for found in imports_of(path):
            yield path, found


def inside(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


def part_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def test_every_part_has_a_place_in_the_order() -> None:
    """A new folder or module at the top has to say what it may import."""
    parts = {part_of(path) for path in modules()} - {"__init__"}

    assert sorted(parts - set(MAY_IMPORT)) == []


def test_the_order_has_no_circles() -> None:
    """No two parts may import each other, not even by way of others."""
    done: list[str] = []
    while len(done) < len(MAY_IMPORT):
        ready = [
            part
            for part, others in MAY_IMPORT.items()
            if part not in done and {other.partition(".")[0] for other in others} <= set(done)
        ]
        assert ready, sorted(set(MAY_IMPORT) - set(done))
        done += ready


def test_dependencies_point_inward() -> None:
    """A module imports its own part and those further in, never sideways or outward."""
    wrong = []
    for path, found in every_import():
        part = part_of(path)
        names = found.module.split(".")
        if names[0] != "facilitator" or len(names) == 1 or names[1] not in MAY_IMPORT:
            continue
        allowed = {part, *MAY_IMPORT.get(part, ()), *COMPOSES.get(inside(path), ())}
        if not {names[1], ".".join(names[1:3])} & allowed:
            wrong.append(f"{inside(path)}:{found.line} imports {found.module}")

    assert wrong == []


def test_only_commands_and_benchmarks_compose() -> None:
    """Nothing inside a session depends on the module that puts a session together."""
    composers = {f"facilitator.{name.removesuffix('.py').replace('/', '.')}" for name in COMPOSES}
    wrong = [
        f"{inside(path)}:{found.line} imports {found.module}"
        for path, found in every_import()
        if found.module in composers
        and part_of(path) not in {"cli", "bench"}
        and inside(path) not in COMPOSES
    ]

    assert wrong == []


def test_the_package_itself_imports_nothing() -> None:
    """`import facilitator` costs nothing, and the set-up runs before anything is installed."""
    assert list(imports_of(PACKAGE / "__init__.py")) == []


def test_libraries_stay_in_their_adapters() -> None:
    """Slow and special libraries are imported by one adapter each, and only when it is used."""
    wrong = []
    for path, found in every_import():
        library = found.module.partition(".")[0]
        allowed = ONLY_IN.get(library)
        if allowed is not None and not any(fnmatch(inside(path), each) for each in allowed):
            wrong.append(f"{inside(path)}:{found.line} imports {library}; only {allowed} may")
        if library in HEAVY and found.at_top and (library, part_of(path)) != ("rich", "display"):
            wrong.append(f"{inside(path)}:{found.line} imports {library} outside a function")

    assert wrong == []


def test_nothing_can_reach_a_network() -> None:
    """No module imports anything that opens a connection."""
    wrong = [
        f"{inside(path)}:{found.line} imports {found.module}"
        for path, found in every_import()
        if found.module.partition(".")[0] in NETWORK and found.module != "urllib.parse"
    ]

    assert wrong == []


def test_every_library_is_declared() -> None:
    """What the package imports is the standard library, itself, or a declared dependency."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        project = tomllib.load(file)["project"]
    extras = project["optional-dependencies"]
    wanted = project["dependencies"] + extras["espeak"] + extras["card"]
    names = {re.split(r"[^A-Za-z0-9_.-]", each)[0].lower().replace("-", "_") for each in wanted}
    provided = {"pyyaml": "yaml", "hibari_tts": "hibari", "fpdf2": "fpdf"}
    # What they bring along and is used through the same adapters.
    brought = {"cffi", "onnxruntime", "pydantic_core"}
    declared = {provided.get(name, name) for name in names} | brought
    wrong = [
        f"{inside(path)}:{found.line} imports {found.module}"
        for path, found in every_import()
        if (library := found.module.partition(".")[0]) not in declared | {"facilitator"}
        and library not in sys.stdlib_module_names
    ]

    assert wrong == []


def test_the_engine_is_pure() -> None:
    """The engine has no clock, chance, thread, file or output of its own."""
    wrong = [
        f"{inside(path)}:{found.line} imports {found.module}"
        for path, found in every_import()
        if part_of(path) == "engine" and found.module.partition(".")[0] in IMPURE
    ]
    wrong += [
        f"{inside(path)}:{node.lineno} calls {node.func.id}"
        for path in modules()
        for node in ast.walk(tree_of(path))
        if part_of(path) == "engine"
        and isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in {"open", "print", "input", "eval", "exec", "__import__"}
    ]

    assert wrong == []


def test_nothing_that_decides_sleeps() -> None:
    """A session waits for its next block and threads for their work; nothing waits by sleeping.

    Only the display does, to spare the terminal, and the benchmarks, while they wait for a sound
    server of their own to start.
    """
    wrong = [
        f"{inside(path)}:{node.lineno}"
        for path in modules()
        if part_of(path) not in {"bench", "display"}
        for node in ast.walk(tree_of(path))
        if (isinstance(node, ast.Attribute) and node.attr == "sleep")
        or (isinstance(node, ast.Name) and node.id == "sleep")
    ]

    assert wrong == []


def test_the_set_up_needs_nothing_installed() -> None:
    """The set-up imports the standard library only, so that it runs on a fresh machine."""
    wrong = [
        found.module
        for found in imports_of(PACKAGE / "setup.py")
        if found.module.partition(".")[0] not in sys.stdlib_module_names
    ]

    assert wrong == []


LOADED = """
import sys
import click
from facilitator.cli import main
try:
    main(sys.argv[1:], prog_name="facilitator")
except SystemExit as end:
    assert end.code == 0, end.code
print("LOADED", *sorted({name.partition(".")[0] for name in sys.modules}))
"""


def loaded_by(*arguments: str) -> set[str]:
    """Return the top-level modules that a command has loaded when it ends well."""
    done = subprocess.run(
        [sys.executable, "-c", LOADED, *arguments],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    return set(done.stdout.rpartition("LOADED")[2].split())


@pytest.mark.parametrize(
    "arguments", [("--help",), ("--version",), ("check", "--help"), ("run", "--help")]
)
def test_help_loads_no_audio_model_or_voice(arguments: tuple[str, ...]) -> None:
    """Help comes at once: nothing slow is loaded to show it."""
    slow = HEAVY | {"numpy", "pydantic", "yaml"} - {"rich"}

    assert loaded_by(*arguments) & slow == set()


def test_checking_a_ritual_loads_no_audio_model_or_voice() -> None:
    """A script is checked without sound libraries, recognizer or voice engine."""
    assert loaded_by("check", "mirror-talk") & (HEAVY | {"numpy"}) == set()


def test_rehearsing_on_paper_loads_no_audio_model_or_voice() -> None:
    """An author reads what will be said at once: nothing that sounds is loaded for it."""
    assert loaded_by("rehearse", "mirror-talk", "--text") & (HEAVY | {"numpy"}) == set()


def test_the_script_language_is_built_in_layers() -> None:
    """From a text to its form, to what is known of it, to its rules, to a program; never back."""
    script = PACKAGE / "script"
    wrong = []
    for path, found in every_import():
        inner = path.relative_to(script).parts if path.is_relative_to(script) else ()
        part, *_ = inner if len(inner) > 1 else ("",)
        to = found.module.split(".")[2:3] if found.module.startswith("facilitator.script.") else []
        if not part or to in ([], [part]) or not (script / to[0]).is_dir():
            continue
        if to[0] not in SCRIPT_MAY_IMPORT[part]:
            wrong.append(f"{inside(path)}:{found.line} imports {found.module}")

    assert [] == wrong
    assert {*SCRIPT_MAY_IMPORT} == {each.parent.name for each in script.glob("*/__init__.py")}
