import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

SCRIPT = pathlib.Path(__file__).resolve().parent.parent / "duplicates.py"


def duplicates(root):
    said = subprocess.run([sys.executable, str(SCRIPT), str(root)], capture_output=True, text=True, check=True)
    return json.loads(said.stdout)


class Duplicates(unittest.TestCase):
    def setUp(self):
        made = tempfile.TemporaryDirectory()
        self.addCleanup(made.cleanup)
        self.root = pathlib.Path(made.name)

    def put(self, name, content):
        file = self.root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)

    def test_nothing_twice(self):
        self.put("a", b"1")
        self.put("b", b"2")
        self.assertEqual(duplicates(self.root), [])

    def test_groups_and_paths_are_sorted(self):
        for name in ["z/2", "a/9", "m"]:
            self.put(name, b"first")
        for name in ["b", "a/1"]:
            self.put(name, b"other")
        self.assertEqual(duplicates(self.root), [["a/1", "b"], ["a/9", "m", "z/2"]])

    def test_links_are_not_followed(self):
        self.put("a", b"same")
        os.symlink("a", self.root / "link")
        (self.root / "dir").mkdir()
        os.symlink(self.root, self.root / "dir" / "up")
        self.assertEqual(duplicates(self.root), [])

    def test_strange_names_and_bytes(self):
        self.put("with space", b"\x00\xff")
        self.put("with\nline", b"\x00\xff")
        self.assertEqual(duplicates(self.root), [["with\nline", "with space"]])

    def test_the_same_beginning_is_not_the_same(self):
        self.put("a", b"x" * 100_000 + b"1")
        self.put("b", b"x" * 100_000 + b"2")
        self.assertEqual(duplicates(self.root), [])

    def test_empty_files_do_not_count(self):
        self.put("a", b"")
        self.put("b", b"")
        self.assertEqual(duplicates(self.root), [])


if __name__ == "__main__":
    unittest.main()
