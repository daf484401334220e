"""The page of documentation that belongs to each rule.

`python -m facilitator.script.pages docs/diagnostics` writes them all.
"""

from __future__ import annotations

import sys
from pathlib import Path

from facilitator.script.diagnostics import Rule
from facilitator.script.explanations import EXPLANATIONS
from facilitator.script.rules import RULES

_SEVERITY = {
    "error": "An error: the script is not performed until it is mended.",
    "warning": "A warning: the script is performed all the same.",
}


def file_name(rule: Rule) -> str:
    """Return the name of a rule's page."""
    return f"{rule.code}-{rule.name}.md"


def page(rule: Rule) -> str:
    """Return the page about a rule, in Markdown."""
    explanation = EXPLANATIONS[rule.code]
    parts = [
        f"# {rule.code}: {rule.name.replace('-', ' ')}",
        explanation.why,
        _SEVERITY[rule.severity],
        f"It reads: “{rule.message}”.",
        "Instead of",
        f"```yaml\n{explanation.bad}\n```",
        "write",
        f"```yaml\n{explanation.good}\n```",
    ]
    return "\n\n".join(parts) + "\n"


def index() -> str:
    """Return the list of all rules, in Markdown."""
    rows = [f"| [{r.code}]({file_name(r)}) | {r.name} | {r.severity} |" for r in RULES]
    head = (
        "# What `facilitator check` tells",
        "Each finding has a code. `facilitator check --explain R014` shows the same page.",
        "| code | rule | kind |\n|---|---|---|",
    )
    return "\n\n".join(head) + "\n" + "\n".join(rows) + "\n"


def main(folder: Path) -> None:
    """Write every page and the index into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for rule in RULES:
        (folder / file_name(rule)).write_text(page(rule), encoding="utf-8")
    (folder / "README.md").write_text(index(), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
