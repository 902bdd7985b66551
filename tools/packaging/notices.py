# SPDX-License-Identifier: Apache-2.0
"""Writes the licences of what the program and the C library contain, as Debian states them.

  notices.py OUTPUT    needs the packages that pumice is built with (tools/packages.sh)
"""

import pathlib
import re
import sys

DOCUMENTS = pathlib.Path("/usr/share/doc")
LINKED = (
    "librocksdb-dev libsnappy-dev liblz4-dev libzstd-dev libbz2-dev zlib1g-dev libdeflate-dev"
    " libboost-dev rapidjson-dev libssl-dev libxxhash-dev libcli11-dev libspdlog-dev libfmt-dev"
    " libyaml-cpp-dev libre2-dev libstdc++-12-dev"
).split()
# Two megabytes on each of its files; the code in use is under its one licence.
BOOST = "libboost-dev"


def boost_notice():
    path = next(DOCUMENTS.glob("libboost1.*-dev/copyright"))
    text = path.read_text(encoding="utf-8")
    licence = re.search(r"^License: BSL-1\.0\n Boost.*?(?=^\S|\Z)", text, re.S | re.M)
    return f"Boost: the authors named in its headers\n\n{licence.group().strip()}\n"


def notice(package):
    if package == BOOST:
        return boost_notice()
    return (DOCUMENTS / package / "copyright").read_text(encoding="utf-8")


def notices():
    text = "The program and its library contain these, each under its own licence.\n"
    for package in LINKED:
        text += f"\n{'-' * 78}\n{package}\n{'-' * 78}\n\n{notice(package).strip()}\n"
    return text


if __name__ == "__main__":
    pathlib.Path(sys.argv[1]).write_text(notices(), encoding="utf-8")
