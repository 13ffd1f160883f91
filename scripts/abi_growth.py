#!/usr/bin/env python3
"""What abidiff does not tell apart of the changes between two descriptions of abidw.

    abi_growth.py BASELINE NEW

Ends with 1, and names them, if constants have changed or are gone. Otherwise prints the suppressions for the structures that
may grow and only grew: they begin with struct_size, and all that they had is where and what it was.
"""

import sys
from typing import Dict, List, Tuple
from xml.etree import ElementTree

Member = Tuple[str, str, str]


def read(path: str) -> "Tuple[Dict[str, List[Member]], Dict[str, str]]":
    """The members of each structure, with offset and type; the value of each constant."""
    root = ElementTree.parse(path).getroot()
    structures = {
        structure.attrib["name"]: [(variable.attrib["name"], member.get("layout-offset-in-bits", ""), variable.attrib["type-id"])
                                   for member in structure.iter("data-member") for variable in member.iter("var-decl")]
        for structure in root.iter("class-decl")}
    constants = {each.attrib["name"]: each.attrib["value"] for each in root.iter("enumerator")}
    return structures, constants


def main() -> None:
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    (old, old_constants), (new, new_constants) = read(sys.argv[1]), read(sys.argv[2])
    changed = [name for name, value in old_constants.items() if new_constants.get(name) != value]
    if changed:
        sys.exit(f"Changed or gone: {', '.join(changed)}")
    for name, members in old.items():
        grown = new.get(name, [])
        if members and members[0][0] == "struct_size" and len(grown) > len(members) and grown[:len(members)] == members:
            print(f"[suppress_type]\ntype_kind = struct\nname = {name}\n")


if __name__ == "__main__":
    main()
