"""Makes src/format/assigned/subjects.tsv from the IPTC's Media Topics.

    python3 training/subjects.py DATA

DATA is the folder that holds gaz/iptc/iptc_mapping.json (IPTC NewsCodes, CC BY 4.0). A line is a code of eight digits
and its English name: every Media Topic, and every older Subject Code that a Media Topic says it stands for.
"""

import json
import sys
from pathlib import Path

OUT = Path(__file__).resolve().parent.parent / "src" / "format" / "assigned" / "subjects.tsv"

HEAD = (
    "# Names of the IPTC's Media Topics and Subject Codes (https://iptc.org/standards/newscodes/), CC BY 4.0; made by"
    " training/subjects.py. Columns: code, name.\n"
)


def code(text):
    """The eight digits that close a code or its address, or nothing."""
    digits = str(text).rstrip("/")[-8:]
    return digits if digits.isdigit() and len(digits) == 8 else None


def main():
    data = Path(sys.argv[1]) / "gaz" / "iptc" / "iptc_mapping.json"
    names = {}
    topics = json.loads(data.read_text(encoding="utf-8"))
    for key in sorted(topics):
        name = " ".join(topics[key]["Name (en-GB)"].split())
        names[code(key)] = name
    for key in sorted(topics):
        older = code(topics[key]["SubjectCode mapping"])
        if older:
            names.setdefault(older, names[code(key)])
    lines = [f"{key}\t{names[key]}\n" for key in sorted(names)]
    OUT.write_text(HEAD + "".join(lines), encoding="utf-8")


main()
