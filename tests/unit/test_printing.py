"""Cards as a browser prints them."""

from __future__ import annotations

import re
import shutil
import subprocess
from datetime import date
from pathlib import Path

import pytest

from facilitator.authoring.calendar import calendar_of
from facilitator.authoring.calendar_html import calendar_html
from facilitator.authoring.card import card_of
from facilitator.authoring.card_html import as_html
from facilitator.script.library import find
from facilitator.script.loading import load

BROWSER = next(
    (
        found
        for name in ("chromium", "chromium-browser", "google-chrome")
        if (found := shutil.which(name))
    ),
    None,
)
PAPERS = {"A4": (595, 842), "letter": (612, 792)}


def printed(html: str, folder: Path, paper: str) -> bytes:
    """Return a page as the browser prints it, on a paper of our choice."""
    page, pdf = folder / "page.html", folder / "page.pdf"
    upright = "landscape" not in html
    size = paper if upright else f"{paper} landscape"
    page.write_text(
        html.replace("@page { size: landscape;", "@page {").replace(
            "@page {", f"@page {{ size: {size};"
        ),
        encoding="utf-8",
    )
    command = [
        *(str(BROWSER), "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"),
        *(f"--user-data-dir={folder / 'browser'}", f"--print-to-pdf={pdf}", page.as_uri()),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return pdf.read_bytes()


@pytest.mark.skipif(BROWSER is None, reason="no chromium here to print pages of HTML with")
@pytest.mark.parametrize(
    ("name", "paper", "font"),
    [
        ("thirty-six-questions", "letter", "DejaVu Serif"),
        ("conflict-as-connection", "A4", "Liberation Serif"),
        ("ten-day-plan", "A4", "DejaVu Serif"),
        ("gratitude-avalanche", "letter", "Liberation Serif"),
    ],
)
def test_the_fullest_cards_are_printed_on_one_page(
    tmp_path: Path, name: str, paper: str, font: str
) -> None:
    """On A4 and Letter, with a wide and with a narrow font."""
    ritual = load(find(name))
    if ritual.form.days:
        html = calendar_html(calendar_of(ritual, begins=date(2026, 11, 28)))
    else:
        html = as_html(card_of(ritual, partners=("Maximiliana", "Bartholomaeus")))
    data = printed(html.replace('"Iowan Old Style"', f'"{font}"'), tmp_path, paper)

    assert 1 == len(re.findall(rb"/Type\s*/Page\b", data))
    size = re.search(rb"/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]", data)
    assert size is not None
    assert PAPERS[paper] == tuple(sorted((round(float(size[1])), round(float(size[2])))))
