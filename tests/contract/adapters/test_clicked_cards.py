"""A card's update never overtakes the answer to a click on it."""

from __future__ import annotations

import asyncio

from adapters.clicked_cards import ClickedCards


async def test_an_update_waits_for_every_click_on_its_card_and_for_no_other():
    cards, order = ClickedCards(), []
    release = asyncio.Event()

    async def click(name: str) -> None:
        with cards.answering("card-1"):
            await release.wait()
            order.append(name)

    async def update(card_id: str) -> None:
        await cards.settled(card_id)
        order.append(f"update of {card_id}")

    clicks = [asyncio.create_task(click(name)) for name in ("first", "second")]
    await asyncio.sleep(0)
    updates = [asyncio.create_task(update(card_id)) for card_id in ("card-1", "card-2")]
    await updates[1]
    assert order == ["update of card-2"]
    release.set()
    await asyncio.gather(*clicks, *updates)
    assert order == ["update of card-2", "first", "second", "update of card-1"]


async def test_a_click_that_fails_holds_nothing_up():
    cards = ClickedCards()
    try:
        with cards.answering("card-1"):
            raise ValueError("a fault of ours")
    except ValueError:
        pass
    async with asyncio.timeout(5):
        await cards.settled("card-1")
