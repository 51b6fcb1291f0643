"""English words that tell nothing of what a question is about: they are not named among what the documents lack."""

from __future__ import annotations

# The list of scikit-learn (BSD-3-Clause), which is that of Glasgow's information retrieval group, without the words that no index
# of words holds anyway (`index.retrieval.lexical.STOPWORDS`).
COMMON_WORDS = frozenset(
    """
    above across after afterwards again against all almost alone along already also although always among amongst
    amoungst amount another any anyhow anyone anything anyway anywhere around back became because become becomes
    becoming before beforehand behind below beside besides between beyond bill both bottom call cannot cant co con
    couldnt cry de describe detail done down due during each eg eight either eleven else elsewhere empty enough etc
    even ever every everyone everything everywhere except few fifteen fifty fill find fire first five former
    formerly forty found four from front full further get give go hasnt hence here hereafter hereby herein hereupon
    hers herself himself however hundred ie inc indeed interest its itself keep last latter latterly least less ltd
    made many may meanwhile might mill mine more moreover most mostly move much must myself name namely neither
    never nevertheless next nine nobody none noone nor nothing now nowhere off often once one only onto other others
    otherwise ours ourselves out over own part per perhaps please put rather re same see seem seemed seeming seems
    serious several show side since sincere six sixty so some somehow someone something sometime sometimes somewhere
    still system take ten than themselves thence thereafter thereby therefore therein thereupon thick thin third
    those though three through throughout thru thus together too top toward towards twelve twenty two un under until
    up upon very via well whatever whence whenever whereafter whereas whereby wherein whereupon wherever whether
    while whither whoever whole within without yet yours yourself yourselves
    """.split()
)
