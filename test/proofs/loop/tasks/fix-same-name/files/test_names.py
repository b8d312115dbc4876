import unittest

from names import same, unique


class Names(unittest.TestCase):
    def test_case_does_not_count(self):
        self.assertTrue(same("ada lovelace", "Ada Lovelace"))

    def test_accents_may_be_composed_or_not(self):
        self.assertTrue(same("Zo\u00eb", "Zoe\u0308"))

    def test_accents_count(self):
        self.assertFalse(same("Zo\u00eb", "Zoe"))

    def test_the_first_spelling_stays(self):
        self.assertEqual(unique(["Ada", "ADA", "Grace"]), ["Ada", "Grace"])


if __name__ == "__main__":
    unittest.main()
