"""Tells people outside when something is wrong: what there is to tell, and the channels that carry it."""
