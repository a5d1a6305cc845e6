"""What was asked for: defaults, files, editor, environment and command line, resolved to frozen Settings."""
