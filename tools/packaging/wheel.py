#!/usr/bin/env python3
# Writes the Python wheels: the package of bindings/python with the program and the library in it,
# one wheel an architecture. Two runs on the same files write the same bytes.
#   tools/packaging/wheel.py [--stage ARCH=FOLDER]... [--out FOLDER]
# ARCH is amd64 or arm64; without --stage: each build/package/ARCH/stage there is.
# SPDX-License-Identifier: Apache-2.0
"""See above."""

import argparse
import base64
import hashlib
import pathlib
import re
import stat
import sys
import zipfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
SOURCES = ROOT / "bindings" / "python"
# The first time that a zip can tell.
TIME = (1980, 1, 1, 0, 0, 0)
# That of Ubuntu 22.04, the oldest system that the staged tree is built for.
GLIBC = (2, 35)
MACHINES = {"amd64": "x86_64", "arm64": "aarch64"}
LIBRARY = "libpumice.so"

METADATA = """\
Metadata-Version: 2.1
Name: pumice
Version: {version}
Summary: DynamoDB for tests: in process or as a child process, with a pytest plug-in
License: Apache-2.0
Requires-Python: >=3.9
Provides-Extra: boto3
Requires-Dist: boto3 ; extra == 'boto3'
Classifier: Framework :: Pytest
Classifier: License :: OSI Approved :: Apache Software License
Classifier: Operating System :: POSIX :: Linux
Classifier: Programming Language :: Python :: 3
Classifier: Topic :: Software Development :: Testing
Classifier: Typing :: Typed
License-File: LICENSE
Description-Content-Type: text/markdown

{readme}"""
WHEEL = """\
Wheel-Version: 1.0
Generator: pumice-wheel
Root-Is-Purelib: false
Tag: {tag}
"""
ENTRY_POINTS = """\
[console_scripts]
pumice = pumice.__main__:main

[pytest11]
pumice = pumice.pytest_plugin
"""


class Fault(Exception):
    """What is wrong, in one line."""


def version():
    text = (ROOT / "CMakeLists.txt").read_text(encoding="utf-8")
    return re.search(r"^project\(pumice VERSION (\d+\.\d+\.\d+)", text, re.MULTILINE)[1]


def sources():
    """Name in the wheel -> bytes."""
    files = {}
    for path in sorted((SOURCES / "pumice").glob("*")):
        if path.suffix == ".py" or path.name == "py.typed":
            files[f"pumice/{path.name}"] = path.read_bytes()
    said = re.search(rb'__version__ = "(.+)"', files["pumice/__init__.py"])[1].decode()
    if said != version():
        raise Fault(f"pumice/__init__.py says {said}, CMakeLists.txt {version()}")
    return files


def binaries(stage, architecture):
    files = {}
    program = stage / "bin" / "pumice"
    if not program.is_file():
        raise Fault(f"{stage} has no bin/pumice: tools/packaging/stage.sh {architecture} makes it")
    files["pumice/_bin/pumice"] = program.read_bytes()
    library = stage / "lib" / LIBRARY
    if not library.exists():
        library = next((stage / "lib").glob(f"{LIBRARY}.*"), library)
    if not library.is_file():
        raise Fault(f"{stage} has no lib/{LIBRARY}")
    # A zip has no links: it is there once, by the name that Python loads.
    files[f"pumice/_lib/{LIBRARY}"] = library.read_bytes()
    for path in sorted((stage / "lib").glob("*.so.*")):
        if not path.name.startswith(LIBRARY):
            files[f"pumice/_lib/{path.name}"] = path.read_bytes()
    return files


def needed_glibc(files):
    """The newest version of a symbol: strings of an ELF file. pip offers the wheel to no older
    system."""
    newest = GLIBC
    for name, content in files.items():
        found = re.findall(rb"\0GLIBC_(\d+)\.(\d+)(?=[.\d]*\0)", content)
        needed = max(((int(major), int(minor)) for major, minor in found), default=GLIBC)
        if needed > GLIBC:
            print(f"wheel.py: {name} needs glibc {needed[0]}.{needed[1]}", file=sys.stderr)
        newest = max(newest, needed)
    return newest


def licences(stage, info):
    files = {f"{info}/LICENSE": (ROOT / "LICENSE").read_bytes()}
    for path in sorted(stage.glob("NOTICE*")):
        files[f"{info}/{path.name}"] = path.read_bytes()
    return files


def record(files, info):
    lines = []
    for name, content in sorted(files.items()):
        digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
        lines.append(f"{name},sha256={digest},{len(content)}\n")
    return "".join([*lines, f"{info}/RECORD,,\n"]).encode()


def entry(name):
    made = zipfile.ZipInfo(name, TIME)
    made.compress_type = zipfile.ZIP_DEFLATED
    made.create_system = 3  # Unix: the mode below counts
    mode = 0o755 if name.startswith("pumice/_bin/") else 0o644
    made.external_attr = (stat.S_IFREG | mode) << 16
    return made


def write_wheel(architecture, stage, out):
    info = f"pumice-{version()}.dist-info"
    machine_code = binaries(stage, architecture)
    major, minor = needed_glibc(machine_code)
    tag = f"py3-none-manylinux_{major}_{minor}_{MACHINES[architecture]}"
    readme = (SOURCES / "README.md").read_text(encoding="utf-8")
    files = {
        **sources(),
        **machine_code,
        **licences(stage, info),
        f"{info}/METADATA": METADATA.format(version=version(), readme=readme).encode(),
        f"{info}/WHEEL": WHEEL.format(tag=tag).encode(),
        f"{info}/entry_points.txt": ENTRY_POINTS.encode(),
    }
    files[f"{info}/RECORD"] = record(files, info)
    out.mkdir(parents=True, exist_ok=True)
    path = out / f"pumice-{version()}-{tag}.whl"
    with zipfile.ZipFile(path, "w", compresslevel=9) as wheel:
        # The description comes last, as the format wants it.
        for name in sorted(files, key=lambda each: (".dist-info/" in each, each)):
            wheel.writestr(entry(name), files[name])
    return path


def stages(arguments):
    """Architecture -> staged tree."""
    if not arguments:
        found = {each: ROOT / "build" / "package" / each / "stage" for each in MACHINES}
        return {each: path for each, path in found.items() if path.is_dir()}
    chosen = {}
    for argument in arguments:
        architecture, _, folder = argument.partition("=")
        if architecture not in MACHINES or not folder:
            raise Fault(f"--stage {argument} is not ARCH=FOLDER, ARCH one of {', '.join(MACHINES)}")
        chosen[architecture] = pathlib.Path(folder)
    return chosen


def main():
    parser = argparse.ArgumentParser(description="Writes the Python wheels.")
    parser.add_argument("--stage", action="append", default=[], metavar="ARCH=FOLDER")
    parser.add_argument("--out", type=pathlib.Path, default=ROOT / "dist", metavar="FOLDER")
    options = parser.parse_args()
    try:
        wanted = stages(options.stage)
        if not wanted:
            raise Fault("there is no staged tree: tools/packaging/stage.sh makes one")
        for architecture, stage in wanted.items():
            print(write_wheel(architecture, stage, options.out))
    except (Fault, OSError) as fault:
        sys.exit(f"wheel.py: {fault}")


if __name__ == "__main__":
    main()
