"""Word order: which concepts may stand where (`*.lark`), and what intents a clause read so comes to."""
