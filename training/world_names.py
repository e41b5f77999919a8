#!/usr/bin/env python3
"""Builds training/names/world-names.tsv: given names and surnames of many countries in Latin letters.

    pip install faker==40.63.0
    python3 training/world_names.py

Takes the lists of names in the PyPI package `faker` (MIT licence); a line is `given` or `family`,
tab, the name without accents. Names in other scripts are left out. Deterministic.
"""

import importlib
import os
import pkgutil
import unicodedata

import faker.providers.person

HERE = os.path.dirname(os.path.abspath(__file__))
LETTERS = {"ı": "i", "ø": "o", "đ": "d", "ł": "l", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ß": "ss", "ə": "a"}


def plain(name):
    """Returns a name in small letters without accents; None if it has other characters."""
    name = "".join(LETTERS.get(letter, letter) for letter in name.lower())
    name = "".join(c for c in unicodedata.normalize("NFD", name) if not unicodedata.combining(c))
    name = name.replace("’", "'").replace("`", "'")
    is_name = all("a" <= c <= "z" or c in "' -" for c in name) and len(name) > 1
    return name if is_name and name.count(" ") < 2 else None


def strings(value):
    """Yields the names in nested lists, or in the keys of tables of weights."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from strings(list(value))
    elif isinstance(value, (list, tuple, set)):
        for part in value:
            yield from strings(part)


def main():
    names = {"given": set(), "family": set()}
    for locale in sorted(it.name for it in pkgutil.iter_modules(faker.providers.person.__path__)):
        provider = importlib.import_module(f"faker.providers.person.{locale}").Provider
        for attribute in dir(provider):
            kind = {"first": "given", "last": "family"}.get(attribute.split("_")[0])
            if kind:
                found = map(plain, strings(getattr(provider, attribute, None)))
                names[kind].update(name for name in found if name)
    with open(os.path.join(HERE, "names", "world-names.tsv"), "w", encoding="ascii") as out:
        for kind, found in names.items():
            out.writelines(f"{kind}\t{name}\n" for name in sorted(found))


main()
