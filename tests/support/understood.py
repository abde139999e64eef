"""Conversations written before the agent was changed, and what each turn of them must be answered.

A line of ``tests/pure/data/understood_*.txt`` is ``language | said | topics | products | say | never``:

- ``topics``: what the answer is about; ``a/b`` is one of them, ``a+b`` all of them. ``nothing`` is an answer that
  admits not to have understood.
- ``products``: exactly the products that are spoken of, each with its price; after ``~`` at least one of these.
- ``say``, ``never``: words, divided by ``;``, that the answer must hold, and must not.

A line that starts with ``+`` goes on in the conversation of the line before it. Every other conversation is for
developing, the rest is held out: it is only ever counted.
"""

import asyncio
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from dragoman.agents.base import Reply
from dragoman.agents.rules.language import reply_language
from dragoman.base.money import format_money
from tests.support.agents import ShopInTest, example_shop, text_of
from tests.support.verdicts import amounts_not_of

DATA = Path(__file__).parents[1] / "pure" / "data"

# What the two shops have not confirmed, and each other's name.
NEVER = {
    "ecla": ("free delivery", "delivery is free", "7 to 14", "2 to 3 weeks", "astrosouks"),
    "astrosouks": ("two-week", "30 days", "14 days", "1 year", "6 months", "demo1", "ecla"),
}


@dataclass(frozen=True, slots=True)
class Said:
    """One turn and what its answer must be."""

    language: str
    text: str
    topics: str
    products: str = ""
    say: tuple[str, ...] = ()
    never: tuple[str, ...] = ()


Conversation = tuple[Said, ...]


def conversations(name: str) -> list[Conversation]:
    """The conversations of one file."""
    found: list[list[Said]] = []
    for line in (DATA / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        cells = [cell.strip() for cell in line.removeprefix("+").split("|")]
        language, text, topics, *rest = [*cells, "", "", ""][:6]
        products, say, never = rest
        said = Said(language, text, topics, products, _words(say), _words(never))
        if line.startswith("+"):
            found[-1].append(said)
        else:
            found.append([said])
    return [tuple(turns) for turns in found]


def _words(cell: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in cell.split(";") if word.strip())


def developing(found: Sequence[Conversation]) -> list[Conversation]:
    """The conversations that may be looked at while the agent is written."""
    return list(found[::2])


def held_out(found: Sequence[Conversation]) -> list[Conversation]:
    """The conversations that are only counted."""
    return list(found[1::2])


async def wrong_answers(slug: str, talks: Sequence[Conversation]) -> tuple[int, list[tuple[str, str]]]:
    """How many turns there are, and those with a wrong answer: what was said, and what was wrong."""
    count, wrong = 0, []
    for talk in talks:
        shop = example_shop(slug)
        state: dict[str, object] = {}
        for said in talk:
            reply = await shop.asked(said.text, state=state)
            state = dict(reply.state)
            count += 1
            if what := _wrong(shop, slug, said, reply):
                wrong.append((f"{said.language} | {said.text}", what))
    return count, wrong


def _wrong(shop: ShopInTest, slug: str, said: Said, reply: Reply) -> str | None:
    told, topics = text_of(reply), set(reply.trace["topics"]) or {"nothing"}
    seen = f"{sorted(topics)} {reply.trace['skus']}: {told}"
    if topics & {"smalltalk", "refused"}:
        topics.add("off_topic")
    for part in said.topics.split("+"):
        if not set(part.split("/")) & topics:
            return f"not {part}: {seen}"
    if what := _wrong_products(shop, said.products, reply, told):
        return f"{what}: {seen}"
    for word in said.say:
        if word.casefold() not in told.casefold():
            return f"does not say {word}: {seen}"
    for word in (*said.never, *NEVER.get(slug, ())):
        if word.casefold() in told.casefold():
            return f"says {word}: {seen}"
    if amounts := amounts_not_of(shop, told):
        return f"made up {amounts}: {seen}"
    if reply.trace["answered_in"] != reply_language(said.language, shop.chatbot.languages):  # type: ignore[arg-type]
        return f"in the wrong language: {seen}"
    return None


def _wrong_products(shop: ShopInTest, products: str, reply: Reply, told: str) -> str | None:
    wanted, spoken_of = products.removeprefix("~").split(), list(reply.trace["skus"])
    if products.startswith("~"):
        return None if set(wanted) & set(spoken_of) else f"none of {wanted}"
    if wanted and sorted(wanted) != sorted(spoken_of):
        return f"not {wanted}"
    prices = {p.sku: format_money(p.price) for p in shop.tools.products}
    priced = {"product", "compare", "recommend"} & set(reply.trace["topics"])
    missing = [sku for sku in wanted if priced and prices[sku] not in told]
    return f"without the price of {missing}" if missing else None


async def _main(half: str, names: Sequence[str]) -> None:
    total = right = 0
    for name in names:
        slug = name.rpartition("_")[2]
        talks = conversations(name)
        talks = {"dev": developing, "held": held_out}.get(half, list)(talks)
        count, wrong = await wrong_answers(slug, talks)
        total, right = total + count, right + count - len(wrong)
        if half != "held":
            for said, what in wrong:
                print(f"{slug} {said}\n      {what!r}")
        print(f"{name} {half}: {count - len(wrong)} of {count} = {(count - len(wrong)) / count:.1%}")
    print(f"{half}: {right} of {total} = {right / total:.1%}")


if __name__ == "__main__":
    asyncio.run(_main(sys.argv[1], sys.argv[2:] or ["understood_ecla", "understood_astrosouks"]))
