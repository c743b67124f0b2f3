"""Sound: effects, the mix as a value, the engine that renders it and the meters that judge it."""
