# empty: what every sandbox has, and nothing else.
