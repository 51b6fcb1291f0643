"""Fit the threshold of the shipped notes, as `landscape calibrate` does for any documents: `python -m training.notes`."""

import json
import tempfile
from pathlib import Path

from corpus.scopes import SHIPPED
from index.assembly import open_engine
from index.fitting import fit

WEIGHTS = Path(__file__).resolve().parent.parent / "index" / "answerability.json"


def main() -> None:
    """Write it into `index/answerability.json`, and print both error rates on questions held out."""
    with tempfile.TemporaryDirectory() as folder, open_engine(Path(folder)) as engine:
        fitted = fit(engine, (SHIPPED,), SHIPPED)
    shipped = json.loads(WEIGHTS.read_text("utf-8"))
    shipped["thresholds of scopes"] = {
        SHIPPED: {"sure": fitted.calibration.sure, "unsure": fitted.calibration.threshold}
    }
    WEIGHTS.write_text(json.dumps(shipped, indent=1) + "\n", "utf-8")
    print(
        fitted.calibration.threshold, {kind.value: (rate.wrong, rate.questions) for kind, rate in fitted.rates.items()}
    )


if __name__ == "__main__":
    main()
