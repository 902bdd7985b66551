# SPDX-License-Identifier: Apache-2.0
"""Whether protocol/shapes is what tools/shapes made of what it is now.

The models that it reads are not in the repository. generate.py therefore records what it wrote from
what, and a change of either side shows. Comments and layout do not count.
"""

import ast
import hashlib
import json
import pathlib

STAMP = "tools/shapes/stamp.json"
INPUTS = (
    "tools/shapes/generate.py",
    "tools/shapes/generate_services.py",
    "tools/shapes/supplement.json",
)
OUTPUTS = ("protocol/shapes/dynamodb_shapes.cc", "protocol/services/service_shapes.cc")


def meaning(path):
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        text = ast.dump(ast.parse(text))
    elif path.suffix == ".json":
        text = json.dumps(json.loads(text), sort_keys=True)
    else:
        lines = (line.strip() for line in text.splitlines())
        text = "\n".join(line for line in lines if line and not line.startswith("//"))
    return hashlib.sha256(text.encode()).hexdigest()


def stamp(root):
    return {name: meaning(root / name) for name in (*INPUTS, *OUTPUTS)}


def write_stamp(root):
    (root / STAMP).write_text(json.dumps(stamp(root), indent=2) + "\n", encoding="utf-8")


def check(root):
    recorded = json.loads((root / STAMP).read_text(encoding="utf-8"))
    for name, digest in stamp(root).items():
        if recorded.get(name) != digest:
            what = "was edited by hand" if name in OUTPUTS else "has changed since"
            yield f"{name}:1: {what}: run its generator in tools/shapes (--help says how)"


if __name__ == "__main__":
    write_stamp(pathlib.Path(__file__).resolve().parents[2])
