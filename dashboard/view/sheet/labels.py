"""The words that the score sheets say by themselves, in the browser, also without a connection."""

from typing import Any

from dashboard.view.words import Words, message

PLAIN = {
    "all_saved": message("All saved at %(clock)s"),
    "ready": message("Every mark is saved as soon as it is entered."),
    "saving": message("Saving…"),
    "waiting": message("waiting for the connection"),
    "lost": message("The connection is lost. What you enter stays here and is sent by itself."),
    "saved": message("saved %(clock)s"),
    "cleared": message("cleared %(clock)s"),
    "typed": message("not saved yet: press Enter or tap outside the field"),
    "no_number": message("A number with at most two decimals is expected, such as 87%(point)s5."),
    "out_of_scale": message("A mark from %(minimum)s to %(maximum)s is expected."),
    "off_step": message("A mark in steps of %(step)s, counted from %(minimum)s, is expected."),
    "not_saved": message("Not saved: %(reason)s"),
    "stale": message("This was entered more than twelve hours ago."),
    "again": message("Send again"),
    "discard": message("Discard"),
    "conflict": message("Somebody else changed this meanwhile."),
    "theirs": message("Saved: %(value)s"),
    "by": message("by %(name)s, %(clock)s"),
    "mine": message("Yours: %(value)s"),
    "keep_theirs": message("Keep %(value)s"),
    "put_mine": message("Put mine: %(value)s"),
    "keep_saved": message("Keep what is saved"),
    "put_my_text": message("Put my text"),
    "blank": message("blank"),
    "no_remarks": message("(no remarks)"),
    "remarks": message("Remarks"),
    "remarks_hint": message("For the committee and the entry's unit; optional"),
    "description": message("What is judged"),
    "total": message("Weighted total"),
    "gathered": message("%(total)s of %(reach)s points"),
    "given": message("%(given)s of %(count)s criteria"),
    "not_begun": message("not begun"),
    "full": message("not confirmed yet"),
    "confirmed": message("confirmed"),
    "unsent": message("not all saved"),
    "confirm": message("Confirm"),
    "confirm_title": message("Confirm this sheet?"),
    "confirm_then": message(
        "After that the marks are locked. Only the committee can open the sheet again."
    ),
    "confirm_wait": message("Something on this sheet is not saved yet."),
    "confirm_fill": message("Confirm once every criterion has a mark."),
    "locked_at": message("Confirmed and locked at %(clock)s"),
    "locked_short": message("locked %(clock)s"),
    "refused": message("The server did not accept this."),
    "locked_by_committee": message("Only the committee can open it again, for a reason."),
    "unlock": message("Unlock"),
    "unlock_title": message("Open this sheet again?"),
    "unlock_then": message("The reason is kept in the history."),
    "reason": message("Reason"),
    "reason_needed": message("A reason is needed."),
    "cancel": message("Cancel"),
    "no_connection": message("There is no connection. Try again."),
    "back": message("All entries"),
    "back_grid": message("Back to the table"),
    "before": message("Previous"),
    "after": message("Next"),
    "now": message("Presenting now"),
    "next": message("Next"),
    "order": message("Running order"),
    "open_sheet": message("Open the sheet"),
    "waiting_hint": message("By the running order it has not presented yet. Marks are taken."),
    "entry": message("Entry"),
    "judge": message("Judge"),
    "on_paper": message("Total on paper"),
    "on_screen": message("Total on screen"),
    "paper_carries": message("The paper carries"),
    "weighted": message("the weighted total"),
    "plain": message("the plain sum of the marks"),
    "match": message("matches"),
    "differs": message("differs by %(difference)s"),
    "compare_later": message("not complete"),
    "sheet": message("Sheet"),
    "table": message("Score sheets, row by row"),
    "paper_missing": message("The total on paper was not compared."),
    "paper_differs": message("The paper says %(paper)s, the screen %(screen)s: check the marks."),
    "cell": message("%(criterion)s, %(row)s"),
    "paper_cell": message("Total on paper, %(row)s"),
    "elsewhere": message("On other sheets:"),
    "n_confirmed": message("%(given)s of %(count)s sheets confirmed"),
    "done": message("All your sheets are confirmed. Thank you."),
}


def labels(words: Words) -> dict[str, Any]:
    """By name: a text, or the pair for one and for several; places stay as `%(name)s`."""
    one, many = counted(words, 1), counted(words, 2)
    texts: dict[str, Any] = {name: words.text(text) for name, text in PLAIN.items()}
    return texts | {name: [one[name], many[name]] for name in one}


def counted(words: Words, n: int) -> dict[str, str]:
    """The labels that count something, in the form for `n`."""
    count = "%(count)s"
    return {
        "n_waiting": words.plural(
            "%(count)s value waits for the connection",
            "%(count)s values wait for the connection",
            n,
            count=count,
        ),
        "n_conflict": words.plural(
            "%(count)s field differs from what is saved: choose one of the two",
            "%(count)s fields differ from what is saved: choose one of the two",
            n,
            count=count,
        ),
        "n_refused": words.plural(
            "%(count)s field is not saved: see the reason there",
            "%(count)s fields are not saved: see the reason there",
            n,
            count=count,
        ),
        "n_typed": words.plural(
            "%(count)s field is typed but not saved yet",
            "%(count)s fields are typed but not saved yet",
            n,
            count=count,
        ),
    }
