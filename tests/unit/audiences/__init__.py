"""Rules of segments, audiences and eligibility, each with one person just inside and one just outside."""
