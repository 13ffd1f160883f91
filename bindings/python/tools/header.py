"""Reads a C header with castxml: its constants, types and functions as Python objects."""

from __future__ import annotations

import re
import subprocess
import tempfile
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass, field
from pathlib import Path
from typing import Dict, List, Optional, Set, Union

COMPILER = ["castxml", "-x", "c", "-std=c11"]

# What ctypes has a type for, by its name in C. Pointers, arrays and the header's own types are built of these.
SCALARS = {
    "void": "None", "bool": "ctypes.c_bool", "_Bool": "ctypes.c_bool", "size_t": "ctypes.c_size_t",
    "ssize_t": "ctypes.c_ssize_t", "ptrdiff_t": "ctypes.c_ssize_t", "char": "ctypes.c_char",
    "signed char": "ctypes.c_byte", "unsigned char": "ctypes.c_ubyte", "short int": "ctypes.c_short",
    "short unsigned int": "ctypes.c_ushort", "int": "ctypes.c_int", "unsigned int": "ctypes.c_uint",
    "long int": "ctypes.c_long", "long unsigned int": "ctypes.c_ulong", "long long int": "ctypes.c_longlong",
    "long long unsigned int": "ctypes.c_ulonglong", "float": "ctypes.c_float", "double": "ctypes.c_double",
    "intptr_t": "ctypes.c_ssize_t", "uintptr_t": "ctypes.c_size_t",
    **{f"{sign}int{bits}_t": f"ctypes.c_{sign}int{bits}" for sign in ("", "u") for bits in (8, 16, 32, 64)},
}


class UnsupportedDeclaration(Exception):
    """The header declares something that cannot be said with ctypes, or not by this script."""


@dataclass
class Member:
    """One member of a structure; the offset is in bytes."""

    name: str
    type: str
    offset: int


@dataclass
class Record:
    """A structure or a union; the size is in bytes, and None if the header keeps the type opaque."""

    name: str
    base: str
    size: Optional[int]
    members: List[Member] = field(default_factory=list)


@dataclass
class Alias:
    """A typedef: another name for a ctypes expression."""

    name: str
    type: str


@dataclass
class Function:
    """An exported function; its parameters and its result are ctypes expressions."""

    name: str
    result: str
    parameters: List[str]


@dataclass
class Header:
    """All that a header declares, each part in the order of the header."""

    constants: Dict[str, Union[int, str]]
    records: List[Record]
    aliases: List[Alias]
    functions: List[Function]


def read_header(path: Path) -> Header:
    """Reads the header with the compiler, for the machine that this runs on."""
    with tempfile.TemporaryDirectory() as directory:
        xml = Path(directory) / "header.xml"
        subprocess.run([*COMPILER, "--castxml-output=1", str(path), "-o", str(xml)], check=True)
        tree = ElementTree.parse(xml)
    header = _TreeReader(tree.getroot(), path).read()
    return Header({**_macros(path), **header.constants}, header.records, header.aliases, header.functions)


def _macros(path: Path) -> Dict[str, Union[int, str]]:
    """The macros of the header that stand for a number or a string, fully expanded."""
    names = re.findall(r"^#\s*define\s+(\w+)[ \t]+\S", path.read_text(encoding="utf-8"), re.MULTILINE)
    probes = "".join(f'value_of("{name}") {name}\n' for name in names)
    with tempfile.TemporaryDirectory() as directory:
        file = Path(directory) / "macros.c"
        file.write_text(f'#include "{path.resolve()}"\n{probes}', encoding="utf-8")
        text = subprocess.run([*COMPILER, "-E", "-P", str(file)], check=True, capture_output=True, text=True).stdout
    values: Dict[str, Union[int, str]] = {}
    for name, value in re.findall(r'^value_of\("(\w+)"\) (.*)$', text, re.MULTILINE):
        number = re.fullmatch(r"\(*(-?(?:0[xX][0-9a-fA-F]+|\d+))[uUlL]*\)*", value)
        string = re.fullmatch(r'"([^"\\]*)"', value)
        if number:
            values[name] = int(number[1], 0)
        elif string:
            values[name] = string[1]
    return values


class _TreeReader:
    """Turns the XML of castxml, in which elements refer to each other by id, into declarations."""

    def __init__(self, root: ElementTree.Element, path: Path) -> None:
        self._by_id = {element.attrib["id"]: element for element in root if "id" in element.attrib}
        file = next(e.attrib["id"] for e in root.iter("File") if Path(e.attrib["name"]).name == path.name)
        self._own = sorted((e for e in root if e.attrib.get("file") == file and "line" in e.attrib),
                           key=lambda e: int(e.attrib["line"]))
        self._own_ids: Set[str] = {element.attrib["id"] for element in self._own}
        # typedef struct { … } name: the structure has no name but that of its typedef.
        self._names = {}
        for element in self._own:
            if element.tag == "Typedef":
                target = self._target(element.attrib["type"])
                if target.tag in ("Struct", "Union") and not target.attrib.get("name"):
                    self._names[target.attrib["id"]] = element.attrib["name"]

    def read(self) -> Header:
        header = Header({}, [], [], [])
        for element in self._own:
            if element.tag == "Enumeration":
                header.constants.update((v.attrib["name"], int(v.attrib["init"])) for v in element)
            elif element.tag in ("Struct", "Union"):
                header.records.append(self._record(element))
            elif element.tag == "Function":
                header.functions.append(self._function(element))
            elif element.tag == "Typedef":
                if self._target(element.attrib["type"]).tag not in ("Struct", "Union"):
                    header.aliases.append(Alias(element.attrib["name"], self._type(element.attrib["type"])))
        return header

    def _target(self, identifier: str) -> ElementTree.Element:
        """The type itself, without const and without the keyword `struct` or `enum` before its name."""
        element = self._by_id[identifier.rstrip("cvr")]
        while element.tag in ("ElaboratedType", "CvQualifiedType"):
            element = self._by_id[element.attrib["type"].rstrip("cvr")]
        return element

    def _record(self, element: ElementTree.Element) -> Record:
        name = self._record_name(element)
        base = "ctypes.Structure" if element.tag == "Struct" else "ctypes.Union"
        if element.attrib.get("incomplete"):
            return Record(name, base, None)
        members = []
        for identifier in element.attrib.get("members", "").split():
            member = self._by_id[identifier]
            if member.tag != "Field":
                continue  # a type that is declared inside; it is an element of its own
            if "bits" in member.attrib or not member.attrib["name"]:
                raise UnsupportedDeclaration(f"{name}: a bit-field or a member without a name")
            members.append(Member(member.attrib["name"], self._type(member.attrib["type"]),
                                  int(member.attrib["offset"]) // 8))
        if not members:  # castxml does not look into them
            raise UnsupportedDeclaration(f"{name}: declare it on its own, before the structure that contains it")
        return Record(name, base, int(element.attrib["size"]) // 8, members)

    def _record_name(self, element: ElementTree.Element) -> str:
        name = element.attrib.get("name") or self._names.get(element.attrib["id"])
        if not name:
            raise UnsupportedDeclaration(f"line {element.attrib['line']}: a structure without a name")
        return name

    def _function(self, element: ElementTree.Element) -> Function:
        if element.find("Ellipsis") is not None:
            raise UnsupportedDeclaration(f"{element.attrib['name']} takes any number of arguments")
        parameters = [self._type(argument.attrib["type"]) for argument in element.iter("Argument")]
        return Function(element.attrib["name"], self._type(element.attrib["returns"]), parameters)

    def _type(self, identifier: str) -> str:
        """The ctypes expression for a type."""
        element = self._target(identifier)
        name = element.attrib.get("name", "")
        if element.tag in ("Struct", "Union"):
            return self._record_name(element)
        if element.tag == "Enumeration":
            return self._type(element.attrib["type"])
        if element.tag == "Typedef" and element.attrib["id"] in self._own_ids:
            target = self._target(element.attrib["type"])
            return self._record_name(target) if target.tag in ("Struct", "Union") else name
        if name in SCALARS:
            return SCALARS[name]
        if element.tag == "Typedef":
            return self._type(element.attrib["type"])
        if element.tag == "ArrayType":
            return f"{self._type(element.attrib['type'])} * {int(element.attrib['max']) + 1}"
        if element.tag == "FunctionType":
            types = [self._type(element.attrib["returns"]), *(self._type(a.attrib["type"]) for a in element)]
            return f"ctypes.CFUNCTYPE({', '.join(types)})"
        if element.tag == "PointerType":
            return self._pointer(element.attrib["type"])
        raise UnsupportedDeclaration(f"no ctypes type for {element.tag} {name}")

    def _pointer(self, identifier: str) -> str:
        target = self._type(identifier)
        if target.startswith("ctypes.CFUNCTYPE("):
            return target
        return {"None": "ctypes.c_void_p", "ctypes.c_char": "ctypes.c_char_p"}.get(target, f"ctypes.POINTER({target})")
