"""Publishing: the way of a firm's own words from the draft to the public page, for every room that registers a Publisher."""
