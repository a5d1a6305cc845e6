"""What is asked: the persona, the project, the code, within a budget."""
