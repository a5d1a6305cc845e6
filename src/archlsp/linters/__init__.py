"""External linters: used when they are installed and the user trusts the workspace, never bundled."""
