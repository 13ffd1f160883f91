#!/usr/bin/python3
"""Describes a made-up header, which has what a later modzy_edge.h may have, and compares with what must come out.

    describe_header_test.py DESCRIBE        DESCRIBE is scripts/describe_header.py
"""

from __future__ import annotations

import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

HEADER = r'''/*
 * odd.h - a header
 *
 * What it is for.
 *
 *
 * HOW IT IS USED
 *
 * Like this:
 *
 *     int main(void)
 *     {
 *
 *         return 0;
 *     }
 */
#ifndef ODD_H
#define ODD_H
#include <stdbool.h>
#include <stdint.h>

#define EDGE_NODISCARD __attribute__((warn_unused_result))
/** The most. */
#define EDGE_MOST \
    UINT64_MAX
/** The same as text. */
#define EDGE_TEXT "most"
#define EDGE_LEAST (-3)

/* -----------------------------------------------------------------
 * Pieces
 *
 * Parts of something. Their members:
 *
 *     name    string   what it is called
 *     size    number   in bytes; 0 where nobody knows;
 * ----------------------------------------------------------------- */

/** A number of pieces, or none. */
typedef uint16_t edge_count;

/** What can be done. */
enum {
    EDGE_NOTHING = 0,
    /** Both; see EDGE_NOTHING. */
    EDGE_BOTH = EDGE_NOTHING + 7
};

struct edge_node;

/**
 * One piece. It has
 * two lines.
 *
 * Since 1.2.3
 */
typedef struct edge_piece {
    /** How many. */
    edge_count count;
    bool last;
    uint8_t key[5];
    /** Its own: name, of
     *  two lines. */
    const char *const *names;
    struct edge_node *node;
    int8_t small;
    int64_t large;
    uint16_t table[2][3];
} edge_piece;

/** A request. Set it with this. */
#define EDGE_PIECE(key, ...) ((edge_piece){1, true, key, __VA_ARGS__})

struct edge_node {
    struct edge_node *next;
    edge_piece pieces[2];
    double ratio;
};

/** Is called. */
typedef int (*edge_callback)(const edge_piece *piece, void *user_data);
typedef int (*edge_other_callback)(const edge_piece *other, void *data);

/**
 * Does it.
 *
 * @param piece  The piece,
 *               which is read.
 * @param count  How many.
 * @return 0, or
 *         another.
 *
 * Example:
 *
 *     if (edge_do(&piece, 1))
 *
 *         puts("done");
 *
 * Since 1.2.4
 */
EDGE_NODISCARD int edge_do(const edge_piece *piece,
                           edge_count count);
/** edge_do without blocking. Since
 *  1.2.5 */
__attribute__((deprecated("use edge_do"))) void edge_do_start(const edge_piece *piece);
int edge_plain(int (*compare)(const void *left, const void *right), edge_callback callback);

#endif
'''


def declared(described: dict) -> str:
    return described["type"]["c"].replace("@", described["name"])


class DescribeHeader(unittest.TestCase):
    describe: str

    @classmethod
    def setUpClass(cls) -> None:
        with tempfile.TemporaryDirectory() as directory:
            header, output = pathlib.Path(directory) / "odd.h", pathlib.Path(directory) / "odd.json"
            header.write_text(HEADER, encoding="utf-8")
            subprocess.run([cls.describe, header, output], check=True)
            cls.described = json.loads(output.read_text(encoding="utf-8"))
        kinds = ("macros", "records", "typedefs", "functions")
        cls.named = {each["name"]: each for kind in kinds for each in cls.described[kind]}

    def test_the_text_that_belongs_to_no_declaration(self) -> None:
        self.assertEqual([
            {"title": "odd.h - a header", "text": [{"kind": "paragraph", "text": "What it is for."}]},
            {"title": "HOW IT IS USED", "text": [{"kind": "paragraph", "text": "Like this:"},
                                                 {"kind": "code", "text": "int main(void)\n{\n\n    return 0;\n}"}]},
        ], self.described["overview"])
        self.assertEqual([{"name": "Pieces", "text": [
            {"kind": "paragraph", "text": "Parts of something. Their members:"},
            {"kind": "table",
             "text": "name    string   what it is called\nsize    number   in bytes; 0 where nobody knows;"},
        ]}], self.described["sections"])

    def test_macros(self) -> None:
        self.assertEqual(
            [("ODD_H", None, None), ("EDGE_NODISCARD", None, None), ("EDGE_MOST", None, 2 ** 64 - 1),
             ("EDGE_TEXT", None, "most"), ("EDGE_LEAST", None, -3), ("EDGE_PIECE", ["key", "..."], None)],
            [(each["name"], each["parameters"], each["value"]) for each in self.described["macros"]])
        self.assertEqual("((edge_piece){1, true, key, __VA_ARGS__})", self.named["EDGE_PIECE"]["body"])
        self.assertEqual("A request", self.named["EDGE_PIECE"]["docs"]["brief"])
        self.assertEqual("Pieces", self.named["EDGE_PIECE"]["section"])
        self.assertEqual("The most", self.named["EDGE_MOST"]["docs"]["brief"])

    def test_constants(self) -> None:
        [enumeration] = self.described["enumerations"]
        self.assertEqual((None, "What can be done"), (enumeration["name"], enumeration["docs"]["brief"]))
        self.assertEqual([("EDGE_NOTHING", 0, None), ("EDGE_BOTH", 7, "Both; see EDGE_NOTHING")],
                         [(each["name"], each["value"], each["docs"] and each["docs"]["brief"])
                          for each in enumeration["constants"]])

    def test_the_members_of_structures(self) -> None:
        piece = self.named["edge_piece"]
        self.assertEqual(("One piece", "1.2.3"), (piece["docs"]["brief"], piece["docs"]["since"]))
        self.assertEqual([
            ("edge_count count", "u16", "typedef", "How many."), ("bool last", "u8", "scalar", None),
            ("uint8_t key[5]", "u8[5]", "array", None),
            ("const char *const *names", "ptr", "pointer", "Its own: name, of two lines."),
            ("struct edge_node *node", "ptr", "pointer", None), ("int8_t small", "i8", "scalar", None),
            ("int64_t large", "i64", "scalar", None), ("uint16_t table[2][3]", "u16[2][3]", "array", None),
        ], [(declared(each), each["type"]["abi"], each["type"]["kind"],
             each["docs"] and each["docs"]["text"][0]["text"]) for each in piece["members"]])
        self.assertEqual(("record", "edge_node"), tuple(map(piece["members"][4]["type"]["to"].get, ("kind", "name"))))
        self.assertEqual("edge_piece pieces[2]", declared(self.named["edge_node"]["members"][1]))

    def test_where_members_lie_on_both_machines(self) -> None:
        places = {"edge_piece": (56, [(0, 2), (2, 1), (3, 5), (8, 8), (16, 8), (24, 1), (32, 8), (40, 12)]),
                  "edge_node": (128, [(0, 8), (8, 112), (120, 8)])}
        for name, (size, members) in places.items():
            layout = {"size": size, "members": [{"offset": at, "size": bytes} for at, bytes in members]}
            self.assertEqual({"x86_64": layout, "aarch64": layout}, self.named[name]["layouts"])

    def test_callbacks(self) -> None:
        for name, first in (("edge_callback", "piece"), ("edge_other_callback", "other")):
            function = self.named[name]["type"]["to"]
            self.assertEqual(("function", "int @"), (function["kind"], function["returns"]["c"]))
            self.assertEqual(f"const edge_piece *{first}", declared(function["parameters"][0]))
        self.assertEqual("int (*@)(const edge_piece *, void *)", self.named["edge_callback"]["type"]["c"])

    def test_functions(self) -> None:
        function = self.named["edge_do"]
        self.assertEqual({
            "brief": "Does it", "text": [{"kind": "paragraph", "text": "Does it."}], "returns": "0, or another.",
            "parameters": {"piece": "The piece, which is read.", "count": "How many."}, "since": "1.2.4",
            "example": {"code": 'if (edge_do(&piece, 1))\n\n    puts("done");',
                        "line": HEADER[:HEADER.index("if (edge_do")].count("\n") + 1},
        }, function["docs"])
        self.assertEqual(["const edge_piece *piece", "edge_count count"], list(map(declared, function["parameters"])))
        self.assertEqual((True, None), tuple(map(function.get, ("nodiscard", "deprecated"))))
        self.assertEqual("int @", function["returns"]["c"])
        other = self.named["edge_do_start"]
        self.assertEqual("1.2.5", other["docs"]["since"])
        self.assertEqual((False, "use edge_do"), tuple(map(other.get, ("nodiscard", "deprecated"))))
        plain = self.named["edge_plain"]
        self.assertIsNone(plain["docs"])
        self.assertEqual(["int (*compare)(const void *, const void *)", "edge_callback callback"],
                         list(map(declared, plain["parameters"])))


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    DescribeHeader.describe = sys.argv[1]
    unittest.main(argv=sys.argv[:1])
