"""Names of people, as they stand in lists that several programs have written."""


def key(name):
    """What two spellings of the same name have in common."""
    return name.strip().lower()


def same(one, other):
    return key(one) == key(other)


def unique(names):
    """Each name once, as it was spelled first, in the order of the list."""
    seen = {}
    for name in names:
        seen[key(name)] = name
    return list(seen.values())
