"""Writers of one SQLite file take turns in the order they came."""

import threading
import time

import pytest
from sqlalchemy import Engine

from db.engine import Turns, writing


def test_turns_are_handed_on_in_the_order_they_were_asked_for() -> None:
    turns, served = Turns(), []

    def wait(number: int) -> None:
        with turns:
            served.append(number)

    threads = [threading.Thread(target=wait, args=(number,)) for number in range(20)]
    with turns:
        for place, thread in enumerate(threads, 1):
            thread.start()
            while len(turns._waiting) < place:
                time.sleep(0.001)
    for thread in threads:
        thread.join()
    assert served == [*range(20)]
    with turns:
        assert turns._holder == threading.get_ident()
    assert turns._holder is None


def test_a_writer_inside_a_writer_is_told_so_and_does_not_hang(sqlite_engine: Engine) -> None:
    with (
        writing(sqlite_engine),
        pytest.raises(RuntimeError, match="inside another"),
        writing(sqlite_engine),
    ):
        pass
    with writing(sqlite_engine):
        pass


def test_a_writer_that_fails_hands_its_turn_on(sqlite_engine: Engine) -> None:
    with pytest.raises(ZeroDivisionError), writing(sqlite_engine):
        raise ZeroDivisionError
    with writing(sqlite_engine):
        pass
