"""Where things are: this repository, and the shared files beside it, which a clone elsewhere lacks."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SHARED_FILES = ROOT.parent / "shared"
ARTICLE = SHARED_FILES / "seed" / "chinese-open-source-ai-models-pull-ahead.txt"
