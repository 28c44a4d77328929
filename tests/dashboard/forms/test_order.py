"""What people type into the running order."""

from datetime import time

import pytest

from dashboard.forms.order import time_of


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("08:20", time(8, 20)), ("8.20", time(8, 20)), ("23:59", time(23, 59)), ("", None)],
)
def test_a_time_is_read_as_people_write_it(typed: str, meant: time | None) -> None:
    assert time_of(typed) == meant
