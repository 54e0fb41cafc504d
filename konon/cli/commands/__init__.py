"""The commands of `konon`, one file each."""
