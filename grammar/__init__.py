"""Language: an utterance becomes intents. Knows words, nothing of this session's audio."""
