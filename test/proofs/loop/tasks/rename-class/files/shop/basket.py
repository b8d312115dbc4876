class Basket:
    """What a customer has chosen."""

    def __init__(self):
        self.items = []

    def add(self, name, cents, count=1):
        self.items.append((name, cents, count))

    def total(self):
        return sum(cents * count for _, cents, count in self.items)


class BasketError(Exception):
    """A basket can not be paid."""
