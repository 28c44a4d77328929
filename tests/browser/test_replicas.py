"""Two processes on one PostgreSQL behind nginx, by the files that README tells people to use."""

import os
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import Engine, update

from db import sample
from db.cards import issue_card
from db.engine import connect, writing
from db.models import Role, Sheet
from tests.benchmarks.viewer import Server, free_port, served
from tests.browser.conftest import ROOT
from tests.factories import set_first_mark

pytestmark = [pytest.mark.browser, pytest.mark.postgres]

DEPLOY = ROOT / "docs" / "deploy"


@dataclass(frozen=True)
class Site:
    """The address people use, what stands behind it, and a link that lets an admin in."""

    address: str
    replicas: tuple[Server, Server]
    engine: Engine
    card: str


@pytest.fixture
def site(postgres_url: str, tmp_path: Path) -> Iterator[Site]:
    nginx = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if nginx is None:
        if os.environ.get("CI"):
            pytest.fail("nginx is not installed")
        pytest.skip("nginx is not installed")
    engine = connect(postgres_url)
    with writing(engine) as session:
        sample.load(session)
        session.execute(update(Sheet).values(confirmed_at=None))
        token = issue_card(session, "Panitia", Role.ADMIN, None, actor="test")
    with ExitStack() as running:
        first = running.enter_context(served(postgres_url))
        second = running.enter_context(served(postgres_url))
        port = free_port()
        configuration = (DEPLOY / "pantau.conf").read_text("utf-8")
        for written, here in (
            ("127.0.0.1:8501", f"127.0.0.1:{first.port}"),
            ("127.0.0.1:8502", f"127.0.0.1:{second.port}"),
            ("listen 80;", f"listen 127.0.0.1:{port};"),
        ):
            assert written in configuration
            configuration = configuration.replace(written, here)
        process = start_nginx(nginx, configuration, tmp_path)
        running.callback(process.wait, 10)
        running.callback(process.terminate)
        address = f"http://127.0.0.1:{port}"
        yield Site(address, (first, second), engine, f"{address}/kartu/{token}")
    engine.dispose()


def start_nginx(nginx: str, site: str, folder: Path) -> "subprocess.Popen[bytes]":
    """nginx in the foreground, all its files in `folder`."""
    kinds = "\n".join(
        f"{kind}_temp_path {folder}/{kind};"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    main = folder / "nginx.conf"
    main.write_text(
        f"daemon off; pid {folder}/pid; error_log {folder}/error.log;\n"
        f"events {{ worker_connections 1024; }}\nhttp {{ access_log off;\n{kinds}\n{site}\n}}\n"
    )
    process = subprocess.Popen([nginx, "-p", str(folder), "-c", str(main)])
    time.sleep(0.5)
    assert process.poll() is None, (folder / "error.log").read_text()
    return process


def revision(page: Page) -> int:
    text = page.locator(".strip [data-part=revision]").inner_text()
    return int(re.sub(r"\D", "", text))


def viewers_of_both(site: Site, chromium: Browser) -> list[Page]:
    """A page at each replica: nginx chooses by a cookie of its own, so come until both are met."""
    pages: dict[int, Page] = {}
    for _ in range(20):
        context = chromium.new_context()
        page = context.new_page()
        before = [replica.cpu_seconds() for replica in site.replicas]
        page.goto(site.card)
        page.locator(".strip[data-state=live]").wait_for(timeout=30_000)
        spent = [
            replica.cpu_seconds() - was for replica, was in zip(site.replicas, before, strict=True)
        ]
        met = spent.index(max(spent))
        if met in pages:
            context.close()
        else:
            pages[met] = page
        if len(pages) == 2:
            break
    return [pages[0], pages[1]]


def test_the_unit_starts_the_app_as_readme_says() -> None:
    unit = (DEPLOY / "pantau@.service").read_text("utf-8")
    assert "streamlit run streamlit_app.py --server.port=%i" in unit
    if verify := shutil.which("systemd-analyze"):
        ran = subprocess.run(
            [verify, "verify", "--man=no", str(DEPLOY / "pantau@.service")],
            capture_output=True,
            text=True,
            check=False,
        )
        complaints = [
            line
            for line in ran.stderr.splitlines()
            if "pantau" in line and "not executable" not in line  # it is not installed here
        ]
        assert complaints == []


def test_replicas_follow_one_database_and_stand_in_for_each_other(
    site: Site, chromium: Browser
) -> None:
    pages = viewers_of_both(site, chromium)
    before = [revision(page) for page in pages]
    set_first_mark(site.engine, 7100)
    for page, was in zip(pages, before, strict=True):
        expect(page.locator(".strip [data-part=revision]")).not_to_contain_text(
            str(was), timeout=3_000
        )

    site.replicas[0].kill()
    orphan = pages[0]
    set_first_mark(site.engine, 7200)
    expect(orphan.locator(".strip[data-state=live]")).to_be_visible(timeout=30_000)
    newest = revision(pages[1])
    expect(orphan.locator(".strip [data-part=revision]")).to_contain_text(
        str(newest), timeout=30_000
    )
    set_first_mark(site.engine, 7300)
    expect(orphan.locator(".strip [data-part=revision]")).to_contain_text(
        str(newest + 1), timeout=5_000
    )
    for page in pages:
        page.context.close()
