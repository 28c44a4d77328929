"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

HUNDREDTHS = "({0} + 0 = {0} AND abs({0} * 100 - round({0} * 100)) < 0.000001)"


def upgrade() -> None:
    op.create_table(
        "competition",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("edition", sa.String(), server_default=sa.text("''"), nullable=False),
        sa.Column("organiser", sa.String(), server_default=sa.text("''"), nullable=False),
        sa.Column("venue", sa.String(), server_default=sa.text("''"), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=True),
        sa.Column(
            "timezone", sa.String(), server_default=sa.text("'Asia/Jakarta'"), nullable=False
        ),
        sa.Column("unit_term", sa.String(), server_default=sa.text("'SKPD'"), nullable=False),
        sa.Column(
            "participation_target", sa.Integer(), server_default=sa.text("100"), nullable=False
        ),
        sa.Column(
            "method",
            sa.String(20),
            server_default=sa.text("'mean'"),
            nullable=False,
        ),
        sa.Column(
            "level",
            sa.Enum(
                "criterion",
                "sheet",
                name="level",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            server_default=sa.text("'criterion'"),
            nullable=False,
        ),
        sa.Column("trim", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column(
            "rounding",
            sa.Enum(
                "exact",
                "criterion",
                "total",
                name="rounding",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            server_default=sa.text("'exact'"),
            nullable=False,
        ),
        sa.Column(
            "rounding_mode",
            sa.Enum(
                "half_up",
                "half_even",
                name="roundingmode",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            server_default=sa.text("'half_up'"),
            nullable=False,
        ),
        sa.Column("decimals", sa.Integer(), server_default=sa.text("2"), nullable=False),
        sa.Column("tie_break", sa.String(), server_default=sa.text("'criteria'"), nullable=False),
        sa.Column(
            "phase",
            sa.Enum(
                "registration",
                "judging",
                "closed",
                "published",
                name="phase",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            server_default=sa.text("'registration'"),
            nullable=False,
        ),
        sa.Column("is_sample", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("revision", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("structure_revision", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("name", "edition"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "unit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("short_name", sa.String(), server_default=sa.text("''"), nullable=False),
        sa.Column("kind", sa.String(), server_default=sa.text("''"), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("code"),
    )
    op.create_table(
        "eligible_unit",
        sa.Column("competition_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["competition_id"], ["competition.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["unit_id"],
            ["unit.id"],
        ),
        sa.PrimaryKeyConstraint("competition_id", "unit_id"),
    )
    op.create_index("ix_eligible_unit_unit_id", "eligible_unit", ["unit_id"])
    op.create_table(
        "judge",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("competition_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("institution", sa.String(), server_default=sa.text("''"), nullable=False),
        sa.ForeignKeyConstraint(["competition_id"], ["competition.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("competition_id", "code"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "score_event",
        sa.Column("competition_id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("judge_id", sa.Integer(), nullable=False),
        sa.Column("criterion_id", sa.Integer(), nullable=False),
        sa.Column("old_value", sa.Numeric(), nullable=True),
        sa.Column("new_value", sa.Numeric(), nullable=True),
        sa.Column("actor", sa.String(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["competition_id"], ["competition.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("competition_id", "revision"),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "score_event_mark", "score_event", ["submission_id", "judge_id", "criterion_id", "revision"]
    )
    op.create_table(
        "snapshot",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("competition_id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "freeze",
                "final",
                name="snapshotkind",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_by", sa.String(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["competition_id"], ["competition.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_snapshot_competition_id", "snapshot", ["competition_id"])
    op.create_table(
        "stage",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("competition_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("weight", sa.Numeric(), nullable=True),
        sa.CheckConstraint(f"weight >= 0 AND {HUNDREDTHS.format('weight')}", name="stage_weight"),
        sa.ForeignKeyConstraint(["competition_id"], ["competition.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("competition_id", "name"),
        sa.UniqueConstraint("competition_id", "position"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "submission",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("competition_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("summary", sa.String(), server_default=sa.text("''"), nullable=False),
        sa.Column("category", sa.String(), server_default=sa.text("''"), nullable=False),
        sa.Column("is_digital", sa.Boolean(), nullable=True),
        sa.Column("is_inclusive", sa.Boolean(), nullable=True),
        sa.Column("registered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "status",
            sa.Enum(
                "registered",
                "verified",
                "withdrawn",
                "disqualified",
                name="submissionstatus",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            server_default=sa.text("'registered'"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(["competition_id"], ["competition.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["unit_id"],
            ["unit.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("competition_id", "number"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_submission_unit_id", "submission", ["unit_id"])
    op.create_table(
        "access_card",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("holder", sa.String(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "admin",
                "panitia",
                "pimpinan",
                "operator",
                "juri",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("judge_id", sa.Integer(), nullable=True),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["judge_id"], ["judge.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("token_hash"),
    )
    op.create_table(
        "criterion",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("stage_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("description", sa.String(), server_default=sa.text("''"), nullable=False),
        sa.Column("weight", sa.Numeric(), nullable=False),
        sa.Column("minimum", sa.Numeric(), server_default=sa.text("0"), nullable=False),
        sa.Column("maximum", sa.Numeric(), server_default=sa.text("100"), nullable=False),
        sa.Column("step", sa.Numeric(), server_default=sa.text("0.01"), nullable=False),
        sa.CheckConstraint(
            "maximum > 0 AND minimum < maximum AND step > 0 AND weight >= 0 AND "
            f"{HUNDREDTHS.format('minimum')} AND "
            f"{HUNDREDTHS.format('maximum')} AND "
            f"{HUNDREDTHS.format('step')} AND "
            f"{HUNDREDTHS.format('weight')}",
            name="criterion_scale",
        ),
        sa.ForeignKeyConstraint(["stage_id"], ["stage.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("stage_id", "code"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "panel",
        sa.Column("stage_id", sa.Integer(), nullable=False),
        sa.Column("judge_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["judge_id"], ["judge.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["stage_id"], ["stage.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("stage_id", "judge_id"),
    )
    op.create_index("ix_panel_judge_id", "panel", ["judge_id"])
    op.create_table(
        "recusal",
        sa.Column("judge_id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), server_default=sa.text("''"), nullable=False),
        sa.ForeignKeyConstraint(["judge_id"], ["judge.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["submission_id"], ["submission.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("judge_id", "submission_id"),
    )
    op.create_index("ix_recusal_submission_id", "recusal", ["submission_id"])
    op.create_table(
        "sheet",
        sa.Column("stage_id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("judge_id", sa.Integer(), nullable=False),
        sa.Column("remarks", sa.String(), server_default=sa.text("''"), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["judge_id"], ["judge.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["stage_id"], ["stage.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["submission_id"], ["submission.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("stage_id", "submission_id", "judge_id"),
    )
    op.create_index("ix_sheet_judge_id", "sheet", ["judge_id"])
    op.create_index("ix_sheet_submission_id", "sheet", ["submission_id"])
    op.create_table(
        "stage_entry",
        sa.Column("stage_id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("running_order", sa.Integer(), nullable=True),
        sa.Column("slot_time", sa.Time(), nullable=True),
        sa.Column(
            "status",
            sa.Enum(
                "waiting",
                "presenting",
                "presented",
                "absent",
                name="entrystatus",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            server_default=sa.text("'waiting'"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(["stage_id"], ["stage.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["submission_id"], ["submission.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("stage_id", "submission_id"),
    )
    op.create_index("ix_stage_entry_submission_id", "stage_entry", ["submission_id"])
    op.create_table(
        "score",
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("judge_id", sa.Integer(), nullable=False),
        sa.Column("criterion_id", sa.Integer(), nullable=False),
        sa.Column("value", sa.Numeric(), nullable=False),
        sa.Column("entered_by", sa.String(), nullable=True),
        sa.Column(
            "updated_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("CURRENT_TIMESTAMP"),
            nullable=True,
        ),
        sa.CheckConstraint(HUNDREDTHS.format("value"), name="score_hundredths"),
        sa.ForeignKeyConstraint(
            ["criterion_id"],
            ["criterion.id"],
        ),
        sa.ForeignKeyConstraint(
            ["judge_id"],
            ["judge.id"],
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["submission.id"],
        ),
        sa.PrimaryKeyConstraint("submission_id", "judge_id", "criterion_id"),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    raise NotImplementedError("the first tables are not taken down: remove the database instead")
