"""What the commands on identity know and do: who a person is (published tables), how links are trained and reviewed."""
