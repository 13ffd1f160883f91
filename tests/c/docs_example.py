#!/usr/bin/python3
"""Takes the first whole program out of a page of the documentation, so that it is compiled and run as it stands there.

    docs_example.py PAGE FILE
"""

import pathlib
import re
import sys


def main() -> int:
    if len(sys.argv) != 3:
        print(__doc__, file=sys.stderr)
        return 2
    page = pathlib.Path(sys.argv[1]).read_text(encoding="utf-8")
    programs = [block for block in re.findall(r"```c\n(.*?)```", page, re.DOTALL) if "int main(" in block]
    if not programs:
        print(f"{sys.argv[1]} has no program", file=sys.stderr)
        return 1
    pathlib.Path(sys.argv[2]).write_text(programs[0], encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
