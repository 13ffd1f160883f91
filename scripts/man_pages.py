#!/usr/bin/env python3
"""Writes the manual pages of the C interface: modzy_edge(3), and one for each group of functions.

    man_pages.py DESCRIPTION DATE DIRECTORY

DESCRIPTION is what describe_header.py says of include/modzy_edge.h. Each function has a link to the page of its group.
"""

import json
import re
import sys
import textwrap
from pathlib import Path
from typing import Any, Dict, List

Described = Dict[str, Any]


def escape(text: str) -> str:
    text = text.replace("\\", "\\e").replace("-", "\\-")
    return re.sub(r"^([.'])", r"\\&\1", text, flags=re.MULTILINE)


def paragraph(text: str) -> str:
    """A paragraph, a sentence each line, with the names of the interface in bold."""
    text = re.sub(r"(?<=[a-z)\"][.:]) (?=[A-Z])", "\n", text)
    bold = re.sub(r"\b(edge_\w+|EDGE_\w+)", r"\\fB\1\\fR", escape(text))
    return ".PP\n" + bold + "\n"


def code(text: str) -> str:
    return ".PP\n.in +4n\n.EX\n" + escape(text) + "\n.EE\n.in\n"


def texts(blocks: List[Dict[str, str]]) -> str:
    return "".join(paragraph(each["text"]) if each["kind"] == "paragraph" else code(each["text"]) for each in blocks)


def item(name: str, text: str) -> str:
    return f".TP\n.I {escape(name)}\n{escape(text)}\n"


def prototype(function: Described) -> str:
    returns = function["returns"]["c"].replace("@", "").rstrip()
    parameters = ", ".join(each["type"]["c"].replace("@", each["name"]) for each in function["parameters"]) or "void"
    gap = "" if returns.endswith("*") else " "
    lines = textwrap.wrap(f"{returns}{gap}{function['name']}({parameters});", 78, subsequent_indent=8 * " ",
                          break_long_words=False, break_on_hyphens=False)
    return "".join(f'.B "{escape(line)}"\n' for line in lines)


def write(file: Path, text: str) -> None:
    """Without what mandoc warns of: the macro for a paragraph just below a heading."""
    file.write_text(re.sub(r"^(\.S[HS] .*\n)\.PP\n", r"\1", text, flags=re.MULTILINE), encoding="utf-8")


def header(name: str, date: str, version: str, brief: str) -> str:
    return (f'.TH {name} 3 "{date}" "modzy_edge {version}" "Modzy Edge client"\n'
            f".SH NAME\n{name} \\- {escape(brief)}\n")


def function_text(function: Described) -> str:
    docs = function["docs"]
    text = f".SS {function['name']}\n" + texts(docs["text"])
    text += "".join(item(name, said) for name, said in docs["parameters"].items())
    if docs["returns"]:
        text += paragraph("Returns " + docs["returns"])
    if docs["example"]:
        text += code(docs["example"]["code"])
    return text


def record_text(record: Described) -> str:
    text = f".SS {record['name']}\n" + texts(record["docs"]["text"] if record["docs"] else [])
    for member in record["members"]:
        said = " ".join(block["text"] for block in member["docs"]["text"]) if member["docs"] else ""
        text += item(member["type"]["c"].replace("@", member["name"]), said or "Not described.")
    return text


def group_page(group: Described, description: Described, page: str, date: str, version: str) -> str:
    def mine(kind: str) -> List[Described]:
        return [each for each in description[kind] if each["section"] == group["name"]]

    functions = mine("functions")
    text = header(page, date, version, f"{group['name'][0].lower()}{group['name'][1:]}: functions of the Modzy Edge client")
    text += ".SH SYNOPSIS\n.nf\n.B #include <modzy_edge.h>\n.PP\n"
    text += "".join(prototype(each) for each in functions) + ".PP\nLink with \\fI\\-lmodzy_edge\\fR.\n.fi\n"
    text += ".SH DESCRIPTION\n" + (texts(group["text"]) or paragraph(f"What modzy_edge.h has under \"{group['name']}\"."))
    text += "".join(function_text(each) for each in functions)
    records = [each for each in mine("records") if each["members"]]
    if records:
        text += ".SH STRUCTURES\n" + "".join(record_text(each) for each in records)
    return text + ".SH SEE ALSO\n.BR modzy_edge (3)\n"


def overview_page(description: Described, pages: List[str], date: str, version: str) -> str:
    title, *parts = description["overview"]
    text = header("modzy_edge", date, version, "the C interface of the Modzy Edge client")
    text += ".SH SYNOPSIS\n.nf\n.B #include <modzy_edge.h>\n.PP\nLink with \\fI\\-lmodzy_edge\\fR.\n.fi\n"
    text += ".SH DESCRIPTION\n" + texts(title["text"])
    text += "".join(f'.SH "{escape(part["title"])}"\n' + texts(part["text"]) for part in parts)
    links = "\n".join(f".BR {page} (3)," for page in pages)
    return text + ".SH SEE ALSO\n" + links + "\n.BR modzy\\-edge\\-emulator (1)\n"


def main() -> None:
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    description = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    date, directory = sys.argv[2], Path(sys.argv[3])
    version = next(each["value"] for each in description["macros"] if each["name"] == "EDGE_VERSION")
    directory.mkdir(parents=True, exist_ok=True)
    pages = []
    for group in description["sections"]:
        functions = [each["name"] for each in description["functions"] if each["section"] == group["name"]]
        if functions:
            page = "modzy_edge_" + re.sub(r"\W+", "_", group["name"].lower())
            pages.append(page)
            write(directory / f"{page}.3", group_page(group, description, page, date, version))
            for name in functions:
                (directory / f"{name}.3").unlink(missing_ok=True)
                (directory / f"{name}.3").symlink_to(f"{page}.3")
    write(directory / "modzy_edge.3", overview_page(description, pages, date, version))


if __name__ == "__main__":
    main()
