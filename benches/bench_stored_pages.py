"""What pages as received take in a ledger, against zstd of the same bytes: `python benches/bench_stored_pages.py`.

Real HTML pages; the ledger's part is all that its table of pages and its index take in the file, the other each page
compressed by itself at one of zstd's levels.
"""

import gzip
import sqlite3
import tempfile
from pathlib import Path

from results import SHARED, make_parser, report

from konon.ledger import Ledger
from konon.ledger.packing import pack
from konon.records import Article, Page, Reading

LEVELS = (3, 9, 19)  # the default of zstd, a usual one, and the slowest that is usual


def store(path, bodies):
    """Bytes of the file that the pages take: rows, and what the file's own pages waste."""
    with Ledger.open(path, write=True) as ledger:
        for number, body in enumerate(bodies):
            article = Article(id=f"page-{number}", text=f"Kabar {number}.", body=((0, 7),), lang="id")
            page = Page(body=body, form="html", url=f"https://kabar.example/{number}")
            ledger.add(Reading(article=article, claims=(), reader="bench"), page)
    connection = sqlite3.connect(path)
    names = "name = 'pages' OR name IN (SELECT name FROM sqlite_master WHERE tbl_name = 'pages')"
    (taken,) = connection.execute(f"SELECT sum(pgsize) FROM dbstat WHERE {names}").fetchone()
    connection.close()
    return taken


def main():
    parser = make_parser(__doc__)
    parser.add_argument(
        "--pages", type=Path, default=SHARED / "pages" / "html", help="a folder of HTML pages, packed by gzip or not"
    )
    args = parser.parse_args()
    found = sorted(path for path in args.pages.rglob("*") if path.is_file())
    bodies = [gzip.decompress(one.read_bytes()) if one.suffix == ".gz" else one.read_bytes() for one in found]
    with tempfile.TemporaryDirectory() as folder:
        taken = store(Path(folder) / "pages.db", bodies)
    figures = {"pages as received": f"{len(bodies)} of {sum(map(len, bodies)) / 1e6:.1f} MB"}
    for level in LEVELS:
        packed = sum(len(pack(body, level)) for body in bodies)
        figures[f"stored, times zstd -{level} of the same bytes"] = f"{taken / packed:.3f}"
    report(figures, write=args.write)


if __name__ == "__main__":
    main()
