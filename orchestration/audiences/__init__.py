"""Audiences defined in YAML: what a definition means, the dbt model that it becomes, whom it takes and why."""
