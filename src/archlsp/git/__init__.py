"""What changed in a git repository that nobody has vouched for, and when it changes again."""
