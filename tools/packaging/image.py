# SPDX-License-Identifier: Apache-2.0
"""Makes a container image of a staged tree, without a daemon: an archive in OCI's layout that has
Docker's manifest.json too, so that podman, containerd and any `docker load` take it.

It is made from scratch: the program, Debian's C library, certificates of authorities, /data and
/tmp, which any user may write. The same tree and commit give the same bytes."""

import dataclasses
import datetime
import gzip
import hashlib
import io
import json
import pathlib
import re
import subprocess
import tarfile

import notices
import staged

CERTIFICATES = pathlib.Path("/etc/ssl/certs/ca-certificates.crt")
USER = 65532
NAME = "localhost/pumice"

# Options are variables, so that a command of the user's own does not take the address away.
CONFIG = {
    "User": f"{USER}:{USER}",
    "ExposedPorts": {"8000/tcp": {}},
    "Env": ["PATH=/usr/bin", "PUMICE_HOST=0.0.0.0"],
    "Entrypoint": ["/usr/bin/pumice"],
    "Volumes": {"/data": {}},
    "WorkingDir": "/data",
    "StopSignal": "SIGTERM",
    # Docker's; times are nanoseconds. The first checks, while it starts, are a second apart where
    # Docker knows how.
    "Healthcheck": {
        "Test": ["CMD", "/usr/bin/pumice", "healthcheck"],
        "Interval": 10_000_000_000,
        "Timeout": 6_000_000_000,
        "StartPeriod": 10_000_000_000,
        "StartInterval": 1_000_000_000,
        "Retries": 3,
    },
}
TEXTS = {
    "etc/passwd": f"root:x:0:0:root:/:/sbin/nologin\npumice:x:{USER}:{USER}::/data:/sbin/nologin\n",
    "etc/group": f"root:x:0:\npumice:x:{USER}:\n",
    "etc/nsswitch.conf": "hosts: files dns\n",
}


@dataclasses.dataclass
class Entry:
    mode: int
    data: bytes = None  # None: a folder


def loaded_by(path):
    """The names in DT_NEEDED, and the loader's path."""
    shown = subprocess.run(
        ["readelf", "-dl", path], check=True, capture_output=True, text=True
    ).stdout
    loader = re.search(r"program interpreter: (\S+)\]", shown)
    return re.findall(r"\(NEEDED\).*\[(.+)\]", shown), loader and loader[1]


def libraries(program, folder):
    """Path in the image -> file, of all that the program loads."""
    names, loader = loaded_by(program)
    found = {}
    while names:
        name = names.pop()
        if name in found:
            continue
        path = folder / name
        if not path.exists():
            raise SystemExit(f"{program} needs {name}, which is no part of glibc")
        found[name] = path
        names += loaded_by(path)[0]
    name = pathlib.Path(loader).name
    found.setdefault(name, folder / name)
    # Where the program looks for its loader, and that for libraries.
    place = {name: loader.lstrip("/")}
    return {place.get(each, f"lib/{folder.name}/{each}"): path for each, path in found.items()}


def entries(options):
    """Everything in the image, by path."""
    libc = staged.libc(options.arch)
    program = options.stage / "bin/pumice"
    files = {
        "usr/bin/pumice": Entry(0o755, program.read_bytes()),
        CERTIFICATES.as_posix()[1:]: Entry(0o644, CERTIFICATES.read_bytes()),
        "usr/share/doc/pumice/LICENSE": Entry(0o644, (staged.ROOT / "LICENSE").read_bytes()),
        "usr/share/doc/pumice/NOTICES": Entry(0o644, notices.notices().encode()),
        "usr/share/doc/libc6/copyright": Entry(
            0o644, (libc / "usr/share/doc/libc6/copyright").read_bytes()
        ),
        "data": Entry(0o1777),
        "tmp": Entry(0o1777),
    }
    folder = libc / "lib" / staged.triplet(options.arch)
    for path, source in libraries(program, folder).items():
        files[path] = Entry(0o755, source.read_bytes())
    for path, text in TEXTS.items():
        files[path] = Entry(0o644, text.encode())
    for path in list(files):
        for parent in list(pathlib.PurePosixPath(path).parents)[:-1]:
            files.setdefault(str(parent), Entry(0o755))
    return dict(sorted(files.items()))


def add(tar, path, entry):
    info = tarfile.TarInfo(path)
    info.mode, info.mtime = entry.mode, staged.epoch()
    if entry.data is None:
        info.type = tarfile.DIRTYPE
        tar.addfile(info)
    else:
        info.size = len(entry.data)
        tar.addfile(info, io.BytesIO(entry.data))


def tar_of(files):
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        for path, entry in files.items():
            add(tar, path, entry)
    return buffer.getvalue()


class Archive:
    """OCI's layout: blobs by their digests."""

    def __init__(self):
        self._files = {"oci-layout": Entry(0o644, b'{"imageLayoutVersion":"1.0.0"}')}

    def blob(self, media_type, data):
        """Adds one; its descriptor."""
        digest = hashlib.sha256(data).hexdigest()
        self._files[f"blobs/sha256/{digest}"] = Entry(0o644, data)
        return {"mediaType": media_type, "digest": f"sha256:{digest}", "size": len(data)}

    def json_blob(self, media_type, value):
        return self.blob(media_type, json.dumps(value, separators=(",", ":")).encode())

    def put(self, name, value):
        self._files[name] = Entry(0o644, json.dumps(value, separators=(",", ":")).encode())

    def write(self, path):
        for folder in ("blobs", "blobs/sha256"):
            self._files.setdefault(folder, Entry(0o755))
        path.write_bytes(tar_of(dict(sorted(self._files.items()))))


def blob_path(descriptor):
    return "blobs/" + descriptor["digest"].replace(":", "/")


def make(options):
    version = staged.version()
    created = datetime.datetime.fromtimestamp(staged.epoch(), datetime.timezone.utc)
    created = created.strftime("%Y-%m-%dT%H:%M:%SZ")
    tree = tar_of(entries(options))
    archive = Archive()
    oci = "application/vnd.oci.image"
    layer = archive.blob(f"{oci}.layer.v1.tar+gzip", gzip.compress(tree, 9, mtime=0))
    labels = {
        "org.opencontainers.image.title": "pumice",
        "org.opencontainers.image.description": "DynamoDB on your own machine, in one process",
        "org.opencontainers.image.licenses": "Apache-2.0",
        "org.opencontainers.image.version": version,
        "org.opencontainers.image.revision": staged.git("rev-parse", "HEAD"),
        "org.opencontainers.image.created": created,
    }
    config = archive.json_blob(
        f"{oci}.config.v1+json",
        {
            "created": created,
            "architecture": options.arch,
            "os": "linux",
            "config": {**CONFIG, "Labels": labels},
            "rootfs": {
                "type": "layers",
                "diff_ids": [f"sha256:{hashlib.sha256(tree).hexdigest()}"],
            },
            "history": [{"created": created, "created_by": "tools/package image"}],
        },
    )
    manifest = archive.json_blob(
        f"{oci}.manifest.v1+json",
        {
            "schemaVersion": 2,
            "mediaType": f"{oci}.manifest.v1+json",
            "config": config,
            "layers": [layer],
            "annotations": labels,
        },
    )
    manifest["platform"] = {"architecture": options.arch, "os": "linux"}
    # The one is what OCI's tools go by, the other containerd and podman.
    manifest["annotations"] = {
        "org.opencontainers.image.ref.name": version,
        "io.containerd.image.name": f"{NAME}:{version}",
    }
    archive.put(
        "index.json",
        {
            "schemaVersion": 2,
            "mediaType": f"{oci}.index.v1+json",
            "manifests": [manifest],
        },
    )
    archive.put(
        "manifest.json",
        [
            {
                "Config": blob_path(config),
                "RepoTags": [f"{NAME}:{version}", f"{NAME}:latest"],
                "Layers": [blob_path(layer)],
            }
        ],
    )
    path = options.output / f"pumice-{version}-image-{options.arch}.tar"
    archive.write(path)
    print(path)


def write_root(options, folder):
    """The image's files, for a Dockerfile to copy."""
    for path, entry in entries(options).items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        if entry.data is None:
            target.mkdir(exist_ok=True)
        else:
            target.write_bytes(entry.data)
        target.chmod(entry.mode)


def main():
    parser = staged.parser(__doc__)
    parser.add_argument("--root", metavar="DIR", type=pathlib.Path,
                        help="write the image's files there instead")
    arguments = parser.parse_args()
    options = staged.options_of(arguments)
    if arguments.root:
        write_root(options, arguments.root)
    else:
        make(options)


if __name__ == "__main__":
    main()
