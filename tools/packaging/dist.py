# SPDX-License-Identifier: Apache-2.0
"""Keeps the packages in dist/ to one commit: a run of tools/package begins and ends with this.

  dist.py begin FOLDER   removes, and says so, what is not of the commit that is checked out
  dist.py end FOLDER     writes FOLDER/SHA256SUMS over all packages in it, an earlier run's too

FOLDER/COMMIT tells whose they are. What is made of a tree with changes that are not committed is of
no commit, and the next run removes it. Other files in FOLDER are neither listed nor removed."""

import hashlib
import pathlib
import re
import subprocess
import sys

PACKAGE = re.compile(r"(lib)?pumice[^/]*\.(deb|tar|tar\.gz|tgz|whl)")
CHANGED = " and changes that are not committed"


def git(*arguments):
    return subprocess.run(
        ["git", *arguments], check=True, capture_output=True, text=True
    ).stdout.strip()


def checked_out():
    return git("rev-parse", "HEAD") + (CHANGED if git("status", "--porcelain") else "")


def packages(folder):
    return sorted(path for path in folder.iterdir() if PACKAGE.fullmatch(path.name))


def remove(path, why):
    path.unlink()
    print(f"removed {path.parent.name}/{path.name}: {why}", file=sys.stderr)


def begin(folder):
    folder.mkdir(exist_ok=True)
    commit = folder / "COMMIT"
    said = commit.read_text(encoding="ascii").strip() if commit.exists() else "an unknown commit"
    now = checked_out()
    # A run that fails leaves no list.
    (folder / "SHA256SUMS").unlink(missing_ok=True)
    if said != now or said.endswith(CHANGED):
        for path in packages(folder):
            remove(path, f"it is of {said}")
    commit.write_text(now + "\n", encoding="ascii")


def end(folder):
    said = (folder / "COMMIT").read_text(encoding="ascii").strip()
    now = checked_out()
    if said != now:
        raise SystemExit(f"packed while {said} became {now}: run it again")
    found = packages(folder)
    lines = [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in found]
    (folder / "SHA256SUMS").write_text("".join(lines), encoding="ascii")
    print(f"{folder.name}/SHA256SUMS names {len(found)} files, of {said}", file=sys.stderr)


if __name__ == "__main__":
    {"begin": begin, "end": end}[sys.argv[1]](pathlib.Path(sys.argv[2]))
