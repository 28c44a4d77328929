"""The commands `python -m db card …`. A door to the house like db.__main__, so it may print cards.

The links are printed once, on standard output; nothing but their hashes is kept.
"""

import argparse
import getpass
import os
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session
from sqlmodel import col

from dashboard.view.cards.names import link
from dashboard.view.cards.sheet import sheet_pdf
from dashboard.view.words import DEFAULT, words_in
from db.cards import has_admin, issue_card, list_cards, revoke_card
from db.commands import Refused
from db.engine import reading, writing
from db.models import Judge, Role
from db.queries import find_competition
from db.rows import IssuedCard

BASE = "http://localhost:8501"


def issue(engine: Engine, args: argparse.Namespace) -> None:
    """Issue an access card and print its link, which is shown only this once."""
    holder = " ".join((args.holder or "").split())
    role = Role(args.role)
    if (role == Role.JURI) != (args.judge is not None):
        raise Refused("a judge's card needs --judge CODE, and no other card takes it")
    with writing(engine) as session:
        judge = None if args.judge is None else _judge(session, args)
        holder = holder or (judge.name if judge else "")
        if not holder:
            raise Refused("say who the card is for: --holder NAME")
        token = issue_card(
            session, holder, role, judge.id if judge else None, actor=getpass.getuser()
        )
    print(link(args.url, token))


def show(engine: Engine, args: argparse.Namespace) -> None:
    """List all cards."""
    with reading(engine) as session:
        for card in list_cards(session):
            state = "revoked" if card.revoked_at else "valid"
            used = f"{card.last_used_at:%Y-%m-%d %H:%M}" if card.last_used_at else "never opened"
            seat = f"competition {card.competition_id} {card.judge_code}" if card.judge_id else ""
            parts = (str(card.id), state, card.role.value, card.holder, seat, used)
            print("  ".join(part for part in parts if part))


def revoke(engine: Engine, args: argparse.Namespace) -> None:
    """Revoke a card: its holder's screens close within seconds."""
    with writing(engine) as session:
        if not revoke_card(session, args.id, actor=getpass.getuser()):
            raise Refused(f"there is no valid card {args.id}; see: card list")
        left = has_admin(session)
    print(f"card {args.id} is revoked")
    if not left:
        print("no administrator's card is left: the app opens on this machine only, as admin")


def sheet(engine: Engine, args: argparse.Namespace) -> None:
    """Issue a card to each judge who has none, and print them all as PDF."""
    if args.path.exists():
        raise Refused(f"{args.path} is there already; name a new file")
    actor = getpass.getuser()
    with writing(engine) as session:
        competition = find_competition(session, args.competition)
        held = {card.judge_id for card in list_cards(session) if card.revoked_at is None}
        judges = session.scalars(
            select(Judge).where(col(Judge.competition_id) == competition.id).order_by(col(Judge.id))
        ).all()
        issued = [
            IssuedCard(
                judge.name,
                Role.JURI,
                issue_card(session, judge.name, Role.JURI, judge.id, actor=actor),
                competition.full_name,
                judge.code,
            )
            for judge in judges
            if judge.id not in held
        ]
        if not issued:
            raise Refused("every judge has a card; a link cannot be printed a second time")
        # Written before the cards are: a full disk must not leave cards that nobody holds.
        _write(args.path, sheet_pdf(issued, args.url, words_in(DEFAULT)))
    print(f"{len(issued)} cards written to {args.path}")


def add_to(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Make the command `card` known."""
    top = commands.add_parser("card", help="Access cards.", description=__doc__)
    verbs = top.add_subparsers(dest="verb", required=True)

    def add(name: str, run: Callable[..., None]) -> argparse.ArgumentParser:
        command = verbs.add_parser(name, help=run.__doc__, description=run.__doc__)
        command.set_defaults(run=run)
        return command

    issues = add("issue", issue)
    issues.add_argument("--role", required=True, choices=[role.value for role in Role])
    issues.add_argument("--holder", metavar="NAME", help="default: the judge's name")
    issues.add_argument("--judge", metavar="CODE")
    add("list", show)
    add("revoke", revoke).add_argument("id", type=int)
    prints = add("sheet", sheet)
    prints.add_argument("path", type=Path, help="FILE.pdf")
    for command in (issues, prints):
        command.add_argument("--competition", metavar="NAME_OR_ID", help="default: the newest")
        command.add_argument(
            "--url", default=BASE, help=f"address of the app, for the link (default {BASE})"
        )


def _judge(session: Session, args: argparse.Namespace) -> Judge:
    competition = find_competition(session, args.competition)
    judges = session.scalars(select(Judge).where(col(Judge.competition_id) == competition.id)).all()
    for judge in judges:
        if judge.code.casefold() == args.judge.strip().casefold():
            return judge
    known = ", ".join(judge.code for judge in judges)
    raise LookupError(f"{competition.full_name} has no judge '{args.judge}'; it has: {known}")


def _write(path: Path, content: bytes) -> None:
    """Write a file that only its owner can read: whoever has it has the cards."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
