"""`./dev bench`: how long things take, as ratios against the least that they could take."""
