import unittest

from shop.basket import Basket, BasketError
from shop.checkout import pay


class Shop(unittest.TestCase):
    def test_pay(self):
        basket = Basket()
        basket.add("pen", 150, 2)
        self.assertEqual(pay(basket), {"total": 300, "lines": 1})

    def test_nothing_to_pay(self):
        with self.assertRaises(BasketError):
            pay(Basket())


if __name__ == "__main__":
    unittest.main()
