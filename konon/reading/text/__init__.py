"""Text -> what every step of the reading uses: sentences, tokens, quotations, the words of a language."""
