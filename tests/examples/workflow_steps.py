# SPDX-License-Identifier: Apache-2.0
"""Runs the commands of examples/ci/github_actions.yml, but for the installation, in a folder of
their own, as GitHub does: bash -e, one shell a step.

  workflow_steps.py WORKFLOW FOLDER    FOLDER's files are the repository; PUMICE is the program
"""

import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

import yaml

INSTALLATION = "Install"


def steps(workflow):
    for job in yaml.safe_load(workflow.read_text(encoding="utf-8"))["jobs"].values():
        for step in job["steps"]:
            if "run" in step and not step["name"].startswith(INSTALLATION):
                yield step["name"], step["run"]


def main():
    workflow, repository = map(pathlib.Path, sys.argv[1:])
    with tempfile.TemporaryDirectory(prefix="pumice-workflow-") as folder:
        checkout = shutil.copytree(repository, pathlib.Path(folder, "checkout"))
        programs = pathlib.Path(folder, "bin")
        programs.mkdir()
        (programs / "pumice").symlink_to(os.environ["PUMICE"])
        environment = {**os.environ, "PATH": f"{programs}:{os.environ['PATH']}"}
        count = 0
        for name, command in steps(workflow):
            print(f"== {name}", flush=True)
            subprocess.run(
                ["bash", "-e", "-c", command],
                cwd=checkout, env=environment, check=True, timeout=100,
            )
            count += 1
        if count < 3:
            raise SystemExit(f"{workflow}: {count} steps, fewer than expected")


if __name__ == "__main__":
    main()
