"""The engineer: understands, decides, renders, checks, explains and learns."""
