"""Who fits: retrieval, the learned order, its training data, and the reasons."""
