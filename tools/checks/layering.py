# SPDX-License-Identifier: Apache-2.0
"""The layers of ARCHITECTURE.md's table "Folders" against every #include.

A row of the first table is one layer. It names, between backquotes, folders (`engine/item/`: the
files directly in it) and files without their endings (`protocol/endpoint`). A file includes files
of its own layer and of layers below. What the second table names (tests, tools) stands beside the
layers: it may include any of them, none of them includes it. No two folders include each other,
in whatever roundabout way.
"""

import pathlib
import re

TITLE = "## Folders"
INCLUDE = re.compile(r'^\s*#\s*include\s*["<]([^">]+)[">]')
# What a layer must not know of the world outside, by the folder that begins its path.
FORBIDDEN = {
    "engine/": ("rapidjson/", "boost/asio", "boost/beast", "nlohmann/", "openssl/"),
    "protocol/": ("rocksdb/", "boost/asio", "boost/beast"),
}
PUBLIC = "include/"


class Layers:
    """ARCHITECTURE.md's two tables."""

    def __init__(self, document):
        section = document.split(TITLE + "\n", 1)[1].split("\n## ", 1)[0]
        tables = [table.group() for table in re.finditer(r"(?:^\|.*\n?)+", section, re.MULTILINE)]
        if len(tables) < 2:
            raise ValueError(f'"{TITLE}" needs two tables: the layers, and what is beside them')
        self._level = {}
        for level, names in enumerate(map(self._names, self._rows(tables[0]))):
            if not names:
                raise ValueError(f"row {level + 1} of the layers names no folder")
            for name in names:
                if name in self._level:
                    raise ValueError(f"two layers name {name}")
                self._level[name] = level
        self._beside = tuple(
            name for row in self._rows(tables[1]) for name in self._names(row) if name.endswith("/")
        )

    @staticmethod
    def _rows(table):
        return table.splitlines()[2:]

    @staticmethod
    def _names(row):
        return re.findall(r"`([\w./]+)`", row.split("|")[1])

    def name(self, path):
        """The table's name of a file's layer, or None."""
        stem = re.sub(r"\.\w+$", "", path)
        folder = path.rpartition("/")[0] + "/"
        return next((name for name in (path, stem, folder) if name in self._level), None)

    def level(self, path):
        """The higher, the smaller. None: beside the layers, or nowhere."""
        name = self.name(path)
        return None if name is None else self._level[name]

    def is_beside(self, path):
        return self.name(path) is None and path.startswith(self._beside)

    def names(self):
        return list(self._level)


def includes(root, path):
    """(line, name as written) of every #include."""
    with open(root / path, encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            match = INCLUDE.match(line)
            if match:
                yield number, match[1]


def circle(edges):
    """A list of folders, each of which includes the next, and the last the first; or None."""
    done, path = set(), []

    def visit(node):
        if node in path:
            return path[path.index(node):]
        if node in done:
            return None
        path.append(node)
        for target in sorted(edges.get(node, ())):
            found = visit(target)
            if found:
                return found
        path.pop()
        done.add(node)
        return None

    return next(filter(None, map(visit, sorted(edges))), None)


def check(root, paths):
    """Yields "file:line: what is wrong" for the C++ files `paths`, which are relative to `root`."""
    try:
        layers = Layers((root / "ARCHITECTURE.md").read_text(encoding="utf-8"))
    except (IndexError, ValueError) as error:
        yield f"ARCHITECTURE.md: {error}"
        return
    paths = set(paths)
    known = {}  # as an #include writes it -> path
    for path in paths:
        known[path] = path
        if path.startswith(PUBLIC):
            known[path.removeprefix(PUBLIC)] = path

    unused = set(layers.names()) - {layers.name(path) for path in paths}
    for name in sorted(unused):
        yield f"ARCHITECTURE.md: the table of layers names {name}, which has no file"

    folders, lines = {}, {}
    for path in sorted(paths):
        level = layers.level(path)
        if level is None and not layers.is_beside(path):
            yield f"{path}:1: ARCHITECTURE.md's tables name no folder for this file"
            continue
        for number, written in includes(root, path):
            for folder, prefixes in FORBIDDEN.items():
                if path.startswith(folder) and written.startswith(prefixes):
                    yield f"{path}:{number}: {folder} must not know <{written}>"
            target = known.get(written)
            if target is None:
                continue
            here, there = layers.name(path), layers.name(target)
            if level is not None and there is None:
                yield f"{path}:{number}: includes {written}, which stands beside the layers"
            elif level is not None and layers.level(target) < level:
                yield f"{path}:{number}: {here} includes upward: {written} is {there}'s"
            source = here or path.rpartition("/")[0] + "/"
            goal = there or target.rpartition("/")[0] + "/"
            if source != goal and (level is None or layers.level(target) != level):
                folders.setdefault(source, set()).add(goal)
                lines.setdefault((source, goal), f"{path}:{number}")
    found = circle(folders)
    if found:
        steps = zip(found, found[1:] + found[:1])
        where = ", ".join(f"{lines[step]} includes {step[1]}" for step in steps)
        yield f"{lines[found[0], (found[1:] + found[:1])[0]]}: folders include each other: {where}"


def main():
    import sys  # pylint: disable=import-outside-toplevel

    root = pathlib.Path(__file__).resolve().parents[2]
    sys.path.insert(0, str(root / "tools/checks"))
    import sources  # pylint: disable=import-outside-toplevel

    findings = list(check(root, sources.cpp(root)))
    print("\n".join(findings))
    return bool(findings)


if __name__ == "__main__":
    raise SystemExit(main())
