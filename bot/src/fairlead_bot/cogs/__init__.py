"""Cogs that ship with the runtime. A cog is a module here, in the cogs' directory, or named by an entry point."""
