"""Decks as they are drawn, and cards drawn outside of turns: in a talk, or by themselves."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from facilitator.clock import samples
from facilitator.engine.flow import Jump
from facilitator.engine.operations import Aside, Ask, Draw, Shift, Silence
from facilitator.engine.sentences import Card, Sentence
from facilitator.script.compiling.interrupting import Interrupting
from facilitator.script.forms.schema import CardStep, TalkStep
from facilitator.script.yaml_tree import Path

_DEPTHS: Final = ("light", "medium", "deep")


class Cards(Interrupting):
    """Writes how cards are drawn and read."""

    def has_cards(self, deck: str) -> bool:
        """Say whether there is a card in a deck that may be drawn with those who are there."""
        cards = self.ritual.form.decks[deck]
        return self.goes_deep or any(isinstance(c, str) or "deep" not in c for c in cards)

    def draw_of(self, deck: str) -> Draw:
        """Return how a card is drawn: no deeper than is chosen, and than the lighter wish."""
        wished = self.variables.get("depth", ())
        setting = self.values.get("depth")
        depth = setting if isinstance(setting, str) and setting in _DEPTHS else "deep"
        in_order = "depth" not in self.values and not wished
        if in_order:
            self.in_order.add(deck)
        self.card_from = deck
        return Draw(deck, depth, wished, in_order)

    def decks(self) -> dict[str, tuple[Card, ...]]:
        """Return the decks as they are drawn: shuffled within a depth, or as written when the
        depth is not chosen."""
        decks: dict[str, tuple[Card, ...]] = {}
        for name, questions in self.ritual.form.decks.items():
            cards: list[Card] = []
            for index, question in enumerate(questions):
                marked = {"": question} if isinstance(question, str) else question
                for depth, text in marked.items():
                    if depth == "deep" and not self.goes_deep:
                        continue
                    path = ("decks", name, index, depth) if depth else ("decks", name, index)
                    sentences = self.sentences(text, path)
                    key = sentences[0].key.rpartition(".")[0].removeprefix("decks-")
                    cards.append(Card(sentences, key, depth))
            if name not in self.in_order:
                self.chance.shuffle(cards)
            decks[name] = tuple(cards)
        return decks

    def card(self, step: CardStep, path: Path) -> None:
        """Write that a card is drawn and read; with a question, as long as people want another
        one, a lighter or a deeper one."""
        deck = step.card
        if not self.has_cards(deck):
            return
        draw = self.draw_of(deck)
        drawn = self.write(draw)
        read = self.sentences(step.say, (*path, "say")) if step.say else ()
        read = read or (Sentence("", "card", deck=deck),)
        self.say(read)
        if step.pause is not None:
            self.write(
                Silence(samples(self.seconds(step.pause)), label=self.phrase("a moment for you"))
            )
        if step.question is None:
            return
        heard = {"this one": (*self.own.heard["yes"], *self.own.heard["ready"])}
        another = self.own.heard["another"]
        asked = self.write(
            Ask(
                question=self.sentences(step.question, (*path, "ask")),
                answers=heard,
                again=self.sentences(step.again, (*path, "again"), self.own.template("card again")),
                patience=samples(self.seconds(step.patience)),
                times=2,
                default="",
                label=self.quoted([heard["this one"][0], another[0]]),
            )
        )
        over = self.write(Jump(0))
        lighter = self.write(Shift(deck, -1))
        self.write(Jump(drawn))
        deeper = self.here
        self._wish_deeper(draw, drawn, asked)
        self.operations[over] = Jump(self.here)
        question = self.operations[asked]
        assert isinstance(question, Ask)
        leads = {
            **dict.fromkeys(another, drawn),
            **dict.fromkeys(self.own.heard["lighter"], lighter),
            **dict.fromkeys(self.own.heard["go deeper"], deeper),
        }
        self.operations[asked] = replace(question, leads=leads)

    def _wish_deeper(self, draw: Draw, drawn: int, asked: int) -> None:
        """Write what follows when somebody wants a deeper card: everybody is asked."""
        refused = self.ask_deeper(draw)
        self.write(Shift(draw.deck, 1))
        self.write(Jump(drawn))
        self.stay(refused)
        self.write(Jump(asked))

    def talk_card(self, step: TalkStep) -> Draw | None:
        """Write that a card is read before a talk, where it has a deck; return how the next one
        is drawn in it, None where there are none."""
        deck = step.deck or step.starters
        if deck is None or not self.has_cards(deck):
            return None
        draw = self.draw_of(deck)
        if step.deck is not None:
            self.write(draw)
            self.say((Sentence("", "card", deck=deck),))
        return draw

    def card_asides(self, draw: Draw | None) -> tuple[Aside, ...]:
        """Return what is read in a talk when somebody asks for a card."""
        if draw is None:
            return ()
        read = (Sentence("", "card", deck=draw.deck),)
        wishes = (*self.own.heard["starter"], *self.own.heard["another"])
        return (Aside(wishes, read, draw), Aside(self.own.heard["lighter"], read, draw, -1))
