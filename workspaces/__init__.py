"""What a company configures: the workspace file, where its data lies, and settings. Every room may read it.

No pipeline step lives here.
"""
