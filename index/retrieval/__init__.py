"""Finding the passages that may answer a question: vectors, words, fusion and reranking."""
