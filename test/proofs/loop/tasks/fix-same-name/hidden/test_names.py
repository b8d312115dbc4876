import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

from names import key, same, unique  # noqa: E402


class Names(unittest.TestCase):
    def test_accents_may_be_composed_or_not(self):
        self.assertTrue(same("Zo\u00eb", "Zoe\u0308"))
        self.assertTrue(same("\u00c5NGSTR\u00d6M", "a\u030angstro\u0308m"))

    def test_accents_count(self):
        self.assertFalse(same("Zo\u00eb", "Zoe"))
        self.assertFalse(same("\u00f6", "o"))

    def test_sharp_s(self):
        self.assertTrue(same("Stra\u00dfe", "STRASSE"))

    def test_white_space(self):
        self.assertTrue(same("Ada\u00a0Lovelace ", "ada \t lovelace"))
        self.assertFalse(same("Ada Lovelace", "AdaLovelace"))

    def test_key_of_a_key_is_the_key(self):
        for name in ["Zo\u00eb", " Stra\u00dfe  1", "\u01c5"]:
            self.assertEqual(key(key(name)), key(name))

    def test_the_first_spelling_stays(self):
        self.assertEqual(unique(["Zo\u00eb", "Bo", "ZOE\u0308", "bo", "Al"]), ["Zo\u00eb", "Bo", "Al"])
        self.assertEqual(unique([]), [])


if __name__ == "__main__":
    unittest.main()
