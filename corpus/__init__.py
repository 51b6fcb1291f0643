"""What is known and where it came from: documents, readers, passages and the store that keeps them."""
