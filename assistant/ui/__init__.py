"""The screen: shows the conversation and the strips, and hands on what is typed."""
