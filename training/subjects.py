"""Builds src/article/taxonomy.tsv from the Media Topics of the IPTC.

    python3 training/subjects.py DATA

DATA is the folder with gaz/iptc/iptc_mapping.json (IPTC NewsCodes, CC BY 4.0). Each line has a code of eight digits,
the code of the broader topic and the English name; broader topics come first. After the Media Topics follow the older
Subject Codes with the Media Topic that replaces them.
"""

import json
import sys
from pathlib import Path

OUT = Path(__file__).resolve().parent.parent / "src" / "article" / "taxonomy.tsv"

HEAD = (
    "# The IPTC's Media Topics, and the Subject Codes they replace (https://iptc.org/standards/newscodes/), CC BY 4.0;"
    " made by training/subjects.py. Columns: code, code of the broader topic, name; of a Subject Code: code, `=`, topic.\n"
)


def code(text):
    """Returns the eight digits at the end of a code or its URL, or None."""
    digits = str(text).rstrip("/")[-8:]
    return digits if digits.isdigit() and len(digits) == 8 else None


def lineage(topic):
    """Returns the codes from the broadest topic to this one."""
    levels = (topic[f"Level{level}/NewsCode"] for level in range(1, 7))
    return [code(level) for level in levels if isinstance(level, str)]


def main():
    data = Path(sys.argv[1]) / "gaz" / "iptc" / "iptc_mapping.json"
    topics = json.loads(data.read_text(encoding="utf-8"))
    lines, older = [], {}
    known = {code(key) for key in topics}

    # Current topics come first: they win among those with the same name.
    def order(key):
        return len(lineage(topics[key])), isinstance(topics[key]["RetiredDate"], str), key

    for key in sorted(topics, key=order):
        above = [broader for broader in lineage(topics[key])[:-1] if broader in known]
        name = " ".join(topics[key]["Name (en-GB)"].split())
        lines.append(f"{code(key)}\t{above[-1] if above else ''}\t{name}\n")
    for key in sorted(topics):
        if (replaced := code(topics[key]["SubjectCode mapping"])) and replaced not in known:
            older.setdefault(replaced, code(key))
    lines += [f"{key}\t=\t{older[key]}\n" for key in sorted(older)]
    OUT.write_text(HEAD + "".join(lines), encoding="utf-8")


main()
