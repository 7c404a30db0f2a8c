"""The whole path on the shipped workspaces."""
