"""Plain pages for people outside: Indonesian first, English below, readable without scripts."""

import re
from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import HTMLResponse

from dashboard.view.template import render
from dashboard.view.words import DEFAULT, SOURCE, message, words_in

HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; font-src 'self';"
    " form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
}
_HOST = re.compile(r"[a-z0-9.-]+(:\d+)?|\[[0-9a-f:]+\](:\d+)?", re.IGNORECASE)


def base_url(request: Request) -> str:
    """The address by which this server was asked, as far as it is one; else a place to fill in."""
    host = request.headers.get("host", "")
    if not _HOST.fullmatch(host):
        return "https://…"
    return f"{'https' if is_https(request) else 'http'}://{host}"


def is_https(request: Request) -> bool:
    """Whether the browser came by https, also where a proxy carried it on by http."""
    told = request.headers.get("x-forwarded-proto", "").split(",")[0].strip().lower()
    return request.url.scheme == "https" or told == "https"


def notice(
    status: int, title: str, lines: Sequence[str], *, command: str = "", button: str = ""
) -> HTMLResponse:
    """A page with a title, lines of text, perhaps a command to copy and a button to sign out."""
    html = render(
        "notice.html",
        words_in(DEFAULT),
        languages=[words_in(DEFAULT), words_in(SOURCE)],
        title=title,
        lines=lines,
        command=command,
        button=button,
    )
    # Without any referrer the button's Origin would be "null", as if another site had sent it.
    told = {"Referrer-Policy": "same-origin"} if button else {}
    return HTMLResponse(html, status, {**HEADERS, **told})


def not_set_up(request: Request) -> HTMLResponse:
    """What everybody but this machine's user sees until access is set up."""
    return notice(
        403,
        message("Access has not been set up yet"),
        (
            message(
                "Until there is an access card for an administrator, this program opens only in"
                " a browser on the computer it runs on."
            ),
            message(
                "On that computer, make the first card with the command below, and open the link"
                " that it prints on your own device. All other cards are made on the page"
                " Settings."
            ),
            message(
                "Organisations with single sign-on can set that up instead: see Access in the"
                " README."
            ),
        ),
        command=f"python -m db card issue --role admin --holder ADMIN --url {base_url(request)}",
    )


def wrong_card() -> HTMLResponse:
    """What somebody sees whose link does not open anything."""
    return notice(
        404,
        message("This access card is not valid"),
        (
            message(
                "It may have been replaced or revoked, or the link was not copied whole. Please"
                " scan the code on your newest card, or ask the committee for a new one."
            ),
        ),
    )


def sign_out() -> HTMLResponse:
    """The question that a link from elsewhere leads to: nobody is signed out by a foreign link."""
    return notice(
        200,
        message("Sign out on this device?"),
        (message("To come back you need your access card again."),),
        button=message("Sign out"),
    )


def signed_out() -> HTMLResponse:
    """What a card's holder sees after signing out."""
    return notice(
        200,
        message("You have signed out on this device"),
        (message("To come back, open the link on your access card, or scan its code."),),
    )
