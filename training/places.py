"""Builds src/enrich/entities/places/gazetteer.bin: all known places, in a layout that is searched in place.

    python3 training/places.py DATA            write the file (DATA or MORGUE_DATA: the folder with gaz/geonames)
    python3 training/places.py --check DATA    only check that the file is up to date

Cities, regions, ids, coordinates and populations are GeoNames' (CC BY 4.0:
cities5000.json, admin1.json, us_states.json, countryInfo.txt). Countries come
from src/enrich/entities/places/countries.tsv (training/countries.py), everything else from
the tables in training/places/, written by hand. Fails when one of these refers to
an unknown place.

The file, numbers little-endian:

    8 u32   number of places, of those in the head, of those with an ISO code, of entries;
            then the offsets of: names, index, filter, codes
    places  18 bytes each: id u32 (or the offset of a slug, highest bit set),
            name u24 and kind u8, latitude i24 and longitude i24 (degrees * 46000),
            population u16 (1000 * log10), number of the containing place u16
    names   length (u8) and UTF-8
    index   32769 u32, the start of each bucket of entries; then entries of 6 bytes:
            24 bits of a hash, a place u24 (highest bit set: alternate name)
    filter  4096 bytes: a bit for the hash of every demonym or first word of one
    codes   two letters for each place with an ISO code

Continents, countries, areas and regions come first (the head), then cities by id.
A name is hashed after a letter for its kind: n name, r bare name of a region, c code of
three capitals, a abbreviation, k bare name of a county, which leads to its state, d demonym.
"""

import argparse
import json
import math
import os
import re
import struct
import sys
import unicodedata
from collections import Counter, defaultdict
from pathlib import Path

HERE = Path(__file__).resolve().parent
TABLES = HERE / "places"
HOME = HERE.parent / "src" / "enrich" / "entities" / "places"
OUT = HOME / "gazetteer.bin"

CONTINENT, COUNTRY, HISTORICAL, AREA, SEA, REGION, PLACE = range(7)
KINDS = {"area": AREA, "sea": SEA, "historical": HISTORICAL, "place": PLACE}
CAPITAL = 0x80
BUCKETS = 1 << 15
NOWHERE, BEGINS = 0x7FFFFF, 0x7FFFFE
# Coordinates of a country: those of its capital, or the centre of its cities.
IN_THE_MIDDLE = False
# Population from which all alternate names of a city are kept; those of smaller cities must be spelling variants.
WELL_KNOWN = 100_000
# Words for "city of" and grammatical endings in other languages.
FOREIGN = set("""lungsod ng kota cathair cidade ciudad thanh pho bandar raya dakbayan sa osh mji wa stad stads borg byen
staden kaupunki varos shi shih urbs gorod grad mesto kommune kommun obec ville di de da na la""".split())

# Countries in which a region is left out for a city of the same name only if the city has half its population, not a
# fourth.
FEDERATIONS = {"CA", "AU", "BR", "MX", "IN", "NG"}
# Diacritics of transliterations, which newspapers leave out, except in the languages that use them.
MARKED = re.compile(r"[āīūēōḩşţḑẕẓḥṭṣ‘ʿʻ]", re.I)
OWN_MARKS = {"LV", "LT", "TR", "RO", "MD", "AZ"}
SUFFIX = re.compile(
    r"(?: (?:province|oblast'?|governorate|prefecture|region|district|department|county|kray|krai|republic|state"
    r"|voivodeship|city|municipality|canton|territory|emirate|division|parish|raion))+$", re.I)
PREFIX = re.compile(r"^(?:state of|province of|republic of|city of|region of) ", re.I)
SPECIAL = {"ß": "ss", "æ": "ae", "œ": "oe", "þ": "th", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "ı": "i"}
SHORT = {"saint": "st", "sainte": "ste", "mount": "mt", "fort": "ft"}


def fold(text):
    """Normalises a name for hashing; `name_key` in src/enrich/entities/places/gazetteer.rs does the same."""
    out = []
    for c in text:
        c = unicodedata.normalize("NFKD", c) if ord(c) > 127 else c
        for part in c.lower():
            if unicodedata.combining(part) or part in ".'’‘‛ʼʻ＇´`′":
                pass
            elif part in SPECIAL:
                out.append(SPECIAL[part])
            elif part.isalnum():
                out.append(part)
            elif out and out[-1] != " ":
                out.append(" ")
    words = [SHORT.get(word, word) for word in "".join(out).split()]
    return " ".join(words[1:] if len(words) > 1 and words[0] == "the" else words)


def digest(kind, key):
    h = 0xCBF29CE484222325
    for byte in (kind + key).encode("utf-8"):
        h = (h ^ byte) * 0x100000001B3 & 0xFFFFFFFFFFFFFFFF
    return (h ^ h >> 32) * 0x9E3779B97F4A7C15 & 0xFFFFFFFFFFFFFFFF


def rows_of(path):
    for line in path.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line.split("\t")


def plain(name):
    """Strips diacritics, as newspapers do in transliterated names."""
    name = unicodedata.normalize("NFKD", name)
    name = "".join(c for c in name if not unicodedata.combining(c))
    return re.sub(r"[‘ʿʻʼ]", "", name).replace("’", "'")


def shown(name, iso):
    return plain(name) if MARKED.search(name) and iso not in OWN_MARKS else name


def slug(text):
    return fold(text).replace(" ", "-")


class Gazetteer:
    def __init__(self):
        self.places = []   # dicts; "in" is another dict or None
        self.names = defaultdict(dict)  # (kind, key) -> {place number: is alternate}

    def add(self, **place):
        place["number"] = len(self.places)
        self.places.append(place)
        return place

    def name(self, kind, name, place, alternate=False):
        key = name if kind == "c" else fold(name)
        if not key:
            sys.exit(f"{name!r} has no letters")
        number = place if isinstance(place, int) else place["number"]
        known = self.names[kind, key]
        known[number] = known.get(number, True) and alternate


def read_countries(gaz, folder):
    """Reads continents, countries and former states from the table of countries."""
    info = {row[0]: row for row in rows_of(folder / "countryInfo.txt")}
    capitals, by_name, by_iso = {}, {}, {}
    for key, name, continent, iso, geonames, lat, lon, aliases in rows_of(HOME / "countries.tsv"):
        kind = COUNTRY if iso else HISTORICAL if continent else CONTINENT
        people = int(info[iso][7]) if iso else 10_000_000 if continent else 1_000_000_000
        place = gaz.add(id=geonames, slug=key, name=name, kind=kind, lat=float(lat), lon=float(lon), people=people,
                        within=by_name.get(continent), iso=iso)
        gaz.name("n", name, place)
        by_name[name] = place
        if iso:
            by_iso[iso] = place
            capitals[iso] = fold(info[iso][5])
        for alias in filter(None, aliases.split("|")):
            code = re.fullmatch("[A-Z]{3}", alias) and alias not in ("USA", "UAE")
            gaz.name("c" if code else "n", alias, place)
    return by_name, by_iso, capitals


def base(region):
    return PREFIX.sub("", SUFFIX.sub("", region)) or region


def middle_of(cities):
    """Returns the centre of some cities; all cities in a cell of half a degree count as one."""
    cells = defaultdict(list)
    for city in cities:
        cells[round(city["latitude"] * 2), round(city["longitude"] * 2)].append(city)
    mean = lambda group, axis: sum(city[axis] for city in group) / len(group)
    return [sum(mean(group, axis) for group in cells.values()) / len(cells) for axis in ("latitude", "longitude")]


def read_regions(gaz, folder, cities, by_iso):
    """Reads the first-level regions that have cities, located at the centre of these."""
    states = json.loads((folder / "us_states.json").read_text("utf-8"))
    grouped = defaultdict(list)
    for city in cities:
        grouped[f"{city['countrycode']}.{city['admin1code']}"].append(city)
    regions, taken = {}, set()
    for row in sorted(json.loads((folder / "admin1.json").read_text("utf-8")), key=lambda row: row["code"]):
        code, group = row["code"], grouped.get(row["code"])
        iso = code[:2]
        if not group or iso not in by_iso or code == "US.DC":
            continue
        people = sum(max(city["population"], 1) for city in group)
        middle = middle_of(group)
        name = re.sub(r" \(.*\)$", "", shown(row["name"], iso))
        largest = max(group, key=lambda city: (city["population"], -city["geonameid"]))
        key = f"{iso.lower()}-{slug(name)}"
        while key in taken:
            key += "-" + slug(code[3:])
        taken.add(key)
        geonames = str(states[code[3:]]["geonameid"]) if iso == "US" else ""
        regions[code] = gaz.add(id=geonames, slug=geonames or key, name=name, kind=REGION, lat=middle[0], lon=middle[1],
                                people=people, within=by_iso[iso], iso="", code=code)
        # The name shared with a city means the city; the region keeps its full name.
        same = [city for city in group if fold(city["name"]) in (fold(name), fold(base(name)))]
        share = 2 if iso in FEDERATIONS else 4
        city_region = iso != "US" and any(share * city["population"] >= people for city in same)
        regions[code]["left_out"] = city_region
        if not city_region and (iso == "US" or not same):
            gaz.name("n", base(name), regions[code])
        if fold(name) != fold(base(name)) or iso == "US" or not same:
            gaz.name("n", name, regions[code])
        gaz.name("r", base(name), regions[code])
        gaz.name("r", name, regions[code])
        if fold(largest["name"]) == fold(base(name)):
            gaz.name("n", f"{base(name)} Province", regions[code])
            gaz.name("n", f"{base(name)} Region", regions[code])
    return regions


def move_countries(cities, by_iso):
    for iso, country in by_iso.items():
        own = [city for city in cities if city["countrycode"] == iso]
        if own:
            country["lat"], country["lon"] = middle_of(own)


def read_cities(gaz, cities, regions, by_iso, capitals):
    for city in cities:
        iso = city["countrycode"]
        if iso not in by_iso:
            continue
        region = regions.get(f"{iso}.{city['admin1code']}")
        if region and region["left_out"] and fold(city["name"]) in (fold(region["name"]), fold(base(region["name"]))):
            region = None
        others = {fold(name) for name in city["alternatenames"]} | {fold(city["name"])}
        city["place"] = gaz.add(
            id=str(city["geonameid"]), slug=str(city["geonameid"]), name=shown(city["name"], iso), kind=PLACE,
            lat=city["latitude"], lon=city["longitude"], people=city["population"], within=region or by_iso[iso],
            iso="", maybe_capital=capitals[iso] in others)
        gaz.name("n", city["name"], city["place"])
    for iso, country in by_iso.items():
        own = [city for city in cities if city["countrycode"] == iso and city["place"]["maybe_capital"]]
        if own:
            max(own, key=lambda city: city["population"])["place"]["capital"] = True


def alike(one, other):
    """Returns true for spelling variants, by the Dice coefficient of letter bigrams."""
    pairs = [Counter(text[i:i + 2] for i in range(len(text) - 1)) for text in (one, other)]
    common = sum((pairs[0] & pairs[1]).values())
    return 2 * common >= 0.55 * (len(one) + len(other) - 2)


def other_names(gaz, cities):
    """Adds alternate names of cities in Latin letters that are not the main name of a place."""
    claims = defaultdict(list)
    for city in cities:
        primary = fold(city["name"])
        for name in city["alternatenames"]:
            key = fold(name)
            words = key.split()
            if (not name[:1].isupper() or name.isupper() or len(key) < 4 or len(words) > 3 or key == primary
                    or not re.fullmatch("[a-z ]+", key) or ("n", key) in gaz.names
                    or (set(words) & FOREIGN and not set(words) & set(primary.split()))):
                continue
            if city["population"] >= WELL_KNOWN and len(key) >= 5 or alike(primary, key):
                claims[key].append(city)
    for key, cities in claims.items():
        seen = {city["geonameid"]: city for city in cities}.values()
        for city in sorted(seen, key=lambda city: -city["population"])[:2]:
            gaz.name("n", key, city["place"], alternate=True)


class References:
    """Resolves references to places in the tables written by hand."""

    def __init__(self, gaz, by_name, regions, cities):
        self.by_name, self.regions, self.cities = by_name, {}, {}
        for code, region in regions.items():
            self.regions[fold(region["name"]), code[:2]] = region
            self.regions.setdefault((fold(base(region["name"])), code[:2]), region)
        for city in sorted(cities, key=lambda city: (-city["population"], city["geonameid"])):
            self.cities.setdefault((fold(city["name"]), city["countrycode"]), city["place"])
        self.regions[fold("District of Columbia"), "US"] = self.cities[fold("Washington"), "US"]

    def get(self, reference):
        if reference in self.by_name:
            return self.by_name[reference]
        name, _, iso = reference.rpartition(", ")
        return self.regions.get((fold(name[1:]), iso)) if name[:1] == "@" else self.cities.get((fold(name), iso))

    def need(self, reference):
        return self.get(reference) or sys.exit(f"unknown place: {reference!r}")


def read_areas(gaz, known):
    for name, kind, within, coordinates, people, aliases in rows_of(TABLES / "areas.tsv"):
        parent = known.need(within) if within else None
        if parent and parent["kind"] == PLACE:
            parent = parent["within"]
        lat, lon = map(float, coordinates.split())
        # A region or a part of a city may be in GeoNames already.
        own = [at for at in gaz.names.get(("n", fold(name)), ()) if parent and gaz.places[at]["within"] is parent
               and gaz.places[at]["kind"] in (REGION, PLACE if kind == "place" else REGION)]
        if own:
            place = gaz.places[own[0]]
            place["people"] = max(place["people"], int(people))
        else:
            place = gaz.add(id="", slug=slug(name), name=name, kind=KINDS[kind], lat=lat, lon=lon, people=int(people),
                            within=parent, iso="")
        known.by_name.setdefault(name, place)
        for other in [name, *filter(None, aliases.split("|"))]:
            gaz.name("n", other, place)


def read_spellings(gaz, known):
    missing = []
    for reference, show, aliases in rows_of(TABLES / "spellings.tsv"):
        place = known.get(reference)
        if not place:
            missing.append(reference)
            continue
        place["name"] = show or place["name"]
        for name in filter(None, [show, *aliases.split("|")]):
            gaz.name("n", name, place)
            if place["kind"] == REGION:
                gaz.name("r", name, place)
    return missing


def plurals(word):
    yield word
    if not re.search(r"(s|sh|ch|ese|[a-z]m[ae]n)$", word) or word.endswith("Turkmen") or word == "German":
        yield word + "s"
    if re.search("(Czech|German|Roman|Walloon)$", word):
        yield word + "s"


def read_demonyms(gaz, known):
    phrases = []
    for reference, words in rows_of(TABLES / "demonyms.tsv"):
        place = known.need(reference)["number"] if reference else NOWHERE
        phrases += [(form, place) for word in filter(None, words.split("|")) for form in plurals(word)]
    for reference, words in rows_of(TABLES / "metonyms.tsv"):
        place = known.need(reference)["number"]
        phrases += [(word, place) for word in words.split("|")]
    phrases += [("U.S.", known.need("United States")["number"]), ("U.K.", known.need("United Kingdom")["number"])]
    for phrase, place in phrases:
        gaz.name("d", phrase, place)
        first = fold(phrase).split()
        if len(first) > 1:
            gaz.name("d", first[0], BEGINS)
    for state, counties in rows_of(TABLES / "counties.tsv"):
        for county in counties.split("|"):
            gaz.name("k", county, known.need(f"@{state}, US"))
    for reference, words in rows_of(TABLES / "abbreviations.tsv"):
        for word in words.split("|"):
            gaz.name("a", word, known.need(reference))


def collect(folder):
    gaz = Gazetteer()
    cities = json.loads((folder / "cities5000.json").read_text("utf-8")).values()
    cities = sorted(cities, key=lambda city: city["geonameid"])
    by_name, by_iso, capitals = read_countries(gaz, folder)
    cities = [city for city in cities if city["countrycode"] in by_iso]
    regions = read_regions(gaz, folder, cities, by_iso)
    if IN_THE_MIDDLE:
        move_countries(cities, by_iso)
    read_cities(gaz, cities, regions, by_iso, capitals)
    known = References(gaz, dict(by_name), regions, cities)
    read_areas(gaz, known)
    missing = read_spellings(gaz, known)
    other_names(gaz, cities)
    for reference, people in rows_of(TABLES / "fame.tsv"):
        known.need(reference)["people"] = int(people)
    read_demonyms(gaz, known)
    return gaz, missing


def layout(gaz):
    head = [place for place in gaz.places if place["kind"] != PLACE or not place["id"]]
    tail = sorted((place for place in gaz.places if place["kind"] == PLACE and place["id"]), key=lambda p: int(p["id"]))
    order = head + tail
    position = {place["number"]: at for at, place in enumerate(order)}
    position |= {NOWHERE: NOWHERE, BEGINS: BEGINS}
    keys = Counter(place["slug"] for place in order)
    if len(keys) < len(order):
        sys.exit(f"not unique: {[key for key, count in keys.items() if count > 1]}")
    pool, offsets = bytearray(), {}

    def text(value):
        if value not in offsets:
            offsets[value] = len(pool)
            raw = value.encode("utf-8")
            pool.append(len(raw))
            pool.extend(raw)
        return offsets[value]

    def coordinate(value):
        return round(value * 46_000).to_bytes(3, "little", signed=True)

    records = bytearray()
    for place in order:
        number = int(place["id"]) if place["id"] else 1 << 31 | text(place["slug"])
        kind = place["kind"] | (CAPITAL if place.get("capital") else 0)
        parent = position[place["within"]["number"]] if place["within"] else 0xFFFF
        records += struct.pack("<I", number) + struct.pack("<I", text(place["name"]) | kind << 24)
        records += coordinate(place["lat"]) + coordinate(place["lon"])
        records += struct.pack("<HH", round(1000 * math.log10(max(place["people"], 1))), parent)

    entries, bits, seen = [], bytearray(4096), {}
    for (kind, key), places in gaz.names.items():
        h = digest(kind, key)
        if seen.setdefault((h >> 49, h >> 20 & 0xFFFFFF), (kind, key)) != (kind, key):
            sys.exit(f"{key!r} and {seen[h >> 49, h >> 20 & 0xFFFFFF]!r} have the same hash")
        if kind == "d":
            bits[(h & 0x7FFF) >> 3] |= 1 << (h & 7)
        for number, alternate in places.items():
            people = gaz.places[number]["people"] if number < BEGINS else 0
            entries.append((h >> 49, h >> 20 & 0xFFFFFF, alternate, -people, position[number]))
    entries.sort()
    starts, index = [0] * (BUCKETS + 1), bytearray()
    for bucket, check, alternate, _, at in entries:
        starts[bucket + 1] += 1
        index += check.to_bytes(3, "little") + (at | alternate << 23).to_bytes(3, "little")
    for bucket in range(BUCKETS):
        starts[bucket + 1] += starts[bucket]
    codes = "".join(place["iso"] or "  " for place in head).encode("ascii")
    names = 32 + len(records)
    at_index = names + len(pool)
    at_filter = at_index + 4 * (BUCKETS + 1) + len(index)
    coded = max(at for at, place in enumerate(head) if place["iso"]) + 1
    front = struct.pack("<8I", len(order), len(head), coded, len(entries), names, at_index, at_filter, at_filter + 4096)
    print(f"{len(order)} places, {len(head)} in the head, {len(gaz.names)} names, {len(entries)} entries")
    print(f"records {len(records)}, names {len(pool)}, index {4 * (BUCKETS + 1) + len(index)}")
    return front + records + pool + struct.pack(f"<{BUCKETS + 1}I", *starts) + index + bits + codes[:2 * coded]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path, nargs="?", default=os.environ.get("MORGUE_DATA"))
    parser.add_argument("--check", action="store_true", help="write nothing")
    options = parser.parse_args()
    if not options.data:
        sys.exit("no data: name its folder or set MORGUE_DATA")
    gaz, missing = collect(Path(options.data) / "gaz" / "geonames")
    made = layout(gaz)
    if missing:
        print("spellings of unknown places:", ", ".join(missing))
    if options.check:
        if OUT.read_bytes() != made:
            sys.exit("src/enrich/entities/places/gazetteer.bin is out of date: run training/places.py")
    else:
        OUT.write_bytes(made)
    print(f"{len(made)} bytes")


if __name__ == "__main__":
    main()
