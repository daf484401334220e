"""Which words the speech model knows, without loading it."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from facilitator.ears import vocabulary
from facilitator.ears.words_data import unigrams
from facilitator.ears.words_list import table
from facilitator.places import default_model

GRAMMAR = default_model() / "graph" / "Gr.fst"


def test_it_is_what_the_language_model_lists() -> None:
    """Every word of it, and nothing made of letters besides."""
    listed = set(unigrams(GRAMMAR))
    sample = random.Random(0).sample(sorted(listed), 100)

    assert listed == {word for word in vocabulary._every_word(GRAMMAR) if word[0] not in "#!<["}
    assert all(vocabulary.knows(word) for word in sample)
    assert table().keys() <= listed


@pytest.mark.parametrize("word", ["flumberish", "xyzzyq", "wohnungstür"])
def test_no_other_word_is_known(word: str) -> None:
    """Nor the beginning of one."""
    assert not vocabulary.knows(word)


def test_without_a_model_nothing_is_unknown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor with one of another kind: the rule is left out."""
    monkeypatch.setattr(vocabulary, "default_model", lambda: tmp_path)
    assert vocabulary.knows("flumberish")
    assert () == vocabulary.near("flumberish")

    (tmp_path / "graph").mkdir()
    (tmp_path / "graph" / "Gr.fst").write_bytes(b"something else" * 100)
    vocabulary._symbols.cache_clear()
    assert vocabulary.knows("flumberish")
    vocabulary._symbols.cache_clear()
    vocabulary._every_word.cache_clear()
