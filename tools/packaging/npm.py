#!/usr/bin/env python3
# Writes the npm archives: pumice (JavaScript), and @pumice/linux-x64 and @pumice/linux-arm64, which
# hold the program, the library and the addon. Two runs on the same files write the same bytes.
#   tools/packaging/npm.py [--stage ARCH=FOLDER]... [--out FOLDER]
# ARCH is amd64 or arm64; without --stage: each build/package/ARCH/stage there is.
# SPDX-License-Identifier: Apache-2.0
"""See above."""

import argparse
import gzip
import io
import json
import pathlib
import re
import sys
import tarfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
SOURCES = ROOT / "bindings" / "node"
# What npm itself writes for every file.
MTIME = 499162500
# By Debian's name of the architecture: npm's.
CPUS = {"amd64": "x64", "arm64": "arm64"}
PLATFORM_README = """# {name}

The program, the library and the Node.js addon of the package `pumice`
for {what}. Installed with it, as one of its optional dependencies.
"""


class Fault(Exception):
    """What is wrong, in one line."""


def version():
    text = (ROOT / "CMakeLists.txt").read_text(encoding="utf-8")
    return re.search(r"^project\(pumice VERSION (\d+\.\d+\.\d+)", text, re.MULTILINE)[1]


def write_archive(path, files):
    """`files`: name below package/ -> (bytes, is executable)."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for name in sorted(files):
            content, executable = files[name]
            entry = tarfile.TarInfo(f"package/{name}")
            entry.size = len(content)
            entry.mtime = MTIME
            entry.mode = 0o755 if executable else 0o644
            archive.addfile(entry, io.BytesIO(content))
    with open(path, "wb") as raw, gzip.GzipFile("", "wb", 9, raw, mtime=0) as file:
        file.write(packed.getvalue())
    print(path)


def as_json(value):
    return (json.dumps(value, indent=2) + "\n").encode("utf-8")


def license_file():
    return {"LICENSE": ((ROOT / "LICENSE").read_bytes(), False)}


def notices_file():
    """The licences of what the program and the library contain."""
    try:
        import notices  # pylint: disable=import-outside-toplevel

        return {"NOTICES": (notices.notices().encode("utf-8"), False)}
    except (ImportError, OSError, StopIteration) as error:
        print(f"npm.py: the packages go without NOTICES: {error}", file=sys.stderr)
        return {}


def main_package():
    """package.json's name, and the files of the package `pumice`."""
    manifest = json.loads((SOURCES / "package.json").read_text(encoding="utf-8"))
    manifest["version"] = version()
    for name in manifest["optionalDependencies"]:
        manifest["optionalDependencies"][name] = version()
    files = license_file()
    for pattern in (*manifest["files"], "README.md"):
        for path in sorted(SOURCES.glob(pattern)):
            for each in sorted(path.rglob("*")) if path.is_dir() else [path]:
                if each.is_file():
                    name = each.relative_to(SOURCES).as_posix()
                    files[name] = (each.read_bytes(), name.startswith("bin/"))
    files["package.json"] = (as_json(manifest), False)
    return manifest["name"], files


def libraries(stage):
    """Name -> path of what lies beside the addon. npm's archives have no links: libpumice is there
    once, by the name that the addon asks for."""
    found = {}
    for path in sorted((stage / "lib").iterdir()):
        name = path.name
        if name.startswith("libpumice.so"):
            name = f"libpumice.so.{version().split('.', maxsplit=1)[0]}"
        if path.is_file():
            found[name] = path.resolve()
    return found


def platform_package(architecture, stage):
    cpu = CPUS[architecture]
    name = f"@pumice/linux-{cpu}"
    found = {"bin/pumice": stage / "bin" / "pumice"}
    if not found["bin/pumice"].is_file():
        raise Fault(f"{stage} has no bin/pumice: tools/packaging/stage.sh {architecture} makes it")
    if (stage / "lib").is_dir():
        found.update((f"lib/{each}", path) for each, path in libraries(stage).items())
    for needed in ("lib/pumice.node", f"lib/libpumice.so.{version().split('.', maxsplit=1)[0]}"):
        if needed not in found:
            print(f"npm.py: {stage} has no {needed}: {name} goes without", file=sys.stderr)
    manifest = {
        "name": name,
        "version": version(),
        "description": f"The program and libraries of pumice for Linux on {cpu}",
        "license": "Apache-2.0",
        "os": ["linux"],
        "cpu": [cpu],
        "libc": ["glibc"],
        "preferUnplugged": True,
    }
    readme = PLATFORM_README.format(name=name, what=f"Linux on {cpu}, glibc 2.35 or newer")
    files = {**license_file(), **notices_file()}
    files["README.md"] = (readme.encode("utf-8"), False)
    files["package.json"] = (as_json(manifest), False)
    for each, path in found.items():
        files[each] = (path.read_bytes(), each.startswith("bin/"))
    return name, files


def stages(given):
    """Architecture -> stage. Raises Fault."""
    if not given:
        build = ROOT / "build" / "package"
        found = {arch: build / arch / "stage" for arch in CPUS if (build / arch / "stage").is_dir()}
        if not found:
            raise Fault(f"there is no stage below {build}: tools/packaging/stage.sh makes it")
        return found
    found = {}
    for text in given:
        architecture, _, folder = text.partition("=")
        if architecture not in CPUS or not folder:
            raise Fault(f"--stage {text}: say amd64=FOLDER or arm64=FOLDER")
        found[architecture] = pathlib.Path(folder).resolve()
    return found


def main():
    parser = argparse.ArgumentParser(description="Writes the npm archives.")
    parser.add_argument("--stage", action="append", metavar="ARCH=FOLDER")
    parser.add_argument("--out", type=pathlib.Path, default=ROOT / "dist", metavar="FOLDER")
    options = parser.parse_args()
    packages = [main_package()]
    sys.dont_write_bytecode = True
    packages += [platform_package(*each) for each in sorted(stages(options.stage).items())]
    options.out.mkdir(parents=True, exist_ok=True)
    for name, files in packages:
        file_name = f"{name.lstrip('@').replace('/', '-')}-{version()}.tgz"
        write_archive(options.out / file_name, files)


if __name__ == "__main__":
    try:
        main()
    except Fault as fault:
        sys.exit(f"npm.py: {fault}")
