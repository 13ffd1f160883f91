#!/usr/bin/env python3
"""Describes a C header as JSON: what it declares, how that lies in memory, and what its comments say.

    describe_header.py HEADER [OUTPUT]

All that is derived from include/modzy_edge.h is derived from this. Needs castxml. The JSON has

    overview      {title, text} of each part of the first comment; of a C++ header (.hpp) this alone
    sections      {name, text} of each comment between lines of dashes
    macros        {name, parameters, body, value}; value is null unless the macro expands to a number or a string
    enumerations  {name, constants: [{name, value, docs}]}
    records       {name, union, members: [{name, type, docs}], layouts}: structures and unions; layouts is null for an
                  opaque one, else {size, members: [{offset, size}]} in bytes for each of x86_64 and aarch64
    typedefs      {name, type}, without those that only name a record
    functions     {name, returns, parameters: [{name, type}], nodiscard, deprecated}

in the order of the header. Macros and all after them have section, which is a name or null, and docs, which is {brief,
text, parameters: {name: text}, returns, example: {code, line}, since} or null. A text is a list of {kind, text}; the
kind is paragraph, code or table. A type is {c, abi, size, kind}: its C spelling, with @ where a name belongs ("const
char *@"); how it is passed ("ptr", "void", "u8", "i32", "f64", "u8[16]", or the name of a record); and one of

    scalar, typedef, record  with name        pointer   with to, a type
    array  with of, a type, and length        function  with returns and parameters

The header may include those of a freestanding C alone: <stdint.h>, <stddef.h> and the like.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tempfile
import textwrap
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from typing import Any, Dict, List, Optional

COMPILER = ["castxml", "-x", "c", "-std=c11", "-ffreestanding"]
MACHINES = ("x86_64", "aarch64")
WRAPPERS = ("ElaboratedType", "CvQualifiedType")
DECLARATIONS = ("Enumeration", "Struct", "Union", "Typedef", "Function")

Described = Dict[str, Any]


class UnsupportedDeclaration(Exception):
    """The header declares something that this script does not describe."""


def describe(path: Path) -> Described:
    source = Source(path)
    if path.suffix == ".hpp":
        return {"overview": source.overview}
    return {"overview": source.overview, "sections": source.sections, "macros": macros(source),
            **declarations(source, [Tree(path, machine) for machine in MACHINES])}


def blocks(text: str) -> List[Dict[str, str]]:
    """Paragraphs, and what is indented by four: code, which ends as code does, or a table."""
    found = []
    for block in re.findall(r"(?:^    .*\n(?:\n+(?=    ))?)+|(?:^(?!    ).+\n)+", text + "\n", re.MULTILINE):
        if block.startswith("    "):
            code = re.sub(r"^    ", "", block, flags=re.MULTILINE).rstrip()
            table = re.match(r"\w+(, \w+)* +(string|object|array|number|boolean)", code) or code[-1] not in ";}"
            found.append({"kind": "table" if table else "code", "text": code})
        else:
            found.append({"kind": "paragraph", "text": " ".join(block.split())})
    return found


def unframed(comment: str) -> str:
    """The text of a comment, without its stars and dashes."""
    inner = re.sub(r"^/\*+(?: -+)?|(?:-+ )?\*/$", "", comment)
    return re.sub(r"^ *\* ?", "", " * " + inner, flags=re.MULTILINE)


class Source:
    """The header as text: its comments, and where they stand."""

    def __init__(self, path: Path) -> None:
        self.path = path
        text = path.read_text(encoding="utf-8")
        comments = list(re.finditer(r"/\*.*?\*/", text, re.DOTALL))
        self.code = re.sub(r"/\*.*?\*/", lambda comment: re.sub(r"[^\n]", " ", comment[0]), text, flags=re.DOTALL)
        self._lines = [0, *(end.end() for end in re.finditer("\n", self.code))]
        self.overview, self.sections = [], []
        if comments and not comments[0][0].startswith("/**"):
            for part in re.split(r"\n{3,}", unframed(comments[0][0]).strip()):
                title, _, rest = part.partition("\n")
                self.overview.append({"title": title, "text": blocks(rest)})
        self._sections = [comment for comment in comments if comment[0].startswith("/* ---")]
        for comment in self._sections:
            name, _, rest = unframed(comment[0]).strip().partition("\n")
            self.sections.append({"name": name, "text": blocks(rest)})
        self._docs = [comment for comment in comments if comment[0].startswith("/**")]

    def at(self, name: str, line: int = 1, start: int = 0) -> int:
        """Where a name stands: in this line or after it, and not before start."""
        found = re.compile(rf"\b{name}\b").search(self.code, max(self._lines[line - 1], start))
        assert found, f"{name} is not in line {line} or after it"
        return found.start()

    def said(self, at: int) -> Described:
        """The section and the documentation of what is declared here."""
        before = [section["name"] for section, comment in zip(self.sections, self._sections) if comment.end() < at]
        return {"section": before[-1] if before else None, "docs": self.docs(at)}

    def docs(self, at: int) -> Optional[Described]:
        comment = next((each for each in reversed(self._docs) if each.end() <= at), None)
        if comment is None or re.search(r"[;{},]|\n *\n", self.code[comment.end():at]):
            return None
        text = unframed(comment[0]).rstrip()
        since = re.search(r"(?:^ *|(?<=[.)] ))Since\s+(\d+\.\d+\.\d+)\Z", text, re.MULTILINE)
        text = text[:since.start()] if since else text
        example = re.search(r"^Example:\n\n((?:    .*\n|\n)+)", text + "\n", re.MULTILINE)
        if example:
            line = self.code.count("\n", 0, comment.start()) + text.count("\n", 0, example.start(1)) + 1
            code = textwrap.dedent(example[1]).strip("\n")
            text = text[:example.start()] + text[example.end():]
        body, *tags = re.split(r"^@", text, flags=re.MULTILINE)
        tagged = [" ".join(tag.split()) for tag in tags]
        described = blocks(body)
        return {
            "brief": re.split(r"\.(?: |$)", described[0]["text"])[0] if described else "",
            "text": described,
            "parameters": dict(re.findall(r"^param (\w+) ?(.*)$", "\n".join(tagged), re.MULTILINE)),
            "returns": next((tag[len("return "):] for tag in tagged if tag.startswith("return ")), None),
            "example": {"code": code, "line": line} if example else None,
            "since": since[1] if since else None,
        }


def macros(source: Source) -> List[Described]:
    """Each macro once, as it is defined first, and what the preprocessor makes of those without parameters."""
    found: Dict[str, Described] = {}
    for macro in re.finditer(r"^# *define +(\w+)(?:\((.*?)\))?((?:\\\n|.)*)", source.code, re.MULTILINE):
        parameters = None if macro[2] is None else re.findall(r"[\w.]+", macro[2])
        body = re.sub(r"\s*\\\n\s*", " ", macro[3]).strip()
        found.setdefault(macro[1], {"name": macro[1], "parameters": parameters, "body": body, "value": None,
                                    **source.said(macro.start(1))})
    probes = "".join(f'value_of("{name}") {name}\n' for name, macro in found.items() if macro["parameters"] is None)
    probed = f'#include "{source.path.resolve()}"\n{probes}'
    expanded = subprocess.run([*COMPILER, "-E", "-P", "-"], check=True, input=probed, stdout=subprocess.PIPE, text=True)
    for name, value in re.findall(r'^value_of\("(\w+)"\) (.*)$', expanded.stdout, re.MULTILINE):
        number = re.fullmatch(r"\(*(-?(?:0[xX][0-9a-fA-F]+|\d+))[uUlL]*\)*", value)
        string = re.fullmatch(r'"([^"\\]*)"', value)
        found[name]["value"] = int(number[1], 0) if number else string[1] if string else None
    return list(found.values())


class Tree:
    """The XML of castxml for one machine, in which elements refer to each other by id."""

    def __init__(self, path: Path, machine: str) -> None:
        self.machine = machine
        with tempfile.TemporaryDirectory() as directory:
            output = Path(directory) / "header.xml"
            options = ["-target", f"{machine}-linux-gnu", "--castxml-output=1"]
            subprocess.run([*COMPILER, *options, str(path), "-o", output], check=True)
            root = ElementTree.parse(output).getroot()
        self.by_id = {element.attrib["id"]: element for element in root if "id" in element.attrib}
        files = {element.attrib["id"] for element in root.iter("File") if element.attrib["name"] == str(path)}
        own = (element for element in root if element.get("file") in files and element.tag in DECLARATIONS)
        self.own = sorted(own, key=lambda element: int(element.attrib["line"]))
        # typedef struct { … } name: the record has no name but that of its typedef.
        self._names = {}
        for element in self.own:
            target = self.target(element.get("type", "")) if element.tag == "Typedef" else None
            if target is not None and target.tag in ("Struct", "Union"):
                self._names[target.attrib["id"]] = element.attrib["name"]

    def target(self, identifier: str) -> ElementTree.Element:
        """The type itself, without what is const or volatile about it."""
        element = self.by_id[identifier.rstrip("cvr")]
        return self.target(element.attrib["type"]) if element.tag in WRAPPERS else element

    def name(self, element: ElementTree.Element) -> str:
        name = element.get("name") or self._names.get(element.attrib["id"])
        if not name:
            raise UnsupportedDeclaration(f"line {element.get('line')}: a {element.tag.lower()} without a name")
        return "bool" if name == "_Bool" else name

    def type(self, identifier: str) -> Described:
        """A type by its identifier, which ends in "c", "v" or "r" where the type is const, volatile or restrict."""
        element = self.by_id[identifier.rstrip("cvr")]
        flags = identifier[len(identifier.rstrip("cvr")):]
        qualifiers = "".join(word for word in ("const ", "volatile ", "restrict ") if word[0] in flags)
        if element.tag in WRAPPERS:
            return self.type(element.attrib["type"] + flags)
        if element.tag == "PointerType":
            to = self.type(element.attrib["type"])
            declarator = f"(*{qualifiers}@)" if to["kind"] in ("function", "array") else f"*{qualifiers}@"
            return {"c": to["c"].replace("@", declarator), "abi": "ptr", "size": size_of(element),
                    "kind": "pointer", "to": to}
        if element.tag == "ArrayType":
            if not element.get("max"):
                raise UnsupportedDeclaration("an array without a length")
            of, length = self.type(element.attrib["type"] + flags), int(element.attrib["max"]) + 1
            name, bracket, inner = of["abi"].partition("[")
            return {"c": of["c"].replace("@", f"@[{length}]"), "abi": f"{name}[{length}]{bracket}{inner}",
                    "size": length * of["size"], "kind": "array", "of": of, "length": length}
        if element.tag == "FunctionType":
            function = self.function(element)
            types = ", ".join(each["type"]["c"].replace("@", "").rstrip() for each in function["parameters"]) or "void"
            return {"c": function["returns"]["c"].replace("@", f"@({types})"), "abi": "function", "size": 0,
                    "kind": "function", **function}
        if element.tag == "Typedef":
            target = self.type(element.attrib["type"])
            kind = "record" if target["kind"] == "record" else "typedef" if element in self.own else "scalar"
            name = target["name"] if kind == "record" else self.name(element)
            return {"c": f"{qualifiers}{self.name(element)} @", "abi": target["abi"], "size": target["size"],
                    "kind": kind, "name": name}
        if element.tag == "Enumeration":
            return {**self.type(element.attrib["type"]), "c": f"{qualifiers}enum {self.name(element)} @"}
        name = self.name(element)
        if element.tag in ("Struct", "Union"):
            return {"c": f"{qualifiers}{element.tag.lower()} {name} @", "abi": name, "size": size_of(element),
                    "kind": "record", "name": name}
        return {"c": f"{qualifiers}{name} @", "abi": abi_of(name, size_of(element)), "size": size_of(element),
                "kind": "scalar", "name": name}

    def function(self, element: ElementTree.Element) -> Described:
        """The parameters of a function type have no names here."""
        if element.find("Ellipsis") is not None:
            name = element.get("name", "a function type")
            raise UnsupportedDeclaration(f"{name}, which takes any number of arguments")
        return {"returns": self.type(element.attrib["returns"]), "parameters": [
            {"name": each.get("name"), "type": self.type(each.attrib["type"])} for each in element]}

    def fields(self, record: ElementTree.Element) -> List[ElementTree.Element]:
        members = [self.by_id[identifier] for identifier in record.get("members", "").split()]
        fields = [member for member in members if member.tag == "Field"]  # not types that are declared inside
        if any("bits" in field.attrib or not field.get("name") for field in fields):
            raise UnsupportedDeclaration(f"{self.name(record)}: a bit-field or a member without a name")
        if not fields:  # castxml does not look into them
            raise UnsupportedDeclaration(f"{self.name(record)}: declare it on its own, before what contains it")
        return fields

    def layout(self, record: ElementTree.Element) -> Described:
        return {"size": size_of(record), "members": [
            {"offset": int(field.attrib["offset"]) // 8, "size": self.type(field.attrib["type"])["size"]}
            for field in self.fields(record)]}


def size_of(element: ElementTree.Element) -> int:
    return int(element.get("size", 0)) // 8


def abi_of(name: str, size: int) -> str:
    if name in ("void", "float", "double"):
        return {"void": "void", "float": "f32", "double": "f64"}[name]
    if not re.search(r"char|short|int|bool", name) or size > 8:
        raise UnsupportedDeclaration(f"{name}, which is not the same on all machines")
    return ("u" if "unsigned" in name or name == "bool" else "i") + str(8 * size)


def declarations(source: Source, trees: List[Tree]) -> Described:
    """Enumerations, records, typedefs and functions, by means of the tree of each machine."""
    found: Dict[str, List[Described]] = {"enumerations": [], "records": [], "typedefs": [], "functions": []}
    if len({tuple((each.tag, each.get("name")) for each in tree.own) for tree in trees}) > 1:
        raise UnsupportedDeclaration(f"what is declared otherwise for {' than for '.join(MACHINES)}")
    tree = trees[0]
    for element, *others in zip(*(each.own for each in trees)):
        line, name = int(element.attrib["line"]), element.get("name") or None
        at = source.at(name or element.tag.lower().replace("enumeration", "enum"), line)
        described = {"name": name, **source.said(at)}
        if element.tag == "Enumeration":
            constants = [{"name": each.attrib["name"], "value": int(each.attrib["init"]),
                          "docs": source.docs(source.at(each.attrib["name"], start=at))} for each in element]
            found["enumerations"].append({**described, "constants": constants})
        elif element.tag in ("Struct", "Union"):
            members, layouts = [], None
            if "incomplete" not in element.attrib:
                members = [{"name": field.attrib["name"], "type": tree.type(field.attrib["type"]),
                            "docs": source.docs(source.at(field.attrib["name"], int(field.attrib["line"])))}
                           for field in tree.fields(element)]
                layouts = {each.machine: each.layout(record) for each, record in zip(trees, [element, *others])}
            found["records"].append({**described, "name": tree.name(element), "union": element.tag == "Union",
                                     "members": members, "layouts": layouts})
        elif element.tag == "Function":
            before = re.split(r"[;{}]|^#.*$", source.code[:at], flags=re.MULTILINE)[-1].split()
            found["functions"].append({**described, **tree.function(element), "nodiscard": "EDGE_NODISCARD" in before,
                                       "deprecated": element.get("deprecation")})
        elif element.tag == "Typedef" and tree.target(element.attrib["type"]).tag not in ("Struct", "Union"):
            kind = tree.type(element.attrib["type"])
            if kind["kind"] == "pointer" and kind["to"]["kind"] == "function":
                names = re.findall(r"(\w+)\s*(?=[,)])", source.code[at:source.code.index(";", at)])[1:]
                for parameter, own in zip(kind["to"]["parameters"], names):
                    parameter["name"] = own
            found["typedefs"].append({**described, "type": kind})
    return found


def main() -> None:
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    if not shutil.which("castxml"):
        sys.exit("castxml is not installed; install the Debian package castxml")
    try:
        text = json.dumps(describe(Path(sys.argv[1]).resolve()), indent=1, ensure_ascii=False) + "\n"
    except UnsupportedDeclaration as unsupported:
        sys.exit(f"{sys.argv[1]}: cannot describe {unsupported}")
    except subprocess.CalledProcessError:
        sys.exit(f"{sys.argv[1]}: castxml cannot read it, and says above why")
    if len(sys.argv) == 3:
        Path(sys.argv[2]).write_text(text, encoding="utf-8")
    else:
        sys.stdout.write(text)


if __name__ == "__main__":
    main()
