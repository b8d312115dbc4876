import importlib
import json
import pathlib

CONFIG = pathlib.Path(__file__).parent / "plugins.json"


def make(name):
    """Makes what the configuration calls so."""
    module, _, attribute = json.loads(CONFIG.read_text())[name].partition(":")
    return getattr(importlib.import_module(module), attribute)()
