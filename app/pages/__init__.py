"""Pages over all rooms: the front page, what the site is and where its data come from, and the machines' health pages."""
