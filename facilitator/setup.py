"""Set everything up beside the source, then run Facilitator or its tests.

    python3 -m facilitator.setup run mirror-talk    set up what is missing, then hold a session
    python3 -m facilitator.setup test               set up what is missing, then run the tests
    python3 -m facilitator.setup                    only set up

Any other command of `facilitator` works in place of `run mirror-talk`; what follows `test` goes
to pytest. The first time takes a minute or two and needs a network; afterwards the set-up is
checked in a few milliseconds and nothing is fetched.

Everything Python lives in `.venv` beside `pyproject.toml`. On Debian and its relatives missing
system packages are installed too (as root, or with sudo); elsewhere they are named.

Exit codes: those of the command that was run; 69 when the set-up could not be finished; 130
after Ctrl-C.
"""

# Runs before anything is installed and possibly on a Python that is too old: nothing but the
# standard library, and (annotations aside, which stay unread) no syntax newer than Python 3.8.

from __future__ import annotations

import ctypes
import hashlib
import importlib.util
import json
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple, NoReturn

ROOT = Path(__file__).resolve().parent.parent
"""The source checkout."""

MINIMUM = (3, 11)
"""Oldest Python that Facilitator runs on."""

NEWER = ("python3.14", "python3.13", "python3.12", "python3.11")
"""Interpreters to look for when the one that runs this is too old."""

UNFINISHED = 69
"""Exit code when the set-up could not be finished (`EX_UNAVAILABLE` of sysexits.h)."""

SOUNDING = ("", "run", "devices", "doctor", "test")
"""Commands that want a sound card; the others need no system packages."""


NO_ADMINISTRATOR = "Installing system packages needs an administrator."
"""What is said where neither root nor sudo is at hand."""


class SetupError(Exception):
    """The set-up cannot go on.

    Args:
        message: Which step failed and what was found.
        help: What to do about it.
    """

    def __init__(self, message: str, help: str) -> None:  # noqa: A002
        super().__init__(message)
        self.message = message
        self.help = help


class SystemNeed(NamedTuple):
    """Something the operating system has to provide.

    Attributes:
        what: Its name, and what it is for, as people are told.
        missing: Says whether it is missing here.
        packages: Package names by family: "debian", "fedora", "arch", "suse".
    """

    what: str
    missing: Callable[[], bool]
    packages: dict[str, str]


def main(arguments: list[str] | None = None) -> int:
    """Set up what is missing, then become the command that was asked for.

    Args:
        arguments: What follows `python3 -m facilitator.setup`; None takes the command line's.

    Returns:
        The exit code. On Linux and macOS a successful set-up never returns when a command was
        given: the process turns into it.
    """
    given = sys.argv[1:] if arguments is None else arguments
    try:
        return _set_up_and_go(given)
    except SetupError as failure:
        _say(f"Error: {failure.message}", failure.help, error=True)
        return UNFINISHED
    except KeyboardInterrupt:
        _say("", "Stopped before the set-up was finished. The same command takes it up again.")
        return 130


def _set_up_and_go(given: list[str]) -> int:
    command = given[0] if given else ""
    if command in ("-h", "--help"):
        _say((__doc__ or "").strip())
        return 0
    if not (ROOT / "pyproject.toml").is_file():
        raise SetupError(
            "Facilitator is installed here already; there is no source checkout to set up.",
            "Run it directly: facilitator " + (" ".join(map(shlex.quote, given)) or "--help"),
        )
    if sys.version_info < MINIMUM:
        return _with_a_newer_python(given)
    wanted = ["dev", "espeak"] if command == "test" else ["espeak"]
    python = _environment(wanted)
    if command in SOUNDING and sys.platform.startswith("linux"):
        provide(system_needs(testing=command == "test"))
    if not given:
        _say("", "Everything is set up. Begin with:", f"  {_launcher()} run mirror-talk")
        return 0
    if command == "test":
        os.chdir(ROOT)
        return _become([str(python), "-m", "pytest", *given[1:]])
    return _become([str(python), "-m", "facilitator", *given])


# The Python side: an interpreter that is new enough, and a virtual environment of our own.


def _with_a_newer_python(given: list[str]) -> int:
    here = ".".join(map(str, sys.version_info[:3]))
    for name in NEWER:
        found = shutil.which(name)
        # A version manager's stand-in may exist without the version behind it.
        if found and _quietly([found, "-c", "import venv"])[0] == 0:
            _say(f"This Python is {here}; going on with {found}.")
            return _become([found, "-m", "facilitator.setup", *given])
    raise SetupError(
        f"Facilitator needs Python 3.11 or newer; this is {here} ({sys.executable}).",
        {
            "darwin": "Install one from python.org, or with: brew install python@3.13",
            "win32": "Install one from python.org or the Microsoft Store, then use: "
            "py -3.13 -m facilitator.setup",
        }.get(sys.platform, "Debian 12, Ubuntu 24.04, Fedora 37 and everything newer bring one."),
    )


def venv_python(folder: Path) -> Path:
    """Return where the interpreter of a virtual environment lies on this system."""
    return folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def stamp(root: Path, extras: list[str]) -> dict[str, object]:
    """Return what an environment must have been made from to be up to date.

    The editable installation points at the checkout, so its code is always current; only the
    project's declarations, its place and the chosen extras matter.
    """
    declarations = (root / "pyproject.toml").read_bytes()
    return {
        "project": hashlib.sha256(declarations).hexdigest(),
        "root": str(root),
        "extras": sorted(extras),
    }


def is_current(found: object, wanted: dict[str, object]) -> bool:
    """Say whether an environment with the stamp `found` serves for `wanted`.

    Extras beyond the wanted ones do no harm, so a run after the tests installs nothing.
    """
    if not isinstance(found, dict) or not isinstance(found.get("extras"), list):
        return False
    rest = {**wanted, "extras": None} == {**found, "extras": None}
    extras = wanted["extras"]
    return rest and isinstance(extras, list) and set(extras) <= set(found["extras"])


def _environment(extras: list[str]) -> Path:
    """Make `.venv`, or bring it up to date, and return its interpreter."""
    folder = ROOT / ".venv"
    python = venv_python(folder)
    stamp_file = folder / "facilitator-setup.json"
    wanted = stamp(ROOT, extras)
    found = _read_json(stamp_file)
    if python.is_file() and is_current(found, wanted):
        return python
    if not _is_usable(python):
        _make_venv(folder)
    if isinstance(found, dict) and isinstance(found.get("extras"), list):
        wanted["extras"] = sorted({*extras, *map(str, found["extras"])})
    first = found is None
    _say(
        "Installing Facilitator and the libraries it needs into .venv"
        + (" (about 130 MB to fetch, the first time only) ..." if first else " ...")
    )
    # The machine's own pip configuration (index, proxy, certificates) applies unchanged.
    command = [str(python), "-m", "pip", "install", "--quiet", "--no-input"]
    command += ["--disable-pip-version-check", "--editable", f".[{','.join(extras)}]"]
    code, output = _quietly(command)
    if code:
        raise SetupError(
            "pip could not install the libraries:\n" + _tail(output), _pip_advice(output)
        )
    stamp_file.write_text(json.dumps(wanted, indent=2) + "\n", encoding="utf-8")
    return python


def _is_usable(python: Path) -> bool:
    if not python.is_file():
        return False
    check = f"import sys, pip; sys.exit(sys.version_info < {MINIMUM})"
    return _quietly([str(python), "-c", check])[0] == 0


def _make_venv(folder: Path) -> None:
    if importlib.util.find_spec("ensurepip") is None:
        _provide_ensurepip()
    _say("Making a Python environment in .venv ...")
    code, output = _quietly([sys.executable, "-m", "venv", "--clear", str(folder)])
    if code:
        raise SetupError(
            f"the environment {folder} could not be made:\n" + _tail(output),
            "Check that the folder can be written to and that the disk is not full. On Debian "
            "and Ubuntu the package python3-venv must be installed.",
        )


def _provide_ensurepip() -> None:
    """Install Debian's split-off half of `venv`, or say how."""
    package = "python{}.{}-venv".format(*sys.version_info[:2])
    if _family() == "debian":
        problem = _apt_install([package])
        if problem is None:
            return
        if problem != NO_ADMINISTRATOR:
            _say(problem)
    raise SetupError(
        "this Python cannot make virtual environments: its module ensurepip is missing.",
        f"On Debian and Ubuntu: sudo apt install {package}",
    )


def _pip_advice(output: str) -> str:
    """Return what to do about a failed installation, judged from what pip said."""
    said = output.lower()
    if "no space left" in said:
        return "The disk is full: Facilitator needs about 600 MB."
    if any(sign in said for sign in ("connection", "name resolution", "timed out", "ssl")):
        return "Check the network (or pip's proxy settings: pip config list) and run it again."
    if "no matching distribution" in said:
        return (
            "There is no ready-made build of that library for this system. Facilitator runs on "
            "64-bit Linux (glibc), macOS and Windows with Python 3.11 or newer."
        )
    return "Run the same command again; if it fails again, remove the folder .venv first."


# The system side: libraries that pip cannot bring.


def system_needs(testing: bool) -> list[SystemNeed]:
    """Return what a Linux system has to provide for sound, or for all of the tests."""
    needs = [
        SystemNeed(
            "PortAudio (microphone and loudspeaker)",
            lambda: not _loads("libportaudio.so.2"),
            {
                "debian": "libportaudio2",
                "fedora": "portaudio",
                "arch": "portaudio",
                "suse": "libportaudio2",
            },
        )
    ]
    if testing or _has_sound_server():
        needs.append(
            SystemNeed(
                "ALSA's way to PulseAudio and PipeWire",
                lambda: not _alsa_knows_pulse(),
                {
                    "debian": "libasound2-plugins",
                    "fedora": "alsa-plugins-pulseaudio",
                    "arch": "alsa-plugins",
                    "suse": "alsa-plugins-pulse",
                },
            )
        )
    if testing:
        needs.append(
            SystemNeed(
                "PulseAudio (a sound card without hardware, for the real-time tests)",
                lambda: not (shutil.which("pulseaudio") and shutil.which("pactl")),
                {
                    "debian": "pulseaudio pulseaudio-utils",
                    "fedora": "pulseaudio pulseaudio-utils",
                    "arch": "pulseaudio libpulse",
                    "suse": "pulseaudio pulseaudio-utils",
                },
            )
        )
    return needs


def provide(needs: list[SystemNeed]) -> None:
    """Install what is missing where that can be done, and name the rest.

    Never fails: without a sound card a session is rehearsed, and tests that need one are skipped.
    """
    missing = [need for need in needs if need.missing()]
    if not missing:
        return
    family = _family()
    names = " ".join(need.packages[family] for need in missing if family in need.packages).split()
    problem: str | None = ""
    if family == "debian":
        problem = _apt_install(names)
        missing = [need for need in missing if need.missing()] if problem is None else missing
    if not missing:
        return
    if problem:
        _say(problem)
    _say("Not on this machine:", *(f"  {need.what}" for need in missing))
    by_hand = {
        "debian": "sudo apt install",
        "fedora": "sudo dnf install",
        "arch": "sudo pacman -S",
        "suse": "sudo zypper install",
    }
    if family in by_hand:
        _say(f"To have it: {by_hand[family]} {' '.join(names)}")
    _say("Going on without.", "")


def _family() -> str:
    """Return "debian", "fedora", "arch", "suse" or "" from /etc/os-release."""
    try:
        text = Path("/etc/os-release").read_text(encoding="utf-8")
    except OSError:
        return ""
    return family_of(text)


def family_of(os_release: str) -> str:
    """Return the package family that an os-release file (freedesktop.org) declares, or ""."""
    ids: list[str] = []
    for line in os_release.splitlines():
        key, _, value = line.partition("=")
        if key in ("ID", "ID_LIKE"):
            ids += value.strip().strip("\"'").split()
    known = {"debian": "debian", "ubuntu": "debian", "fedora": "fedora", "rhel": "fedora"}
    known.update({"arch": "arch", "suse": "suse", "opensuse": "suse"})
    return next((known[name] for name in ids if name in known), "")


def _apt_install(packages: list[str]) -> str | None:
    """Install Debian packages; return None when it worked, else one line that says why not."""
    prefix = _as_root()
    if prefix is None or not shutil.which("apt-get"):
        return NO_ADMINISTRATOR
    _say("Installing from the system's packages: " + ", ".join(packages) + " ...")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    if prefix:
        prefix = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive"]
    apt = [*prefix, "apt-get", "-qq", "-o", "DPkg::Lock::Timeout=120"]
    install = [*apt, "install", "-y", "--no-install-recommends", *packages]
    code, output = _quietly(install, environment)
    if code:
        # A fresh machine has no package lists yet, an old one has outdated lists.
        _quietly([*apt, "update"], environment)
        code, output = _quietly(install, environment)
    return "apt-get could not install them:\n" + _tail(output) if code else None


def _as_root() -> list[str] | None:
    """Return what to put before a command to run it as root, or None when that cannot be."""
    if getattr(os, "geteuid", lambda: 1)() == 0:
        return []
    if not shutil.which("sudo"):
        return None
    if _quietly(["sudo", "-n", "true"])[0] == 0:
        return ["sudo", "-n"]
    if sys.stdin is not None and sys.stdin.isatty():
        _say("sudo may ask for your password; Ctrl-C ends the set-up.")
        return ["sudo"]
    return None


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _has_sound_server() -> bool:
    return any(shutil.which(name) for name in ("pulseaudio", "pipewire", "pipewire-pulse"))


def _alsa_knows_pulse() -> bool:
    name = "alsa-lib/libasound_module_pcm_pulse.so"
    return any(
        next(Path(base).glob(pattern + name), None) is not None
        for base in ("/usr/lib", "/usr/lib64", "/lib")
        for pattern in ("", "*/")
    )


# Talking, and running other programs.


def _launcher() -> str:
    return r".venv\Scripts\facilitator" if os.name == "nt" else ".venv/bin/facilitator"


def _say(*lines: str, error: bool = False) -> None:
    # At once: what follows may be another program's output, or minutes of silence.
    print(*lines, sep="\n", file=sys.stderr if error else sys.stdout, flush=True)


def _quietly(
    command: list[str],
    environment: dict[str, str] | None = None,
) -> tuple[int, str]:
    """Run a program from the checkout; return its exit code and everything it printed."""
    try:
        done = subprocess.run(
            command,
            cwd=ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            check=False,
        )
    except OSError as error:
        return 127, f"{command[0]}: {error.strerror}"
    return done.returncode, done.stdout


def _tail(output: str) -> str:
    lines = [line for line in output.strip().splitlines() if line.strip()]
    return "\n".join("  " + line for line in lines[-12:])


def _read_json(path: Path) -> object:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None


def _become(command: list[str]) -> int:
    """Turn into another program; where the system cannot, run it and return its exit code."""
    if os.name == "posix":
        _replace_process(command)
    process = subprocess.Popen(command)
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:
            # The program has received it too and ends in its own way.
            continue


def _replace_process(command: list[str]) -> NoReturn:
    try:
        os.execv(command[0], command)
    except OSError as error:
        raise SetupError(
            f"{command[0]} cannot be started: {error.strerror}.",
            "Remove the folder .venv and run the same command again.",
        ) from error


if __name__ == "__main__":
    sys.exit(main())
