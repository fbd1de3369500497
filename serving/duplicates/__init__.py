"""Which people may be one person: the engine of `trm_ml.dedupe` over the workspace."""
