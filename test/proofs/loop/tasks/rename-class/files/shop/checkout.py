from shop.basket import Basket, BasketError


def pay(basket: Basket):
    """Pays a Basket; returns a receipt."""
    if not basket.items:
        raise BasketError("there is nothing in the basket")
    return {"total": basket.total(), "lines": len(basket.items)}
