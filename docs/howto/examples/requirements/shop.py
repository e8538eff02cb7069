"""The web shop.

Saves orders in :c4:container:`shop.orders`.
"""


def buy(title: str, copies: int = 1) -> str:
    """Buy a book.

    Part of the scenario :c4:scenario:`shop.buy-a-book`.

    Args:
        title: the title, as :c4:container:`the shop <shop.web>` shows it.
        copies: how many.

    Returns:
        The number of the order in :c4:container:`shop.orders`.

    Raises:
        ValueError: there is no such book.
    """
    return title * copies
