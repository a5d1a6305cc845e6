"""Answers to design questions: their shape, their places in the repository, the page they become, and what follows."""
