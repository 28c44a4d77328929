"""The command line: `python -m db …`. A door to the house, so it may see the dashboard's boards.

Exit codes: 0 done, 1 refused with the reasons on standard error, 2 wrong usage.
"""

import argparse
import getpass
import hashlib
import json
import logging
import os
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

from sqlalchemy import Engine, select
from sqlalchemy.exc import OperationalError
from sqlmodel import col

from dashboard.reader import Reader
from dashboard.result import result_of, standings_rows
from db import card_commands, sample
from db.commands import Refused
from db.engine import connect, reading, writing
from db.ledger import differences
from db.models import Competition, Snapshot
from db.queries import find_competition, list_competitions
from db.simulate import simulate
from db.workbook import export_workbook, import_workbook, write_template


def init(engine: Engine, args: argparse.Namespace) -> None:
    """Create or update the tables."""
    print(f"ready: {engine.url.render_as_string()}")


def load_sample(engine: Engine, args: argparse.Namespace) -> None:
    """Load the sample competition."""
    with writing(engine) as session:
        if session.scalars(select(Competition).where(col(Competition.is_sample))).first():
            raise Refused("the sample is there already")
        print(f"sample loaded as competition {sample.load(session)}")


def import_file(engine: Engine, args: argparse.Namespace) -> None:
    """Import a workbook (xlsx, ods, or a folder of CSV files): all of it, or nothing."""
    report = import_workbook(
        engine,
        args.path,
        dry_run=args.dry_run,
        actor=getpass.getuser(),
        competition=args.competition,
    )
    for warning in report.warnings:
        print(f"note: {warning.message('en')}", file=sys.stderr)
    if report.faults:
        raise Refused(*(fault.message("en") for fault in report.faults))
    for sheet, count in report.counts.items():
        print(f"{sheet}: {count.new} new, {count.changed} changed, {count.same} same")
    print(
        "nothing was written (dry run)" if args.dry_run else f"competition {report.competition_id}"
    )


def export_file(engine: Engine, args: argparse.Namespace) -> None:
    """Export a competition so that it imports back to the same."""
    with reading(engine) as session:
        competition = find_competition(session, args.competition)
    export_workbook(engine, args.path, competition.id)
    print(f"{competition.name} {competition.edition} written to {args.path}")


def template(engine: Engine, args: argparse.Namespace) -> None:
    """Write an empty workbook to fill in."""
    write_template(args.path)
    print(f"template written to {args.path}")


def standings(engine: Engine, args: argparse.Namespace) -> None:
    """Print the result of a competition."""
    with reading(engine) as session:
        competition = find_competition(session, args.competition)
    board = Reader(engine).latest(competition.id)
    if args.json:
        print(json.dumps(result_of(board), ensure_ascii=False, indent=2))
        return
    print(f"{competition.name} {competition.edition}, revision {board.revision}")
    for row in standings_rows(board):
        tie = f"  ({row['tie_break']})" if row["tie_break"] else ""
        sheets = f"{row['sheets_in']}/{row['sheets_expected']}"
        print(f"{row['place'] or '-':>4} {row['score'] or '-':>8} {sheets:>7}  {row['unit']}{tie}")


def play(engine: Engine, args: argparse.Namespace) -> None:
    """Play a judging day of the sample."""
    simulate(engine, args.speed)


def verify(engine: Engine, args: argparse.Namespace) -> None:
    """Check that the ledger replayed equals the scores, and every snapshot its hash."""
    faults = []
    with reading(engine) as session:
        for competition in list_competitions(session):
            name = f"{competition.name} {competition.edition}".strip()
            faults += [
                f"{name}: submission {one.submission_id}, judge {one.judge_id}, criterion "
                f"{one.criterion_id}: the ledger says {one.in_ledger}, the table {one.in_table} "
                "(hundredths)"
                for one in differences(session, competition.id)
            ]
        snapshots = session.scalars(select(Snapshot)).all()
        faults += [
            f"snapshot {one.id} does not recompute to its hash"
            for one in snapshots
            if hashlib.sha256(one.content.encode()).hexdigest() != one.sha256
        ]
    if faults:
        raise Refused(*faults)
    print("the ledger accounts for every score")


def backup(engine: Engine, args: argparse.Namespace) -> None:
    """Copy a SQLite database while it is in use."""
    if engine.dialect.name != "sqlite":
        raise Refused("backup copies SQLite databases; for PostgreSQL use pg_dump")
    if args.path.exists():
        raise Refused(f"{args.path} is there already; name a new file")
    # Under its name stands only a whole copy, however this ends.
    part = args.path.with_name(f".{args.path.name}.{os.getpid()}.part")
    pooled = engine.raw_connection()
    try:
        with closing(sqlite3.connect(part)) as copy:
            source = pooled.driver_connection
            assert isinstance(source, sqlite3.Connection)
            source.backup(copy)
        part.rename(args.path)
    except sqlite3.Error as error:
        raise Refused(f"{args.path} was not written: {error}") from error
    finally:
        pooled.close()
        part.unlink(missing_ok=True)
    print(f"copied to {args.path}")


def positive(text: str) -> float:
    """A number above zero, for argparse."""
    number = float(text)
    if not number > 0:
        raise ValueError
    return number


def parser() -> argparse.ArgumentParser:
    """All commands and what they take."""
    top = argparse.ArgumentParser(prog="python -m db", description=__doc__)
    commands = top.add_subparsers(dest="command", required=True)

    def add(name: str, run: object) -> argparse.ArgumentParser:
        command = commands.add_parser(name, help=run.__doc__, description=run.__doc__)
        command.set_defaults(run=run)
        return command

    add("init", init)
    add("sample", load_sample)
    reads = add("import", import_file)
    reads.add_argument("path", type=Path)
    reads.add_argument("--dry-run", action="store_true", help="only say what would change")
    writes = add("export", export_file)
    writes.add_argument("path", type=Path, help="FILE.xlsx, FILE.ods, or a folder for CSV files")
    add("template", template).add_argument("path", type=Path, help="FILE.xlsx")
    shows = add("standings", standings)
    shows.add_argument("--json", action="store_true")
    for command in (reads, writes, shows):
        command.add_argument("--competition", metavar="NAME_OR_ID", help="default: the newest")
    add("simulate", play).add_argument(
        "--speed", type=positive, default=60, help="times real time (default 60)"
    )
    add("verify", verify)
    add("backup", backup).add_argument("path", type=Path)
    card_commands.add_to(commands)
    return top


def main() -> int:
    """Run one command."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    args = parser().parse_args()
    try:
        engine = connect()
        try:
            sample.prepare(engine)
            args.run(engine, args)
        finally:
            engine.dispose()
    except Refused as refused:
        print(*refused.reasons, sep="\n", file=sys.stderr)
        return 1
    except (LookupError, ValueError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    except OperationalError as error:
        print(f"the database cannot be reached: {error.orig}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
