"""The passes over an utterance's concepts, in the order of `grammar.concept_passes`: each makes one thing plainer."""
