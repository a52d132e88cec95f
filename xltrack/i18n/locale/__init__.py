"""Catalogues, one a language: data only."""
