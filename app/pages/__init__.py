"""Pages over all rooms: front page, figures, what the site is and where its data come from, 「今日の仕事」, desks, health."""
