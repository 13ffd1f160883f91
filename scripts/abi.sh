#!/usr/bin/env bash
# abi.sh check|baseline: compares the interface that include/modzy_edge.h declares with packaging/abi/modzy_edge.abi, or
# writes that file. What is compared is a library that is compiled from the header alone and has an empty function for
# each of its declarations: it says all of the types, and is read in a moment.
# shellcheck source=common.sh
source "$(dirname "$0")/common.sh"

header=${MODZY_EDGE_HEADER:-include/modzy_edge.h}
baseline=packaging/abi/modzy_edge.abi
work=$build/abi
mkdir -p "$work"

"$PYTHON" scripts/describe_header.py "$header" "$work/header.json"
"$PYTHON" - "$work/header.json" >"$work/stub.c" <<'PYTHON'
import json
import sys

print("#include <modzy_edge.h>")
for function in json.load(open(sys.argv[1], encoding="utf-8"))["functions"]:
    parameters = ", ".join(each["type"]["c"].replace("@", each["name"]) for each in function["parameters"]) or "void"
    returns = function["returns"]["c"].replace("@", "")
    body = "" if returns.strip() == "void" else f"return ({returns})0;"
    print(f"{returns} {function['name']}({parameters}) {{ {body} }}")
PYTHON
cp "$header" "$work/modzy_edge.h"
(cd "$work" && gcc -std=c11 -g -fno-eliminate-unused-debug-types -w -shared -fPIC -Wl,-soname,libmodzy_edge.so.1 -I . stub.c -o libmodzy_edge.so.1)
abidw --load-all-types --no-corpus-path --no-comp-dir-path --no-show-locs --type-id-style hash "$work/libmodzy_edge.so.1" >"$work/modzy_edge.abi"

case $1 in
    baseline) install -m 644 "$work/modzy_edge.abi" "$baseline" ;;
    check)
        broken="Programs that were compiled with an earlier header would not work with this one: see docs/abi.md."
        "$PYTHON" scripts/abi_growth.py "$baseline" "$work/modzy_edge.abi" >"$work/growth.suppress" || die "$broken"
        abidiff --no-show-locs --no-added-syms --suppressions "$work/growth.suppress" "$baseline" "$work/modzy_edge.abi" ||
            die "$broken"
        # cmp, because abidiff does not look at constants that no function takes by name of their type.
        if ! abidiff --no-show-locs --harmless "$baseline" "$work/modzy_edge.abi" || ! cmp "$baseline" "$work/modzy_edge.abi"; then
            die "The interface was added to. Give what is new a Since line and type make abi-baseline: see docs/abi.md."
        fi
        ;;
    *) die "usage: $0 check|baseline" ;;
esac
