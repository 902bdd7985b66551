# SPDX-License-Identifier: Apache-2.0
"""The command `pumice`: becomes the program, which takes the same arguments."""

import os
import sys

from ._files import binary_path


def main() -> None:
    try:
        path = str(binary_path())
    except FileNotFoundError as error:
        sys.exit(f"pumice: {error}")
    os.execv(path, [path, *sys.argv[1:]])


if __name__ == "__main__":
    main()
