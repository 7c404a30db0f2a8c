"""Conventions that are tests: they read the tree and the parsed dbt project, and run no pipeline step.

Every rule is a function of text or of a parsed tree, so that a test can show it a bad example beside the real one.
"""
