"""The reference for agents that run programs: the tools and resources of `errdocs mcp`.

What is answered is made here from a registry, wherever that was read from; `mcp_server` alone knows
the Model Context Protocol.
"""

from errdocs.agents.reference import Reference, published_reference

__all__ = ["Reference", "published_reference"]
