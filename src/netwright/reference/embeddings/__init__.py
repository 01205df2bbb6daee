"""Words as vectors: objectives, similarity, analogies."""
