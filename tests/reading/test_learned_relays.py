"""Relays that no rule gives: found by the head of outlets, added by the forest."""

import pytest

from konon.reading.reader import read_claims
from konon.reading.spans.tagger import load_tagger


def relays(marked):
    units = load_tagger().look(marked.passage).units
    claims = read_claims(marked.passage, marked.attributions, units)
    return [[relay.name for relay in claim.relays] for claim in claims]


@pytest.mark.parametrize("verb", ["tweeted", "tweeting"])
def test_a_post_names_its_platform(read_marked, verb):
    marked = (
        '"<content>The bridge is shut</content>," <source>Governor Ada Quist</source> '
        f"<cue>{verb}</cue> on Monday morning.\n\nThe bridge was built in 1931."
    )
    assert relays(read_marked(marked, "en")) == [["Twitter"]]
