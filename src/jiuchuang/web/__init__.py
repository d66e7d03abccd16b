"""Floor 4: doors for people with a browser, by audience, over one kit of parts."""
