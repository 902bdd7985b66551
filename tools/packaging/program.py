# SPDX-License-Identifier: Apache-2.0
"""Packs the program of a staged tree for any system with glibc: a .tar.gz with the program, its
manual page, completions and licences."""

import datetime
import gzip
import io
import tarfile
import tempfile
import pathlib

import completions
import manual
import notices
import staged

README = """\
pumice {version}: DynamoDB on your own machine, in one process.

bin/pumice is the whole program: run it from here, or copy it where you like.
  bin/pumice               at http://127.0.0.1:8000, in memory
  bin/pumice --help        all options, with examples
  man share/man/man1/pumice.1
"""


def files(options, program):
    """(path, mode, bytes) of each."""
    date = datetime.datetime.fromtimestamp(staged.epoch(), datetime.timezone.utc).date()
    yield "bin/pumice", 0o755, (options.stage / "bin/pumice").read_bytes()
    yield "README", 0o644, README.format(version=staged.version()).encode()
    yield "LICENSE", 0o644, (staged.ROOT / "LICENSE").read_bytes()
    yield "NOTICES", 0o644, notices.notices().encode()
    yield "share/man/man1/pumice.1", 0o644, manual.page(program, date.isoformat()).encode()
    places = {
        "pumice.bash": "share/bash-completion/completions/pumice",
        "_pumice": "share/zsh/site-functions/_pumice",
        "pumice.fish": "share/fish/vendor_completions.d/pumice.fish",
    }
    with tempfile.TemporaryDirectory() as folder:
        completions.write(program, pathlib.Path(folder))
        for name, place in places.items():
            yield place, 0o644, pathlib.Path(folder, name).read_bytes()


def make(options):
    name = f"pumice-{staged.version()}-linux-{options.arch}"
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        for path, mode, data in sorted(files(options, options.program())):
            info = tarfile.TarInfo(f"{name}/{path}")
            info.mode, info.mtime, info.size = mode, staged.epoch(), len(data)
            tar.addfile(info, io.BytesIO(data))
    path = options.output / f"{name}.tar.gz"
    path.write_bytes(gzip.compress(buffer.getvalue(), 9, mtime=0))
    print(path)


if __name__ == "__main__":
    make(staged.parse(__doc__))
