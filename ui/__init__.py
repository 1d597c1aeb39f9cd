"""Thin faces over `qa`: the command line, HTTP, the web chat and MCP. None of them decides anything about an answer."""
