"""Fails where the wheel given lacks one of the tracked files of the packages, code or data, or has one that is not tracked."""

from __future__ import annotations

import subprocess
import sys
import zipfile

PACKAGES = ("bot", "index", "corpus")


def main() -> None:
    """Compare the wheel named on the command line with what git tracks; run at the root of the checkout."""
    with zipfile.ZipFile(sys.argv[1]) as wheel:
        packed = {name for name in wheel.namelist() if name.split("/")[0] in PACKAGES}
    listed = subprocess.run(["git", "ls-files", "-z", *PACKAGES], check=True, capture_output=True, text=True).stdout
    tracked = {name for name in listed.split("\0") if name}
    for name in sorted(tracked - packed):
        print(f"{name} is not in the wheel", file=sys.stderr)
    for name in sorted(packed - tracked):
        print(f"{name} is in the wheel, and not tracked", file=sys.stderr)
    if tracked != packed:
        sys.exit(1)
    print(f"the wheel has all {len(packed)} files of {', '.join(PACKAGES)}")


main()
