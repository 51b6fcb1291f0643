"""How many pairs of each kind each set gives: answerable and unanswerable labels as they come, then those made by rule.

`yes` and `no` are the set's own labels; `mined`, `removed` and `swapped` are made unanswerable by `training.negatives`.
"""

Recipe = dict[str, int]

_FIRST: dict[str, Recipe] = {
    "squad2_train": {"yes": 9999, "no": 9999, "mined": 800, "removed": 500, "swapped": 500},
    "squad2_dev_other_half": {"yes": 9999, "no": 9999, "mined": 250, "swapped": 300},
    "selqa": {"yes": 900, "no": 900, "mined": 100},
    "nq_oracle": {"yes": 9999, "mined": 550, "removed": 350},
    "qed_nq": {"yes": 9999, "mined": 400, "removed": 300},
    "squadshifts_newwiki": {"yes": 900, "mined": 400, "removed": 250, "swapped": 300},
    "xquad_en": {"yes": 9999, "mined": 50, "swapped": 60},
    "covid_qa": {"yes": 250, "mined": 130, "removed": 120},
    "policyqa": {"yes": 150, "mined": 120},
    "molweni": {"yes": 250, "no": 9999, "mined": 50},
    "boolq": {"yes": 350, "mined": 300},
}
# More pairs made by rule, and what the first round left unused of the sets that are people's own questions.
_SECOND: dict[str, Recipe] = {
    "squad2_train": {"yes": 9999, "no": 9999, "mined": 900, "removed": 700, "swapped": 900},
    "squad2_dev_other_half": {"yes": 9999, "no": 9999, "mined": 300, "swapped": 700},
    "selqa": {"yes": 1500, "no": 1400, "mined": 200},
    "nq_oracle": {"yes": 9999, "mined": 700, "removed": 450, "swapped": 200},
    "qed_nq": {"yes": 9999, "mined": 500, "removed": 350, "swapped": 150},
    "squadshifts_newwiki": {"yes": 2000, "mined": 800, "removed": 600, "swapped": 700},
    "xquad_en": {"yes": 9999, "mined": 100, "swapped": 100},
    "covid_qa": {"yes": 400, "mined": 200, "removed": 200},
    "policyqa": {"yes": 200, "mined": 160},
    "molweni": {"yes": 350, "no": 9999, "mined": 100},
    "boolq": {"yes": 700, "mined": 600},
}
RECIPES = {1: _FIRST, 2: _SECOND, 3: _SECOND}  # by the number of the round; each round is drawn with another seed
