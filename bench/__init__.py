"""Speed and size, as ratios against a rival measured in the same run. `make bench` prints the table."""
