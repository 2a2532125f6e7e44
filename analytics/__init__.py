"""The calculation room: frames in, frames out, nothing else."""
