#!/usr/bin/python3
"""Takes the programs out of the comments of modzy_edge.h, so that they are compiled and run as they stand there.

    header_examples.py DESCRIPTION DIRECTORY        DESCRIPTION is what scripts/describe_header.py writes

Writes DIRECTORY/first_program.c, which is one as a whole, and DIRECTORY/snippets.c, where each of the others is a block
in a main of its own, but for the examples of functions: examples_test.py runs those. Of modzy_edge.hpp, which has no
others, DIRECTORY/first_cpp_program.cpp.
"""

import json
import pathlib
import re
import sys
import textwrap
from typing import Any, Iterator

# What the snippets take for granted.
SURROUNDINGS = """\
#include <modzy_edge.h>
#include <stdio.h>

static void watch(int descriptor)
{
    printf("watching %%d\\n", descriptor);
}

int main(void)
{
    edge_client *client = NULL;
    edge_error *error = NULL;
    const char *id = "job";
    char *job = NULL;

%s
    edge_string_free(job);
    edge_error_free(error);
    edge_client_destroy(client);
    return 0;
}
"""


def code_in(described: Any) -> Iterator[str]:
    """The code in all texts of a description."""
    if isinstance(described, dict) and described.get("kind") == "code":
        yield described["text"]
    elif isinstance(described, (dict, list)):
        for each in described.values() if isinstance(described, dict) else described:
            yield from code_in(each)


def main() -> int:
    if len(sys.argv) != 3:
        print(__doc__, file=sys.stderr)
        return 2
    description = json.loads(pathlib.Path(sys.argv[1]).read_text(encoding="utf-8"))
    programs = [code for code in code_in(description) if "int main(" in code]
    snippets = [code for code in code_in(description) if "int main(" not in code]
    directory = pathlib.Path(sys.argv[2])
    directory.mkdir(parents=True, exist_ok=True)
    if "functions" not in description and len(programs) == 1:
        (directory / "first_cpp_program.cpp").write_text(programs[0] + "\n", encoding="utf-8")
        return 0
    if len(programs) != 1 or len(snippets) < 2:
        print(f"found {len(programs)} programs and {len(snippets)} snippets; expected 1 and at least 2", file=sys.stderr)
        return 1
    (directory / "first_program.c").write_text(programs[0] + "\n", encoding="utf-8")
    body = "\n".join(f"    {{\n{textwrap.indent(snippet, ' ' * 8)}\n    }}" for snippet in snippets)
    body = re.sub(r"^( *)\.\.\.", r"\1(void)job;", body, flags=re.MULTILINE)  # what a program does there
    (directory / "snippets.c").write_text(SURROUNDINGS % body, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
