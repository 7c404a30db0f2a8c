"""From deliveries to raw: every delivery becomes one immutable Parquet file, or is refused with a reason.

What rows mean is judged in dbt's staging models; nothing here casts, corrects or drops a row.
"""
