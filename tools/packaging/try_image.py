# SPDX-License-Identifier: Apache-2.0
"""Tries a container image: unpacks it, checks its digests, and runs its root by the given command
under chroot, as a user nobody knows. Needs root. An image of another architecture runs under qemu,
which takes the root's libraries."""

import contextlib
import hashlib
import json
import os
import pathlib
import shutil
import subprocess
import tarfile
import tempfile

import staged
from running import expect, free_port, has_item, put_item, running, tell

UID = 12345


def read_image(archive, root):
    """Unpacks the layers into `root`; the configuration."""
    with tarfile.open(archive) as tar:

        def blob(descriptor):
            data = tar.extractfile("blobs/" + descriptor["digest"].replace(":", "/")).read()
            if descriptor["digest"] != "sha256:" + hashlib.sha256(data).hexdigest():
                raise SystemExit(f"{archive}: a blob is not what {descriptor['digest']} says")
            if descriptor["size"] != len(data):
                raise SystemExit(f"{archive}: the size of {descriptor['digest']} is another")
            return data

        index = json.load(tar.extractfile("index.json"))
        manifest = json.loads(blob(index["manifests"][0]))
        config = json.loads(blob(manifest["config"]))
        [layer] = manifest["layers"]
        [docker] = json.load(tar.extractfile("manifest.json"))
        if tar.getmember(docker["Layers"][0]).size != layer["size"]:
            raise SystemExit(f"{archive}: manifest.json and index.json name different layers")
        packed = root.parent / "layer"
        packed.write_bytes(blob(layer))
    subprocess.run(["tar", "-xpf", packed, "-C", root], check=True)
    return config


class Container:
    """The image's command in its root, with the user's own environment and options."""

    def __init__(self, options, root, config):
        self._root, self._config = root, config
        self._runner = options.runner()
        if self._runner:
            self._runner = [self._runner[0], "-L", str(root)]

    def command(self, words, environment):
        values = [f"{name}={value}" for name, value in environment.items()]
        # env and chroot are this machine's: the image has neither.
        start = ["env", "-i", *self._config["Env"], *values,
                 shutil.which("chroot"), f"--userspec={UID}:{UID}"]
        if self._runner:
            program, *arguments = words
            return [*start, "/", *self._runner, f"{self._root}{program}", *arguments]
        return [*start, str(self._root), *words]

    @contextlib.contextmanager
    def started(self, **environment):
        check = self._config["Healthcheck"]["Test"]
        start = self.command(self._config["Entrypoint"] + self._config.get("Cmd", []), environment)
        with running(start, self.command(check[1:], environment), cwd=self._root / "data"):
            yield


def try_data(container, folder):
    port = free_port()
    kept = {"PUMICE_PORT": port, "PUMICE_DATA_DIR": folder}
    with container.started(**kept):
        put_item(port)
    with container.started(**kept):
        expect(has_item(port), f"user {UID} keeps data in /data, over a restart")


def main():
    options = staged.parse(__doc__)
    archive = options.output / f"pumice-{staged.version()}-image-{options.arch}.tar"
    if os.geteuid() != 0:
        raise SystemExit("needs root, for chroot")
    if options.runner() is None:
        tell(f"not run: this machine has no qemu for {options.arch}")
        return
    with tempfile.TemporaryDirectory(prefix="pumice-image-") as folder:
        root = pathlib.Path(folder) / "root"
        root.mkdir()
        # The user must get there.
        os.chmod(folder, 0o755)
        os.chmod(root, 0o755)
        image = read_image(archive, root)
        expect(image["architecture"] == options.arch, f"it is an image of {options.arch}")
        container = Container(options, root, image["config"])
        said = subprocess.run(
            container.command(["/usr/bin/pumice", "--version"], {}),
            check=True, capture_output=True, text=True, cwd=root,
        ).stdout
        expect(staged.version() in said, f"it says {said.strip()}")
        port = free_port()
        with container.started(PUMICE_PORT=port):
            put_item(port)
        data = root / "data"
        expect(not any(data.iterdir()), "it is healthy and answers; without an option, in memory")
        try_data(container, str(data) if options.runner() else "/data")


if __name__ == "__main__":
    main()
