"""Trains `dateline/extract/weights.json`: the small models that weigh what the extractor's rules propose."""
