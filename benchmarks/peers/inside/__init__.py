"""Run by the Python of a peer, not by ours: nothing here may import anything of this program."""
