"""The subcommands of `langganan`, a module each. Heavy libraries are imported when a command runs, never before."""
