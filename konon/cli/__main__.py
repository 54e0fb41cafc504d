"""`python -m konon.cli` is `konon`."""

from konon.cli import main

main()
