import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

SCRIPT = pathlib.Path(__file__).resolve().parent / "duplicates.py"


class Duplicates(unittest.TestCase):
    def test_two_of_three(self):
        with tempfile.TemporaryDirectory() as directory:
            root = pathlib.Path(directory)
            (root / "sub").mkdir()
            (root / "b.txt").write_text("same")
            (root / "sub" / "a.txt").write_text("same")
            (root / "c.txt").write_text("diff")
            (root / "empty1").write_text("")
            (root / "empty2").write_text("")
            said = subprocess.run([sys.executable, str(SCRIPT), directory], capture_output=True, text=True, check=True)
            self.assertEqual(json.loads(said.stdout), [["b.txt", "sub/a.txt"]])


if __name__ == "__main__":
    unittest.main()
