"""Which place a name means: texts with marked place names in, the weights of `dateline/resolve/places` out."""
