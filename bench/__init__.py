"""Benchmarks: adapters, accuracy floors, timings. Stands on top of Dateline; Dateline never imports it."""
