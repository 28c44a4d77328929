"""The running order in a real browser: two screens, one desk."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import update

from db import sample
from db.changes import read_changes
from db.engine import connect, reading, writing
from db.models import EntryStatus, StageEntry
from tests.browser.conftest import ROOT, OpenPage, Serve
from tests.browser.navigation import settle, visit

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("order") / "pantau.db"
    engine = connect(f"sqlite:///{path}")
    sample.prepare(engine)
    with writing(engine) as session:
        sample.load(session)
        session.execute(update(StageEntry).values(status=EntryStatus.WAITING))
    engine.dispose()
    return path


@pytest.fixture(scope="module")
def url(serve: Serve, database: Path) -> str:
    return serve(ROOT / "streamlit_app.py", {"DATABASE_URL": f"sqlite:///{database}"})


def names(page: Page) -> list[str]:
    return page.locator(".order tbody .entry strong").all_inner_texts()


def test_a_day_is_run_from_the_page(open_page: OpenPage, url: str, database: Path) -> None:
    desk = open_page(url)
    settle(desk)
    visit(desk, "order")
    hall = open_page(url)
    call = desk.get_by_role("button", name="Panggil berikutnya")
    expect(call).to_be_visible()
    listed = names(desk)

    call.click()
    expect(hall.get_by_text("Sedang tampil:")).to_contain_text(listed[0])
    call.click()
    expect(hall.get_by_text("Sedang tampil:")).to_contain_text(listed[1])
    expect(desk.get_by_label(f"Status {listed[0]}")).to_have_value("presented")

    desk.get_by_role("button", name=f"Naikkan {listed[3]}").press("Enter")
    expect(desk.locator(".order tbody .entry strong").nth(2)).to_have_text(listed[3])
    expect(desk.get_by_role("button", name=f"Naikkan {listed[3]}")).to_be_focused()

    time = desk.get_by_label(f"Jam tampil {listed[3]}")
    time.fill("9.40")
    time.press("Tab")
    expect(time).to_have_value("09:40")
    time.fill("25:00")
    time.press("Tab")
    expect(time).to_have_js_property("validity.valid", False)

    desk.get_by_label(f"Status {listed[2]}").select_option("withdraw")
    dialog = desk.get_by_role("dialog")
    dialog.get_by_role("button", name="Catat peserta mundur").click()
    expect(dialog).to_contain_text("Tulis alasannya")
    dialog.get_by_label("Alasan").fill("Kepala dinas berhalangan")
    dialog.get_by_label("Alasan").press("Tab")
    dialog.get_by_role("button", name="Catat peserta mundur").click()
    expect(dialog).to_be_hidden()
    expect(desk.locator(".order .gone")).to_contain_text(listed[2])

    engine = connect(f"sqlite:///{database}")
    with reading(engine) as session:
        kinds = [change.kind for change in read_changes(session, 1)]
        reasons = [change.reason for change in read_changes(session, 1) if change.reason]
    engine.dispose()
    assert {"status", "running_order"} <= set(kinds)
    assert reasons == ["Kepala dinas berhalangan"]


def test_times_of_all_who_wait_are_filled(open_page: OpenPage, url: str) -> None:
    desk = open_page(url)
    settle(desk)
    visit(desk, "order")
    desk.get_by_text(re.compile("Jam tampil dan undian")).click()
    desk.get_by_role("button", name="Isi jam").click(delay=100)
    expect(desk.locator(".order .time input[value='08:20']")).to_have_count(1)
