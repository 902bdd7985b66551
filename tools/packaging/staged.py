# SPDX-License-Identifier: Apache-2.0
"""What the packagers share: their options, the version, and the time that goes into archives."""

import argparse
import dataclasses
import functools
import os
import pathlib
import platform
import re
import shutil
import subprocess

from program_help import Program

ROOT = pathlib.Path(__file__).resolve().parents[2]
MACHINES = {"amd64": "x86_64", "arm64": "aarch64"}


def triplet(arch):
    return f"{MACHINES[arch]}-linux-gnu"


def own_arch():
    return next(arch for arch, machine in MACHINES.items() if machine == platform.machine())


def own_stage():
    """The staged tree of this machine's own architecture, which tells of another's."""
    default = ROOT / "build/package" / own_arch() / "stage"
    return pathlib.Path(os.environ.get("PUMICE_OWN_STAGE", default))


@functools.cache
def version():
    text = (ROOT / "CMakeLists.txt").read_text(encoding="utf-8")
    return re.search(r"^project\(pumice VERSION ([\d.]+)", text, re.M)[1]


def git(*arguments):
    return subprocess.run(
        ["git", *arguments], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout.strip()


@functools.cache
def epoch():
    """Seconds: SOURCE_DATE_EPOCH, or the time of the last commit."""
    return int(os.environ.get("SOURCE_DATE_EPOCH") or git("log", "-1", "--format=%ct"))


@dataclasses.dataclass
class Options:
    stage: pathlib.Path
    arch: str
    output: pathlib.Path

    @property
    def work(self):
        """A folder for what a packager makes on its way."""
        return ROOT / "build/package" / self.arch

    def runner(self):
        """What this machine runs the staged programs by: nothing, or an emulator of their
        processor with their libc. None: it cannot."""
        if self.arch == own_arch():
            return []
        emulator = f"qemu-{MACHINES[self.arch]}"
        found = shutil.which(emulator) or shutil.which(f"{emulator}-static")
        return [found, "-L", str(libc(self.arch))] if found else None

    def program(self):
        """What the staged program says of itself; if this machine cannot run it, what its own one
        does."""
        runner = self.runner()
        if runner is not None:
            return Program(self.stage / "bin/pumice", runner)
        return Program(own_stage() / "bin/pumice")


def parser(description):
    """--stage DIR --arch ARCH --output DIR"""
    parser = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--stage", metavar="DIR", type=pathlib.Path,
                        help="the staged tree (default: build/package/ARCH/stage)")
    parser.add_argument("--arch", choices=sorted(MACHINES), default=own_arch())
    parser.add_argument("--output", metavar="DIR", type=pathlib.Path, default=ROOT / "dist")
    return parser


def options_of(arguments):
    stage = arguments.stage or ROOT / "build/package" / arguments.arch / "stage"
    if not (stage / "bin/pumice").exists():
        raise SystemExit(f"{stage}/bin/pumice is not there: tools/packaging/stage.sh makes it")
    arguments.output.mkdir(parents=True, exist_ok=True)
    return Options(stage.resolve(), arguments.arch, arguments.output.resolve())


def parse(description):
    return options_of(parser(description).parse_args())


def libc(arch):
    """A folder with Debian's C library of an architecture; fetched once."""
    subprocess.run([ROOT / "tools/packaging/libc.sh", arch], check=True)
    return ROOT / "build/package" / arch / "libc"
