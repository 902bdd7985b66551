# SPDX-License-Identifier: Apache-2.0
"""Tries the packed program: unpacks it in a clean folder, runs it and asks it."""

import pathlib
import subprocess
import tempfile

import staged
from running import expect, free_port, has_item, put_item, running, tell


def main():
    options = staged.parse(__doc__)
    name = f"pumice-{staged.version()}-linux-{options.arch}"
    runner = options.runner()
    with tempfile.TemporaryDirectory(prefix="pumice-program-") as folder:
        archive = options.output / f"{name}.tar.gz"
        subprocess.run(["tar", "-xzf", archive, "-C", folder], check=True)
        unpacked = pathlib.Path(folder, name)
        expect((unpacked / "share/man/man1/pumice.1").exists(), "program, manual, completions")
        if runner is None:
            tell(f"not run: this machine has no qemu for {options.arch}")
            return
        program = [*runner, str(unpacked / "bin/pumice")]
        said = subprocess.run(
            [*program, "--version"], check=True, capture_output=True, text=True
        ).stdout.strip()
        expect(said.startswith(f"pumice {staged.version()}"), f"it says {said}")
        port = free_port()
        with running(
            [*program, "--port", str(port)], [*program, "healthcheck", "--port", str(port)]
        ):
            put_item(port)
            expect(has_item(port), "it is healthy and answers")


if __name__ == "__main__":
    main()
