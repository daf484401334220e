"""The page of documentation that belongs to each rule.

`python -m facilitator.script.pages docs/diagnostics` writes them all.
"""

from __future__ import annotations

import re
import sys
import textwrap
from pathlib import Path

from facilitator.script.diagnostics import Rule
from facilitator.script.rules import RULES

_SEVERITY = {
    "error": "An error: the script is not performed until it is mended.",
    "warning": "A warning: the script is performed all the same.",
}

_FOR_PROGRAMS = """\
## For programs

`facilitator check --json` prints a list with one object for each file.

| key | |
|---|---|
| `file` | its file |
| `kind` | `ritual`, `part`, `plan`, `language` or `people` |
| `ok` | whether it can be performed, or is in order; the exit code is 3 when one is not |
| `diagnostics` | the findings, in the order of the file; empty when there are none |
| `minutes` | about how long it takes; empty when it cannot be performed, and for other files |
| `summary` | the same in a sentence |
| `version`, `newest` | the version of the language it is written in, and the newest |
| `error`, `help` | only when there was no file to read: why, and what to do |

The minutes are those of the usual course: `total`, `voice`, `silence`, `together` (open
conversation) and, under `turns`, for each of the two, called A and B. `shortest`, `longest` and
`early` (a course that ends before the last step; empty when there is none) have the same, and the
`answers` that lead there: lists of meanings by the name that `rehearse --answer` takes, "" for no
answer. They say whether `more time` is asked for, and which ritual `follows`. `exact` says whether
these courses can be gone; if not, they are bounds. `on top` names what is not counted. `other
settings`, given when one ritual is checked, holds the least and the most, each with its `settings`.

A finding has its `code`, the name of its `rule`, its `severity` (`error` or `warning`), the `file`
it was found in (the ritual's, or that of a part it uses), `line` and `column` from 1 and the
`length` of what is marked, in characters; `message`, `mark`, `notes` and `help` in words, and all
of it as `text`, as people see it.
"""


def file_name(rule: Rule) -> str:
    """Return the name of a rule's page."""
    return f"{rule.code}-{rule.name}.md"


def page(rule: Rule) -> str:
    """Return the page about a rule, in Markdown."""
    parts = [
        f"# {rule.code}: {rule.name.replace('-', ' ')}",
        rule.why,
        _SEVERITY[rule.severity],
        *([f"It reads: “{told}”."] if (told := _told(rule)) else []),
        "Instead of",
        f"```yaml\n{rule.bad}\n```",
        "write",
        f"```yaml\n{rule.good}\n```",
    ]
    return "\n\n".join(parts) + "\n"


def _told(rule: Rule) -> str:
    """Return a rule's message with dots for what differs; "" when all of it does."""
    told = re.sub(r"\{\w+\}", "…", rule.message)
    return told if any(c.isalpha() for c in told) else ""


def plain(rule: Rule, width: int = 78) -> str:
    """Return the same page for a terminal: wrapped, excerpts set in instead of fenced."""
    told: list[str] = []
    for part in page(rule).split("\n\n"):
        if part.startswith("```"):
            told.append("\n".join(f"    {line}" for line in part.strip().splitlines()[1:-1]))
        else:
            told.append(textwrap.fill(part.strip().removeprefix("# "), width))
    return "\n\n".join(told) + "\n"


def names() -> str:
    """Return every rule in a line of its own, for a terminal."""
    return "\n".join(f"{rule.code}  {rule.name} ({rule.severity})" for rule in RULES) + "\n"


def index() -> str:
    """Return the list of all rules, in Markdown."""
    rows = [f"| [{r.code}]({file_name(r)}) | {r.name} | {r.severity} |" for r in RULES]
    head = (
        "# What `facilitator check` tells",
        "Each finding has a code. `facilitator check --explain R014` shows the same page, "
        "`--explain list` all of them.",
        "| code | rule | kind |\n|---|---|---|",
    )
    return "\n\n".join(head) + "\n" + "\n".join(rows) + "\n\n" + _FOR_PROGRAMS


def main(folder: Path) -> None:
    """Write every page and the index into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for rule in RULES:
        (folder / file_name(rule)).write_text(page(rule), encoding="utf-8")
    (folder / "README.md").write_text(index(), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
