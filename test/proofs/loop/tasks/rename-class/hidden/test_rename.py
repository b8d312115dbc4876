import pathlib
import re
import sys
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import shop.cart as cart  # noqa: E402
from shop.checkout import pay  # noqa: E402
from shop.plugins import make  # noqa: E402


class Rename(unittest.TestCase):
    def test_new_names(self):
        made = cart.Cart()
        made.add("pen", 150, 2)
        self.assertEqual(pay(made), {"total": 300, "lines": 1})
        with self.assertRaises(cart.BasketError):
            pay(cart.Cart())

    def test_what_is_made_by_its_name(self):
        self.assertIsInstance(make("cart"), cart.Cart)

    def test_old_names_are_gone(self):
        self.assertFalse((ROOT / "shop" / "basket.py").exists())
        self.assertFalse(hasattr(cart, "Basket"))
        for file in [*ROOT.glob("*.py"), *ROOT.glob("shop/*.py"), *ROOT.glob("shop/*.json")]:
            self.assertIsNone(re.search(r"\bBasket\b|shop\.basket", file.read_text()), file.name)


if __name__ == "__main__":
    unittest.main()
