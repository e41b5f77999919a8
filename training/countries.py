"""Builds src/enrich/entities/places/countries.tsv from countries-names.tsv and GeoNames.

    python3 training/countries.py DATA            write the table
    python3 training/countries.py --check DATA    only check that the table is up to date

DATA is the folder with gaz/geonames: countryInfo.txt, continents.json
and cities5000.json (GeoNames, CC BY 4.0). Names and aliases come from
countries-names.tsv next to this script, written by hand; ids, continents,
three-letter codes and coordinates come from GeoNames. Fails when a
name or alias leads to two rows, or when a place code of Reuters-21578 or its name
(src/read/format/sgml/reuters/labels.tsv) leads to none.
"""

import argparse
import json
import re
import sys
import unicodedata
from pathlib import Path

HERE = Path(__file__).resolve().parent
NAMES = HERE / "countries-names.tsv"
OUT = HERE.parent / "src" / "enrich" / "entities" / "places" / "countries.tsv"
LABELS = HERE.parent / "src" / "read" / "format" / "sgml" / "reuters" / "labels.tsv"

HEAD = (
    "# Countries and territories, former states, and continents; made by"
    " training/countries.py. Ids and coordinates: GeoNames (https://www.geonames.org),"
    " CC BY 4.0. Columns: key, name, continent, iso, geonames, lat, lon, aliases.\n"
)


def fold(text):
    """Folds to lowercase letters and digits without accents: the strictest form compared."""
    text = unicodedata.normalize("NFKD", text)
    return "".join(c for c in text.lower() if c.isalnum())


def spaced(text):
    """Folds like `fold`, with one space for every run of other characters."""
    text = unicodedata.normalize("NFKD", text.lower())
    text = "".join(c for c in text if not unicodedata.combining(c))
    return re.sub(r"[^a-z0-9]+", " ", text).strip()


def number(value):
    return f"{float(value):.4f}".rstrip("0").rstrip(".")


def rows_of(path):
    for line in path.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line.split("\t")


def read_cities(folder):
    """Returns the cities of each country, the largest first."""
    cities = {}
    for city in json.loads((folder / "cities5000.json").read_text("utf-8")).values():
        cities.setdefault(city["countrycode"], []).append(city)
    for group in cities.values():
        group.sort(key=lambda city: (-city["population"], city["geonameid"]))
    return cities


def find_city(cities, iso, name):
    key = fold(name)
    group = cities.get(iso, []) if key else []
    for city in group:
        if fold(city["name"]) == key:
            return number(city["latitude"]), number(city["longitude"])
    for city in group:
        if any(fold(other) == key for other in city["alternatenames"]):
            return number(city["latitude"]), number(city["longitude"])
    sys.exit(f"unknown city {name!r} in {iso}")


def make(folder):
    countries = {}
    for row in rows_of(folder / "countryInfo.txt"):
        countries[row[0]] = {
            "iso3": row[1], "name": row[4], "capital": row[5],
            "continent": row[8], "id": row[16],
        }
    continents = json.loads((folder / "continents.json").read_text("utf-8"))
    by_name = {c["name"]: c for c in continents.values()}
    cities = read_cities(folder)
    # In GeoNames, but left out: the continent stands for the first, and the other two
    # no longer exist and have no code.
    unused = set(countries) - {"AQ", "CS", "AN"}

    table = []
    for name, iso, continent, place, aliases in rows_of(NAMES):
        aliases = [alias for alias in aliases.split("|") if alias]
        if iso:
            country = countries[iso]
            unused.discard(iso)
            geonames = country["id"]
            continent = continent or continents[country["continent"]]["name"]
            aliases.append(country["iso3"])
            place = place or f"{country['capital']}, {iso}"
        elif continent:
            # Two former states have an id in GeoNames.
            geonames = next((c["id"] for c in countries.values() if c["name"] == name), "")
        else:
            geonames = str(by_name[name]["geonameId"])
            place = f"{by_name[name]['lat']} {by_name[name]['lng']}"
        if re.fullmatch(r"-?[0-9.]+ -?[0-9.]+", place):
            lat, lon = map(number, place.split())
        else:
            city, of = place.rsplit(", ", 1)
            lat, lon = find_city(cities, of, city)
        key = geonames or spaced(name).replace(" ", "-")
        aliases = [a for a in dict.fromkeys(aliases) if a != name]
        table.append([key, name, continent, iso, geonames, lat, lon, "|".join(aliases)])
    if unused:
        sys.exit(f"countries without a name: {sorted(unused)}")
    return table


def check(table):
    wrong = []
    for form in (fold, spaced):
        owner = {}
        for row in table:
            for name in [row[1], *filter(None, row[7].split("|"))]:
                if not form(name):
                    wrong.append(f"{row[1]}: empty name")
                if owner.setdefault(form(name), row[0]) != row[0]:
                    wrong.append(f"{name!r} leads to {owner[form(name)]} and {row[0]}")
        for label in rows_of(LABELS) if LABELS.exists() else ():
            for text in label[1:] if label[0] == "place" else ():
                if form(text) not in owner:
                    wrong.append(f"no row for the Reuters place {text!r}")
    for column in (0, 1, 3, 4):
        values = [row[column] for row in table if row[column]]
        wrong += [f"twice: {v}" for v in sorted({v for v in values if values.count(v) > 1})]
    for row in table:
        if not (row[0] and row[1] and row[5] and row[6]):
            wrong.append(f"incomplete: {row}")
        elif not (abs(float(row[5])) <= 90 and abs(float(row[6])) <= 180):
            wrong.append(f"coordinates: {row}")
    if wrong:
        sys.exit("\n".join(wrong))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path, help="the folder with gaz/geonames")
    parser.add_argument("--check", action="store_true", help="write nothing")
    options = parser.parse_args()
    table = make(options.data / "gaz" / "geonames")
    check(table)
    text = HEAD + "".join("\t".join(row) + "\n" for row in table)
    if options.check:
        if OUT.read_bytes() != text.encode("utf-8"):
            sys.exit("src/enrich/entities/places/countries.tsv is out of date: run training/countries.py")
    else:
        OUT.write_bytes(text.encode("utf-8"))
    print(f"{len(table)} rows, {sum(len(r[7].split('|')) for r in table if r[7])} aliases")


if __name__ == "__main__":
    main()
