"""Makes src/article/taxonomy.tsv from the IPTC's Media Topics.

    python3 training/subjects.py DATA

DATA is the folder that holds gaz/iptc/iptc_mapping.json (IPTC NewsCodes, CC BY 4.0). A line is a code of eight digits,
the code of what it lies in and its English name: every Media Topic, a wider one before those in it. Behind them every
older Subject Code that a Media Topic says it stands for, with that topic.
"""

import json
import sys
from pathlib import Path

OUT = Path(__file__).resolve().parent.parent / "src" / "taxonomy.tsv"

HEAD = (
    "# The IPTC's Media Topics, and the Subject Codes they stand for (https://iptc.org/standards/newscodes/), CC BY 4.0;"
    " made by training/subjects.py. Columns: code, code of the wider topic, name; of a Subject Code: code, `=`, topic.\n"
)


def code(text):
    """The eight digits that close a code or its address, or nothing."""
    digits = str(text).rstrip("/")[-8:]
    return digits if digits.isdigit() and len(digits) == 8 else None


def lineage(topic):
    """The codes from the widest topic to this one."""
    levels = (topic[f"Level{level}/NewsCode"] for level in range(1, 7))
    return [code(level) for level in levels if isinstance(level, str)]


def main():
    data = Path(sys.argv[1]) / "gaz" / "iptc" / "iptc_mapping.json"
    topics = json.loads(data.read_text(encoding="utf-8"))
    lines, older = [], {}
    known = {code(key) for key in topics}

    # What is still in use stands first: of two that share a name, it is the one that is meant.
    def order(key):
        return len(lineage(topics[key])), isinstance(topics[key]["RetiredDate"], str), key

    for key in sorted(topics, key=order):
        above = [wider for wider in lineage(topics[key])[:-1] if wider in known]
        name = " ".join(topics[key]["Name (en-GB)"].split())
        lines.append(f"{code(key)}\t{above[-1] if above else ''}\t{name}\n")
    for key in sorted(topics):
        if (stands_for := code(topics[key]["SubjectCode mapping"])) and stands_for not in known:
            older.setdefault(stands_for, code(key))
    lines += [f"{key}\t=\t{older[key]}\n" for key in sorted(older)]
    OUT.write_text(HEAD + "".join(lines), encoding="utf-8")


main()
