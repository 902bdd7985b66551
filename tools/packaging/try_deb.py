# SPDX-License-Identifier: Apache-2.0
"""Tries the Debian packages: lintian, and installing, using and removing them in a clean Debian of
its own. Needs root, for chroot. Packages of another architecture are only looked at."""

import os
import pathlib
import shutil
import subprocess
import tempfile

import staged
from running import expect, free_port, put_item, running, tell

C_PROGRAM = """\
#include <pumice/pumice.h>
#include <stdio.h>

int main(void) {
  pumice_emulator* emulator = NULL;
  pumice_answer* answer = NULL;
  if (pumice_open(0, NULL, &emulator) != PUMICE_OK) return 1;
  if (pumice_call(emulator, NULL, "ListTables", "{}", 2, &answer) != PUMICE_OK) return 2;
  puts(pumice_answer_body(answer, NULL));
  pumice_answer_free(answer);
  pumice_close(emulator);
  return 0;
}
"""
FILES = (
    "usr/bin/pumice",
    "usr/share/man/man1/pumice.1.gz",
    "usr/share/bash-completion/completions/pumice",
    "usr/share/zsh/vendor-completions/_pumice",
    "usr/share/fish/vendor_completions.d/pumice.fish",
    "usr/lib/systemd/system/pumice.service",
    "usr/share/doc/pumice/copyright",
)
# What apt and dpkg themselves write.
OF_APT = ("var/lib/dpkg", "var/lib/apt", "var/cache", "var/log", "root", "tmp")


class Debian:
    """A clean one, with these packages installed."""

    def __init__(self, root, packages=()):
        self.root = root
        root.mkdir()
        root.chmod(0o755)
        subprocess.run([staged.ROOT / "tools/packaging/chroot.sh", root, *packages], check=True)
        shutil.copy("/etc/resolv.conf", root / "etc")

    def command(self, *words):
        return ["env", "-i", "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "HOME=/root", "LC_ALL=C.UTF-8",
                "DEBIAN_FRONTEND=noninteractive", "chroot", str(self.root), *words]

    def run(self, *words):
        done = subprocess.run(self.command(*words), capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise SystemExit(f"{' '.join(words)}: {done.stdout}{done.stderr}")
        return done.stdout

    def install(self, *packages):
        self.run("apt-get", "-qq", "-y", "--no-install-recommends", "install", *packages)

    def add(self, *paths):
        """Copies files in; their names there."""
        for path in paths:
            shutil.copy(path, self.root / "root")
        return [f"/root/{path.name}" for path in paths]

    def files(self):
        paths = set()
        for folder, folders, names in os.walk(self.root):
            below = pathlib.Path(folder).relative_to(self.root)
            folders[:] = [name for name in folders if str(below / name) not in OF_APT]
            paths.update(str(below / name) for name in names)
        return paths


def look(packages):
    """lintian and what the package says."""
    found = subprocess.run(
        ["lintian", "--allow-root", "--fail-on", "error,warning", *packages],
        capture_output=True, text=True, check=False,
    )
    if found.returncode != 0:
        raise SystemExit(found.stdout + found.stderr)
    tell("lintian has neither errors nor warnings")


def depends_on(package):
    return subprocess.run(
        ["dpkg-deb", "-f", package, "Depends"], check=True, capture_output=True, text=True
    ).stdout.strip()


def try_unit(root, folder):
    """systemd's own opinion; without systemd, none."""
    if not shutil.which("systemd-analyze"):
        return
    unit = folder / "pumice.service"
    text = (root / "usr/lib/systemd/system/pumice.service").read_text(encoding="utf-8")
    # It looks for the program on this machine.
    unit.write_text(text.replace("=/usr/bin/", f"={root}/usr/bin/"), encoding="utf-8")
    found = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", unit], capture_output=True, text=True, check=False
    )
    expect(found.returncode == 0 and not found.stderr, f"the unit is sound {found.stderr}".strip())
    found = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", "--no-pager", "--threshold=15", unit],
        capture_output=True, text=True, check=False,
    )
    level = found.stdout.strip().splitlines()[-1]
    expect(found.returncode == 0, level.lstrip("→ ").encode("ascii", "ignore").decode().strip())


def try_program(folder, package):
    debian = Debian(folder / "program")
    before = debian.files()
    # Nothing but what is there already: no lists of packages are fetched.
    debian.install(*debian.add(package))
    missing = [name for name in FILES if not (debian.root / name).exists()]
    expect(not missing, f"apt install: program, manual, completions, unit {missing or ''}".rstrip())
    said = debian.run("pumice", "--version").strip()
    expect(said.startswith(f"pumice {staged.version()}"), f"it says {said}")
    port = free_port()
    with running(debian.command("pumice", "--port", str(port)),
                 debian.command("pumice", "healthcheck", "--port", str(port))):
        put_item(port)
    tell("it is healthy and answers")
    try_unit(debian.root, folder)
    wanted = debian.root / "etc/systemd/system/multi-user.target.wants/pumice.service"
    expect(not wanted.is_symlink(), "the service is not enabled")
    debian.run("apt-get", "-qq", "-y", "remove", "pumice")
    left = sorted(debian.files() - before)
    expect(not left, f"apt remove leaves nothing {left or ''}".rstrip())


def try_library(folder, packages):
    debian = Debian(folder / "library", ["g++", "cmake", "make", "pkg-config", "catch2"])
    debian.run("apt-get", "-qq", "update")
    debian.install(*debian.add(*packages))
    (debian.root / "root/try.c").write_text(C_PROGRAM, encoding="utf-8")
    debian.run("sh", "-c", "cd /root && cc -Wall -Werror -o try try.c"
               " $(pkg-config --cflags --libs pumice)")
    expect(debian.run("/root/try") == '{"TableNames":[]}\n', "a C program links it by pkg-config")
    if not (debian.root / "usr/include/pumice/emulator.h").exists():
        tell("not tried: the C++ library, which was not staged")
        return
    shutil.copytree(staged.ROOT / "examples/embedding", debian.root / "root/embedding",
                    ignore=shutil.ignore_patterns("build"))
    debian.run("sh", "-c", "cd /root/embedding && cmake -S . -B build && cmake --build build"
               " && build/greetings_test")
    tell("examples/embedding finds it by CMake")


def main():
    options = staged.parse(__doc__)
    version = staged.version()
    program, *library = [
        options.output / f"{name}_{version}_{options.arch}.deb"
        for name in ("pumice", f"libpumice{version.split('.')[0]}", "libpumice-dev")
    ]
    look([program, *library])
    expect(depends_on(program).startswith("libc6 (") and "," not in depends_on(program),
           f"the program depends on {depends_on(program)}, nothing else")
    if options.arch != staged.own_arch():
        tell(f"not installed: this machine is not {options.arch}")
        return
    if os.geteuid() != 0:
        raise SystemExit("needs root, for chroot")
    with tempfile.TemporaryDirectory(prefix="pumice-deb-") as folder:
        try_program(pathlib.Path(folder), program)
        try_library(pathlib.Path(folder), library)


if __name__ == "__main__":
    main()
