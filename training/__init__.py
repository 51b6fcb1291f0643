"""How the answerability judge is trained: data, model, training, evaluation."""
