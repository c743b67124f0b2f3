"""Language: an utterance becomes intents. Knows words, nothing of this session's audio.

How a sentence is read, stage by stage, each in the file of its name:

1. `gathering`, from `vocabulary*.toml` and the effects' declarations: what can be said `everyday`, and what it stands
   for; over it the `sayings` of a session, with its names.
2. `lexicon`: words to concepts, the `longest` saying first, words that are `misspelt` as they were meant.
3. `concept_passes`: the concepts as plainly as they can be said, one pass after another, in `passes`.
4. `utterance`: cut into `clauses`, each a `clause` read by its `word_order` (`*.lark`, and a file of methods
   beside each), or as a `paraphrase` (`patterns` in `paraphrases/`) of what the program would say.
5. `parse`: clause after clause, what each means behind the ones before it.
6. `clause_passes`: what the clauses mean together, one pass after another, in `together`.

What comes of it are the dataclasses in `intent`; `say` makes sentences of them again.
"""
