"""The commands of docs/watching.md run, one after the other, against a site on this machine."""

import re
import shlex
import smtplib
from pathlib import Path

from konon.cli import run

ROOT = Path(__file__).resolve().parents[2]
SAID = '"Harga beras sudah turun," kata Ratna Dewi, Kepala Dinas Pangan.'
HOST = re.compile(r"(?:https://)?(?:kabarlaut|desk)\.example(?=/)")


class Server:
    sent = 0

    def __init__(self, *_args, **_more):
        pass

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass

    def ehlo(self):
        pass

    def has_extn(self, _name):
        return False

    def send_message(self, _message):
        Server.sent += 1


def commands():
    text = (ROOT / "docs" / "watching.md").read_text("utf-8")
    for block in re.findall(r"```bash\n(.*?)```", text, re.S):
        yield from (line for line in block.splitlines() if line.startswith("konon "))


def test_every_command_of_the_document_runs(site, tmp_path, monkeypatch, capfd):
    page = "/berita/2026/kapal-bantuan-tiba-1001"
    site.article(page, SAID)
    site.feed("/rss", page)
    row = f"<url><loc>{site.url(page)}</loc></url>"
    site.serve("/sitemap.xml", f"<urlset>{row}</urlset>", "application/xml")
    site.serve("/ekonomi", "<html><body><h1>Ekonomi</h1></body></html>")
    site.serve("/hooks/konon", "well", "text/plain")
    monkeypatch.setenv("KONON_LEDGER", str(tmp_path / "news.db"))
    monkeypatch.setenv("KONON_WEBHOOK_SECRET", "garam")
    monkeypatch.setattr(smtplib, "SMTP", Server)
    assert run(["add", str(ROOT / "konon" / "samples"), "--quiet"]) == 0
    monkeypatch.chdir(tmp_path)
    ran = 0
    for line in commands():
        words = shlex.split(HOST.sub(site.url(""), line), comments=True)[1:]
        if words[:3] == ["watch", "run", "--once"]:
            words += ["--pause", "0"]
        if "--evidence" in words:  # the second version of a page, so that there is something to pack
            site.article(page, SAID.replace("turun", "naik"))
            assert run(["add", site.url(page), "--quiet"]) == 0
        assert run(words) == 0, (line, capfd.readouterr().err)
        ran += 1
    assert ran > 20
    assert (tmp_path / "evidence.zip").exists()
    assert (tmp_path / "alerts.xml").exists()
