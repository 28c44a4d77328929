"""No page runs without the frame, not even as the first request after a start."""

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import ROOT, Serve
from tests.browser.test_live import sample_database

pytestmark = pytest.mark.browser


# A server each, so not every page: the first one, one that reads and one that writes.
@pytest.mark.parametrize("page", ["", "judges", "settings"])
def test_a_cold_deep_link_runs_the_frame_first(
    serve: Serve, chromium: Browser, tmp_path_factory: pytest.TempPathFactory, page: str
) -> None:
    database = sample_database(tmp_path_factory)
    url = serve(ROOT / "streamlit_app.py", {"DATABASE_URL": f"sqlite:///{database}"})
    # Not `open_page`: below a deep link Streamlit's own script asks in vain where its server is.
    with chromium.new_context() as context:
        opened = context.new_page()
        opened.goto(f"{url}/{page}")
        opened.locator(".strip[data-state=live]").wait_for()
        assert "Lomba Inovasi Pelayanan Publik" in opened.locator("h2").first.inner_text()
        assert opened.get_by_text("data contoh").first.is_visible()
