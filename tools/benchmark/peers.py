# SPDX-License-Identifier: Apache-2.0
"""The peers: other emulators, taken from npm as they are, each a black box that is started and
asked."""

import pathlib
import platform
import shutil
import subprocess

from servers import Program

INSTALL_SECONDS = 600


class Unavailable(Exception):
    """Why a peer cannot take part, in one line."""


def dynamodb_local(modules):
    home = modules / "amplify-dynamodb-simulator" / "emulator"
    command = (
        _tool("java"),
        f"-Djava.library.path={home / 'DynamoDBLocal_lib'}",
        "-Djava.io.tmpdir={directory}",
        "-jar",
        _file(home / "DynamoDBLocal.jar"),
        "-port",
        "{port}",
        "-sharedDb",
        "-disableTelemetry",
    )
    return Program("DynamoDB Local", command, ("-dbPath", "{directory}"), ("-inMemory",))


def dynoxide(modules):
    command = (_file(modules / "@dynoxide" / "linux-x64" / "dynoxide"), "--port", "{port}")
    return Program("dynoxide", command, ("--db-path", "{directory}/db"))


def dynalite(modules):
    command = (_tool("node"), _file(modules / "dynalite" / "cli.js"), "--host", "127.0.0.1")
    at_once = ("--createTableMs", "0", "--deleteTableMs", "0", "--updateTableMs", "0")
    return Program(
        "dynalite", command + ("--port", "{port}") + at_once, ("--path", "{directory}/db")
    )


# By the name that --peers takes: its npm package, and how it is started.
PEERS = {
    "local": ("amplify-dynamodb-simulator", dynamodb_local),
    "dynoxide": ("@dynoxide/linux-x64", dynoxide),
    "dynalite": ("dynalite", dynalite),
}


def programs(names, directory, tell):
    """The peers that can be had; `tell` is told of each that cannot. Installs what the directory
    lacks."""
    found = []
    for name in names:
        package, program = PEERS[name]
        try:
            found.append(program(install(package, directory)))
        except Unavailable as reason:
            tell(f"{name} is left out: {reason}")
    return found


def install(package, directory):
    """Returns the node_modules that holds the package."""
    modules = pathlib.Path(directory).resolve() / "node_modules"
    if (modules / package / "package.json").exists():
        return modules
    if package.endswith("linux-x64") and platform.machine() != "x86_64":
        raise Unavailable(f"there is none for {platform.machine()}")
    directory.mkdir(parents=True, exist_ok=True)
    # npm installs into the nearest folder above that has a package.json.
    if not (directory / "package.json").exists():
        (directory / "package.json").write_text('{"private": true}\n', encoding="ascii")
    flags = ("--no-audit", "--no-fund", "--ignore-scripts", "--loglevel", "error")
    try:
        done = subprocess.run(
            [_tool("npm"), "install", *flags, package],
            cwd=directory,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=INSTALL_SECONDS,
        )
    except subprocess.TimeoutExpired:
        raise Unavailable(f"npm was not done after {INSTALL_SECONDS} seconds") from None
    if done.returncode != 0:
        said = done.stdout.strip().splitlines()
        raise Unavailable(f"npm cannot install {package}: {said[0] if said else 'it says nothing'}")
    return modules


def _tool(name):
    path = shutil.which(name)
    if not path:
        raise Unavailable(f"there is no {name}")
    return path


def _file(path):
    if not path.is_file():
        raise Unavailable(f"{path} is not there")
    return path
