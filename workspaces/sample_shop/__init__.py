"""The sample shop: its workspace file, and the generator of its deliveries."""
