"""What is opened at the beginning of a `with` block and closed at its end."""

from __future__ import annotations

from types import TracebackType
from typing import Self


class Scoped:
    """Something that a `with` block opens, and closes whatever happens in it."""

    def open(self) -> None:
        """Begin. Nothing, where there is nothing to begin."""

    def close(self) -> None:
        """Let go of everything. Harmless when repeated or never opened."""

    def __enter__(self) -> Self:
        self.open()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
