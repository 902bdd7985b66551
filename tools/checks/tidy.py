# SPDX-License-Identifier: Apache-2.0
"""clang-tidy, by the checks of .clang-tidy."""

import concurrent.futures
import json
import os
import re
import subprocess
import sys
import time

import sources

CLANG_TIDY = "clang-tidy-14"
BUILD = "build/tidy"
# Stands for the revision that RECORD names.
RECORDED = "recorded"
RECORD = "tools/checks/tidied"
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


def git(root, *arguments):
    """What it printed; None if it failed."""
    done = subprocess.run(
        ["git", *arguments], cwd=root, capture_output=True, text=True, check=False
    )
    return done.stdout.strip() if done.returncode == 0 else None


def changed_since(root, revision):
    """What changed, committed or not; a header stands for the source file of its name."""
    diff = ("diff", "--name-only", "--diff-filter=d", revision, "--", "*.cc", "*.h")
    names = git(root, *diff).split()
    headers = {name.removeprefix("include/") for name in names if name.endswith(".h")}
    for name in sources.cpp(root):
        if name.endswith(".cc") and headers:
            text = sources.text(root / name)
            own = name[:-3] + ".h"
            if own in headers and f'"{own}"' in text:
                names.append(name)
    return set(names)


def to_check(root, revision):
    """The files to look at; of a revision, those that changed since. None: it is not known here."""
    if revision == RECORDED:
        revision = (root / RECORD).read_text(encoding="utf-8").strip()
    if revision is not None and git(root, "cat-file", "-e", f"{revision}^{{commit}}") is None:
        print(f"  clang-tidy skipped: this clone does not hold {revision}", file=sys.stderr)
        return None
    configure(root)
    names = compiled(root)
    if revision is not None:
        changed = changed_since(root, revision)
        names = [name for name in names if name in changed]
    return [name for name in names if not sources.is_generated(root / name)]


def record(root):
    """What was looked at is what is committed, or nothing is recorded."""
    if git(root, "status", "--porcelain") != "":
        print(f"  {RECORD} stays as it is: not everything is committed", file=sys.stderr)
        return
    (root / RECORD).write_text(git(root, "rev-parse", "HEAD") + "\n", encoding="utf-8")


def check(root, revision=None, minutes=None, recording=False):
    names = to_check(root, revision)
    if names is None:
        return
    end = None if minutes is None else time.monotonic() + minutes * 60

    def run(name):
        if end is not None and time.monotonic() > end:
            return None
        return subprocess.run(
            [CLANG_TIDY, "-p", BUILD, "--quiet", name],
            cwd=root,
            capture_output=True,
            text=True,
            check=False,
        )

    seen = set()
    left_out = 0
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for number, (name, done) in enumerate(zip(names, pool.map(run, names)), 1):
            if done is None:
                left_out += 1
                continue
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
    if left_out:
        print(f"  clang-tidy left out {left_out} files: no time (--minutes)", file=sys.stderr)
    if recording and not seen and not left_out and revision in (None, RECORDED):
        record(root)
