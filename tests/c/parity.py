#!/usr/bin/python3
"""Compares modzy_edge.h with what libmodzy_edge.so.1 exports and modzy_edge.hpp offers, and checks what the file asks of a machine.

    parity.py HEADER DESCRIPTION LIBRARY        DESCRIPTION is what scripts/describe_header.py writes of HEADER
"""

from __future__ import annotations

import json
import os
import pathlib
import platform
import re
import subprocess
import sys
import unittest
from collections.abc import Iterable

SONAME = "libmodzy_edge.so.1"
SYMBOL_VERSION = "MODZY_EDGE_1"
GLIBC_FLOOR = (2, 34)  # Debian 12, Ubuntu 22.04
LARGEST_SIZE = {"x86_64": 6_700_000, "aarch64": 7_000_000}
ALLOWED_LIBRARIES = r"libc\.so\.6|libm\.so\.6|ld-linux-.*\.so\.\d|libpthread\.so\.0|libdl\.so\.2|librt\.so\.1"


def output(*command: str) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


class Parity(unittest.TestCase):
    header: str
    description: str
    library: str

    @classmethod
    def setUpClass(cls) -> None:
        cls.text = pathlib.Path(cls.header).read_text(encoding="utf-8")
        cls.cpp_text = pathlib.Path(cls.header).with_suffix(".hpp").read_text(encoding="utf-8")
        cls.described = json.loads(pathlib.Path(cls.description).read_text(encoding="utf-8"))
        functions = cls.described["functions"]
        cls.functions = {each["name"]: [parameter["name"] for parameter in each["parameters"]] for each in functions}
        cls.docs = {each["name"]: each["docs"] for each in functions}
        cls.dynamic = output("readelf", "--dynamic", "--wide", cls.library)

    def test_the_library_exports_what_the_header_declares(self) -> None:
        symbols = [line.split() for line in output("nm", "-D", "--defined-only", self.library).splitlines()]
        exported = {name for _, kind, name in symbols if kind != "A"}
        self.assertEqual({f"{name}@@{SYMBOL_VERSION}" for name in self.functions}, exported)
        self.assertEqual([SYMBOL_VERSION], [name for _, kind, name in symbols if kind == "A"])
        self.assertTrue(all(name.startswith("edge_") for name in self.functions))

    def test_macros_and_types_of_the_header_have_its_prefix(self) -> None:
        names = self.constants()
        self.assertGreater(len(names), 20)
        self.assertEqual([], [name for name in names if not name.startswith("EDGE_") and name != "MODZY_EDGE_H"])
        types = [each["name"] for each in [*self.described["records"], *self.described["typedefs"]]]
        self.assertEqual([], [name for name in types if not name.startswith("edge_")])

    def constants(self) -> list[str]:
        return [each["name"] for each in [*self.described["macros"], *(
            constant for enumeration in self.described["enumerations"] for constant in enumeration["constants"])]]

    def test_every_function_is_documented(self) -> None:
        for name, docs in self.docs.items():
            with self.subTest(function=name):
                self.assertIsNotNone(docs)
                self.assertIsNotNone(docs["since"])
                if name.endswith("_start"):
                    self.check_async_variant(name, docs["text"][0]["text"])
                # That of edge_status_name is in the sentence itself.
                elif name != "edge_status_name":
                    self.assertEqual(self.described_apart(self.functions[name]), self.described_apart(docs["parameters"]))

    @staticmethod
    def described_apart(parameters: Iterable[str]) -> list[str]:
        """Those that the header does not describe once for all functions."""
        return [parameter for parameter in parameters if parameter not in ("client", "options", "out_error")]

    def check_async_variant(self, name: str, comment: str) -> None:
        """The async variant of a function refers to it, says what to take, and has its parameters except the results."""
        blocking = name[: -len("_start")]
        self.assertIn(blocking, self.functions)
        self.assertRegex(comment, rf"^{blocking} without blocking; ")
        self.assertRegex(comment, r"no result to take|\bedge_call_take_(json|bytes|stream)\b")
        arguments = [argument for argument in self.functions[blocking] if not argument.startswith("out_")]
        self.assertEqual([*arguments, "out_call", "out_error"], self.functions[name])

    def test_every_function_that_asks_the_edge_has_an_async_variant(self) -> None:
        asking = {name for name, parameters in self.functions.items()
                  if parameters[:1] in (["client"], ["stream"]) and not name.endswith("_start")}
        at_once = {"edge_client_destroy", "edge_client_set_metadata", "edge_client_stats", "edge_stream_cancel",
                   "edge_stream_destroy", "edge_stream_offer"}
        self.assertEqual({f"{name}_start" for name in asking - at_once},
                         {name for name in self.functions if name.endswith("_start")})

    def test_no_function_has_more_than_eight_parameters(self) -> None:
        self.assertEqual([], [name for name, parameters in self.functions.items() if len(parameters) > 8])

    def test_every_structure_of_a_caller_can_grow(self) -> None:
        """It begins with its size, or is an element of an array whose stride the caller gives, or is laid down by POSIX or gRPC."""
        elements = {"edge_input", "edge_source", "edge_object", "edge_object_source", "edge_file", "edge_inference_input", "edge_tag"}
        for record in self.described["records"]:
            if record["layouts"] and record["name"] not in {*elements, "edge_piece", "edge_metadata"}:
                with self.subTest(record=record["name"]):
                    self.assertEqual("struct_size", record["members"][0]["name"])
        strides = {member["name"] for record in self.described["records"] if record["name"] != "edge_tls_options"
                   for member in record["members"]
                   if member["name"].endswith("_size") and member["name"] != "struct_size"}
        self.assertEqual({"input_size", "source_size", "object_size", "file_size", "tag_size"}, strides)

    def test_no_line_is_too_long(self) -> None:
        for text in (self.text, self.cpp_text):
            self.assertEqual([], [line for line in text.splitlines() if len(line) > 118])

    def test_cpp_has_every_function(self) -> None:
        code = re.sub(r"/\*.*?\*/|//[^\n]*", "", self.cpp_text, flags=re.DOTALL)
        self.assertEqual(set(), set(self.functions) - set(re.findall(r"\bedge_\w+", code)))

    def test_a_reference_to_another_function_leads_somewhere(self) -> None:
        """"As edge_jobs_get" in place of statuses: that function lists them, or refers to one that does."""
        for name in self.functions:
            with self.subTest(function=name):
                self.assertLess(len(self.reference_chain(name)), 4)

    def reference_chain(self, name: str) -> list[str]:
        reference = re.match(r"As (edge_\w+)", self.docs[name]["returns"] or "")
        return [name] + (self.reference_chain(reference[1]) if reference else [])

    def test_every_constant_that_the_text_names_is_there(self) -> None:
        self.assertEqual(set(), set(re.findall(r"\bEDGE_\w+[A-Z0-9]\b", self.text)) - set(self.constants()))
        self.assertEqual(set(), set(re.findall(r"\b(edge_\w+)\(", self.text)) - set(self.functions))

    def test_every_function_that_can_fail_says_how(self) -> None:
        for name, parameters in self.functions.items():
            if "out_error" in parameters:
                with self.subTest(function=name):
                    if not name.endswith("_start"):
                        self.assertRegex(self.docs[name]["returns"] or "", r"EDGE_\w+|As edge_")

    def test_structures_lie_in_memory_alike_on_all_machines(self) -> None:
        for record in self.described["records"]:
            if record["layouts"]:
                with self.subTest(record=record["name"]):
                    self.assertEqual(record["layouts"]["x86_64"], record["layouts"]["aarch64"])
                    for member, place in zip(record["members"], record["layouts"]["x86_64"]["members"]):
                        if member["type"]["abi"] == "ptr":
                            self.assertEqual((8, 0), (place["size"], place["offset"] % 8), member["name"])

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

    def test_it_is_small(self) -> None:
        self.assertLessEqual(os.path.getsize(self.library), LARGEST_SIZE[platform.machine()])

    def test_it_is_stripped_and_its_stack_cannot_be_executed(self) -> None:
        self.assertNotIn(".symtab", output("readelf", "--sections", "--wide", self.library))
        stack = re.search(r"GNU_STACK.*", output("readelf", "--segments", "--wide", self.library))
        self.assertNotIn("E", stack[0].split()[-2])


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    Parity.header, Parity.description, Parity.library = sys.argv[1:]
    unittest.main(argv=sys.argv[:1])
