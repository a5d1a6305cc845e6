"""Analyses that need code of their own: one module each, named by the rules that speak for it."""
