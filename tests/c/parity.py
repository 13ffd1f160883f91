#!/usr/bin/python3
"""Compares modzy_edge.h with what libmodzy_edge.so.1 exports, and checks what the file asks of a machine.

    parity.py HEADER LIBRARY
"""

from __future__ import annotations

import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest
import xml.etree.ElementTree as ElementTree

SONAME = "libmodzy_edge.so.1"
SYMBOL_VERSION = "MODZY_EDGE_1"
GLIBC_FLOOR = (2, 34)  # Debian 12, Ubuntu 22.04
ALLOWED_LIBRARIES = r"libc\.so\.6|libm\.so\.6|ld-linux-.*\.so\.\d|libpthread\.so\.0|libdl\.so\.2|librt\.so\.1"


def output(*command: str) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def declared_functions(header: str) -> dict[str, list[str]]:
    """The functions that a C compiler finds in the header, with the names of their parameters."""
    with tempfile.TemporaryDirectory() as directory:
        xml = os.path.join(directory, "header.xml")
        output("castxml", "--castxml-output=1", "-x", "c", "-std=c11", header, "-o", xml)
        root = ElementTree.parse(xml).getroot()
    files = {element.get("id"): element.get("name") for element in root.iter("File")}
    return {
        function.get("name"): [argument.get("name") for argument in function.findall("Argument")]
        for function in root.iter("Function")
        if os.path.realpath(files[function.get("file")]) == os.path.realpath(header)
    }


def documented_functions(text: str) -> dict[str, str]:
    """Each function's comment, which stands right before its declaration."""
    found = re.findall(r"/\*\*((?:(?!\*/).)*)\*/\s*EDGE_API\b([^;]*);", text, re.DOTALL)
    return {re.search(r"\b(edge_\w+)\(", declaration)[1]: comment for comment, declaration in found}


class Parity(unittest.TestCase):
    header: str
    library: str

    @classmethod
    def setUpClass(cls) -> None:
        cls.text = pathlib.Path(cls.header).read_text(encoding="utf-8")
        cls.functions = declared_functions(cls.header)
        cls.comments = documented_functions(cls.text)
        cls.dynamic = output("readelf", "--dynamic", "--wide", cls.library)

    def test_the_library_exports_what_the_header_declares(self) -> None:
        symbols = [line.split() for line in output("nm", "-D", "--defined-only", self.library).splitlines()]
        exported = {name for _, kind, name in symbols if kind != "A"}
        self.assertEqual({f"{name}@@{SYMBOL_VERSION}" for name in self.functions}, exported)
        self.assertEqual([SYMBOL_VERSION], [name for _, kind, name in symbols if kind == "A"])
        self.assertTrue(all(name.startswith("edge_") for name in self.functions))

    def test_macros_and_types_of_the_header_have_its_prefix(self) -> None:
        names = re.findall(r"^#define (\w+)", self.text, re.MULTILINE) + re.findall(r"^    (\w+) = \d+", self.text, re.MULTILINE)
        self.assertGreater(len(names), 20)
        self.assertEqual([], [name for name in names if not name.startswith("EDGE_") and name != "MODZY_EDGE_H"])
        types = re.findall(r"^typedef .*?\b(\w+);|^\} (\w+);", self.text, re.MULTILINE)
        self.assertEqual([], [name for pair in types for name in pair if name and not name.startswith("edge_")])

    def test_every_function_is_documented(self) -> None:
        self.assertEqual(set(self.functions), set(self.comments))
        for name, comment in self.comments.items():
            with self.subTest(function=name):
                self.assertRegex(comment, r"\n \* Since \d+\.\d+\.\d+\n")
                self.assertEqual(self.functions[name], self.documented_parameters(name, comment))

    def documented_parameters(self, name: str, comment: str) -> list[str]:
        parameters = re.findall(r"@param (\w+)", comment)
        # That of edge_status_name is in the sentence itself.
        return ["status"] if name == "edge_status_name" and not parameters else parameters

    def test_every_function_that_can_fail_says_how(self) -> None:
        for name, parameters in self.functions.items():
            if "out_error" in parameters:
                with self.subTest(function=name):
                    self.assertRegex(self.comments[name], r"@return [^@]*(EDGE_\w+|As edge_)")

    def test_the_file_is_a_shared_library_that_stays_loaded(self) -> None:
        self.assertIn(f"Library soname: [{SONAME}]", self.dynamic)
        self.assertRegex(self.dynamic, r"FLAGS_1\).*NODELETE")
        self.assertNotRegex(self.dynamic, r"RPATH|RUNPATH|TEXTREL")

    def test_it_needs_the_c_library_alone(self) -> None:
        needed = re.findall(r"Shared library: \[(.*)\]", self.dynamic)
        self.assertIn("libc.so.6", needed)
        self.assertEqual([], [name for name in needed if not re.fullmatch(ALLOWED_LIBRARIES, name)])

    def test_it_runs_on_old_systems(self) -> None:
        versions = re.findall(r"GLIBC_(\d+)\.(\d+)", output("nm", "-D", "--undefined-only", self.library))
        highest = max((int(major), int(minor)) for major, minor in versions)
        print(f"\n{self.library}: {os.path.getsize(self.library):,} bytes, needs glibc {highest[0]}.{highest[1]}")
        self.assertLessEqual(highest, GLIBC_FLOOR)

    def test_it_is_stripped_and_its_stack_cannot_be_executed(self) -> None:
        self.assertNotIn(".symtab", output("readelf", "--sections", "--wide", self.library))
        stack = re.search(r"GNU_STACK.*", output("readelf", "--segments", "--wide", self.library))
        self.assertNotIn("E", stack[0].split()[-2])


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    Parity.header, Parity.library = sys.argv[1:]
    unittest.main(argv=sys.argv[:1])
