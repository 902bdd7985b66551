# SPDX-License-Identifier: Apache-2.0
"""Makes the Debian packages of a staged tree: pumice (program, manual page, systemd unit,
completions), libpumice0 and libpumice-dev (the C library; the C++ library too if the tree has sdk/,
what `cmake --install` made)."""

import datetime
import email.utils
import gzip
import os
import pathlib
import re
import shutil
import subprocess
import tempfile

import completions
import manual
import notices
import staged

# What libpumice.a is linked with (tools/cmake/PumiceArchives.cmake).
SDK_NEEDS = (
    "libbz2-dev, libdeflate-dev, liblz4-dev, libre2-dev, librocksdb-dev, libsnappy-dev,"
    " libssl-dev, libyaml-cpp-dev, libzstd-dev, zlib1g-dev"
)
PKG_CONFIG = """\
prefix=/usr
includedir=${{prefix}}/include
libdir=${{prefix}}/lib/{triplet}

Name: pumice
Description: DynamoDB inside your own process
Version: {version}
Cflags: -I${{includedir}}
Libs: -L${{libdir}} -lpumice
"""
# What dpkg-shlibdeps asks for.
CONTROL = "Source: pumice\n\nPackage: pumice\nArchitecture: any\n"
COPYRIGHT = """\
pumice, DynamoDB inside your own process.

Copyright: {years} the authors of pumice
Licence: Apache License 2.0; on Debian systems its text is in
/usr/share/common-licenses/Apache-2.0

"""


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def write_compressed(path, text):
    # Without name and time, so that the same text is the same file.
    path.write_bytes(gzip.compress(text.encode(), 9, mtime=0))


def glibc_needed(path):
    """The newest version of glibc's symbols that a file names: "2.34"."""
    text = subprocess.run(
        ["readelf", "-V", path], check=True, capture_output=True, text=True
    ).stdout
    versions = re.findall(r"Name: GLIBC_(\d+)\.(\d+)", text)
    return ".".join(map(str, max((int(major), int(minor)) for major, minor in versions)))


def packages_needed(path):
    """What dpkg-shlibdeps finds that a file of this machine's own architecture needs."""
    with tempfile.TemporaryDirectory() as folder:
        write(pathlib.Path(folder, "debian/control"), CONTROL)
        # Alone: libraries that are staged beside it are no package's.
        shutil.copy(path, folder)
        found = subprocess.run(
            ["dpkg-shlibdeps", "-O", f"-e{path.name}"],
            cwd=folder,
            check=False,
            capture_output=True,
            text=True,
        )
    # It warns of much that is as it should be.
    if found.returncode != 0:
        raise SystemExit(found.stderr)
    return found.stdout.partition("Depends=")[2].strip()


def depends(options, name):
    """Packages are named alike on every architecture; this machine knows its own."""
    path = options.stage / name
    own = path if options.arch == staged.own_arch() else staged.own_stage() / name
    needed = packages_needed(own)
    return re.sub(r"libc6 \(>= [^)]*\)", f"libc6 (>= {glibc_needed(path)})", needed)


def write_cmake_package(options, made):
    """sdk/ with the paths of Debian's folders."""
    source = options.stage / "sdk/lib/cmake/pumice"
    if not source.exists():
        return
    shutil.copytree(source, made / "cmake")
    for path in (made / "cmake").glob("pumiceTargets*.cmake"):
        text = path.read_text(encoding="utf-8")
        text = re.sub(
            r'(?:get_filename_component\(_IMPORT_PREFIX "[^"]*" PATH\)\n)+',
            'set(_IMPORT_PREFIX "/usr")\n',
            text,
        )
        folder = f"/lib/{staged.triplet(options.arch)}/"
        text = text.replace("${_IMPORT_PREFIX}/lib/", "${_IMPORT_PREFIX}" + folder)
        write(path, text)


def write_documents(options, made):
    now = datetime.datetime.fromtimestamp(staged.epoch(), datetime.timezone.utc)
    told = options.program()
    write_compressed(made / "pumice.1.gz", manual.page(told, now.date().isoformat()))
    completions.write(told, made)
    write(made / "copyright", COPYRIGHT.format(years=now.year) + notices.notices())
    commit = staged.git("log", "-1", "--format=%h")
    write_compressed(
        made / "changelog.gz",
        f"pumice ({staged.version()}) bookworm; urgency=medium\n\n"
        f"  * Commit {commit}; CHANGELOG.md there says what changed.\n\n"
        f" -- {maintainer()}  {email.utils.format_datetime(now)}\n",
    )


def maintainer():
    return staged.git("log", "-1", "--format=%an <%ae>")


def make(options):
    version = staged.version()
    major = version.split(".")[0]
    made = options.work / "deb"
    shutil.rmtree(made, ignore_errors=True)
    made.mkdir(parents=True)
    write_documents(options, made)
    write_cmake_package(options, made)
    triplet = staged.triplet(options.arch)
    write(made / "pumice.pc", PKG_CONFIG.format(triplet=triplet, version=version))
    write(made / "shlibs", f"libpumice {major} libpumice{major} (>= {version})\n")
    write(made / "triggers", "activate-noawait ldconfig\n")
    (made / "links").mkdir()
    os.symlink(f"libpumice.so.{version}", made / f"links/libpumice.so.{major}")
    os.symlink(f"libpumice.so.{major}", made / "links/libpumice.so")

    own_library = f"libpumice{major} (= {version})"
    has_sdk = (made / "cmake").exists()
    values = {
        "STAGE": options.stage,
        "MADE": made,
        "HEADERS": staged.ROOT / "include",
        "ARCH": options.arch,
        "TRIPLET": triplet,
        "VERSION": version,
        "MAINTAINER": maintainer(),
        "PROGRAM_DEPENDS": depends(options, "bin/pumice"),
        "LIBRARY_DEPENDS": depends(options, "lib/libpumice.so"),
        "SDK_DEPENDS": f"{own_library}, {SDK_NEEDS}" if has_sdk else own_library,
    }
    environment = {**os.environ, "SOURCE_DATE_EPOCH": str(staged.epoch())}
    run = lambda *command, **more: subprocess.run(  # noqa: E731
        command, check=True, env=environment, stdout=subprocess.DEVNULL, **more
    )
    run("cmake", "-S", staged.ROOT / "tools/packaging/deb", "-B", made / "build",
        *(f"-D{name}={value}" for name, value in values.items()))
    run("cpack", "--config", "CPackConfig.cmake", "-B", made / "packages", cwd=made / "build")
    for path in sorted((made / "packages").glob("*.deb")):
        shutil.copy(path, options.output)
        print(options.output / path.name)


if __name__ == "__main__":
    make(staged.parse(__doc__))
