#!/usr/bin/env python3
"""Builds the tables of first names in src/enrich/entities/people/.

    python3 training/people.py [DATA]        (or MORGUE_DATA=DATA)

reads gaz/names/ under DATA: nicknames.csv, dist.female.first and dist.male.first, and writes
  src/enrich/entities/people/nicknames.tsv   a name and its short forms
  src/enrich/entities/people/genders.tsv     first names that nearly always belong to women, or to men
Deterministic.
"""

import collections
import csv
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
TARGET = os.path.join(HERE, "..", "src", "enrich", "entities", "people")
CLEAR = 12.0  # ratio of the shares from which a name has a gender
# Names with different genders in different countries.
AMBIGUOUS = set("andrea jean nicola simone michele gabriele daniele joan jan dominique laurence sasha carmen kim ali juan "
              "angel jaime jose maria ivo mika sana noor nikita ilya vanya rene andre gail robin shi wei ming yan yang jin "
              "min ha hong sung soo young hui ai mai lan han le la yu yi li ling ying xiao".split())
RARE = 0.002  # share in percent below which a count is noise


def shares(path):
    """Returns the first names of a census list in lowercase with their shares in percent."""
    with open(path, encoding="ascii") as lines:
        rows = (line.split() for line in lines)
        return {row[0].lower(): float(row[1]) for row in rows if len(row) >= 2}


def genders(data):
    women = shares(os.path.join(data, "gaz", "names", "dist.female.first"))
    men = shares(os.path.join(data, "gaz", "names", "dist.male.first"))
    found = {}
    for name in sorted(set(women) | set(men)):
        woman, man = women.get(name, 0.0), men.get(name, 0.0)
        if name in AMBIGUOUS or max(woman, man) < RARE:
            continue
        if woman >= CLEAR * man:
            found[name] = "f"
        elif man >= CLEAR * woman:
            found[name] = "m"
    return found


def nicknames(data):
    found = collections.defaultdict(set)
    with open(os.path.join(data, "gaz", "names", "nicknames.csv"), encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            name, short = row["name1"].strip().lower(), row["name2"].strip().lower()
            if name.isalpha() and short.isalpha() and name != short:
                found[name].add(short)
    return found


def write(name, head, lines):
    with open(os.path.join(TARGET, name), "w", encoding="utf-8", newline="\n") as out:
        out.writelines(f"# {line}\n" for line in head)
        out.writelines(f"{line}\n" for line in lines)


def main():
    data = sys.argv[1] if len(sys.argv) > 1 else os.environ.get("MORGUE_DATA")
    if not data:
        sys.exit(__doc__)
    known = genders(data)
    by_gender = collections.defaultdict(list)
    for name, gender in known.items():
        by_gender[(gender, name[0])].append(name)
    write(
        "genders.tsv",
        [
            "First names that nearly always belong to women (f) or men (m). Made by training/people.py.",
            "Source: US Census Bureau, first names of the 1990 census (dist.female.first, dist.male.first); public domain.",
        ],
        (f"{gender}\t{' '.join(names)}" for (gender, _), names in sorted(by_gender.items())),
    )
    write(
        "nicknames.tsv",
        [
            "First names and their short forms. Made by training/people.py.",
            "Source: github.com/carltonnorthern/nicknames (names.csv); Apache License, Version 2.0.",
        ],
        (f"{name}\t{' '.join(sorted(short))}" for name, short in sorted(nicknames(data).items())),
    )


if __name__ == "__main__":
    main()
