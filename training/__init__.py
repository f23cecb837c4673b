"""Recipes that train the models which ship inside Dateline. Imports dateline; never imported by it."""
