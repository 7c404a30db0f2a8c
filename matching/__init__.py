"""Probabilistic matching of person records: what is compared, trained weights as an artefact, and scores of pairs.

`records.prepare` makes comparison records, `training.train` an artefact of them, `scoring.score` a table of pairs.
Not here: exact rules and clusters over links (dbt and `estimators`), and what people decided by hand.
"""
