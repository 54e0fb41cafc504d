"""Article -> Attributions: which words are source, cue and content."""
