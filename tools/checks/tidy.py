# SPDX-License-Identifier: Apache-2.0
"""clang-tidy, by the checks of .clang-tidy."""

import concurrent.futures
import json
import os
import re
import subprocess
import sys

import sources

CLANG_TIDY = "clang-tidy-14"
BUILD = "build/tidy"
FINDING = re.compile(r"^(/[^:\n]+):(\d+):\d+: (?:warning|error): (.*)$", re.MULTILINE)


def configure(root):
    """A build folder without precompiled headers: clang cannot read g++'s."""
    command = ["cmake", "--preset", "debug", "-B", BUILD]
    command += ["-D", "CMAKE_DISABLE_PRECOMPILE_HEADERS=ON"]
    subprocess.run(command, cwd=root, check=True, stdout=subprocess.DEVNULL)


def compiled(root):
    commands = json.loads((root / BUILD / "compile_commands.json").read_text(encoding="utf-8"))
    names = {os.path.relpath(command["file"], root) for command in commands}
    return sorted(name for name in names if not name.startswith((BUILD, "..")))


def changed_since(root, revision):
    """What changed, committed or not; a header stands for the source file of its name."""
    names = subprocess.run(
        ["git", "diff", "--name-only", "--diff-filter=d", revision, "--", "*.cc", "*.h"],
        cwd=root,
        check=True,
        capture_output=True,
        text=True,
    ).stdout.split()
    headers = {name.removeprefix("include/") for name in names if name.endswith(".h")}
    for name in sources.cpp(root):
        if name.endswith(".cc") and headers:
            text = sources.text(root / name)
            own = name[:-3] + ".h"
            if own in headers and f'"{own}"' in text:
                names.append(name)
    return set(names)


def check(root, revision=None):
    configure(root)
    names = compiled(root)
    if revision is not None:
        changed = changed_since(root, revision)
        names = [name for name in names if name in changed]
    names = [name for name in names if not sources.is_generated(root / name)]

    def run(name):
        return subprocess.run(
            [CLANG_TIDY, "-p", BUILD, "--quiet", name],
            cwd=root,
            capture_output=True,
            text=True,
            check=False,
        )

    seen = set()
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for number, (name, done) in enumerate(zip(names, pool.map(run, names)), 1):
            print(f"\r  clang-tidy {number}/{len(names)} {name:<70.70}", end="", file=sys.stderr)
            found = [
                f"{os.path.relpath(path, root)}:{line}: {message}"
                for path, line, message in FINDING.findall(done.stdout)
            ]
            if done.returncode and not found:
                found = [f"{name}:1: {CLANG_TIDY} failed: {done.stderr.strip()[-300:]}"]
            for finding in found:
                if finding not in seen:
                    seen.add(finding)
                    yield finding
    print(file=sys.stderr)
