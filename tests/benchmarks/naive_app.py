"""The rival: the live dashboard that a tutorial would give, on the same database.

It asks the database again every two seconds for every viewer and draws everything anew, which is
what most Streamlit dashboards do. `DATABASE_URL` says where the data are.
"""

import os

import pandas as pd
import plotly.express as px
import streamlit as st
from sqlalchemy import create_engine

st.set_page_config(page_title="Leaderboard", layout="wide")


@st.cache_resource
def get_engine():
    return create_engine(os.environ["DATABASE_URL"])


@st.fragment(run_every=2)
def board():
    engine = get_engine()
    competition = pd.read_sql("SELECT revision FROM competition ORDER BY id DESC LIMIT 1", engine)
    scores = pd.read_sql(
        "SELECT unit.name AS unit, submission.title, score.judge_id, criterion.name AS criterion,"
        " criterion.weight, score.value FROM score"
        " JOIN submission ON submission.id = score.submission_id"
        " JOIN unit ON unit.id = submission.unit_id"
        " JOIN criterion ON criterion.id = score.criterion_id",
        engine,
    )
    scores["value"] = scores["value"].astype(float)
    scores["weight"] = scores["weight"].astype(float)
    means = scores.groupby(["unit", "title", "criterion", "weight"], as_index=False)["value"].mean()
    means["points"] = (
        means["value"] * means["weight"] / means["weight"].groupby(means["title"]).transform("sum")
    )
    totals = means.groupby(["unit", "title"], as_index=False)["points"].sum()
    totals = totals.sort_values("points", ascending=False).reset_index(drop=True)
    totals.insert(0, "rank", totals.index + 1)
    first, second, third = st.columns(3)
    first.metric("Revisi", int(competition["revision"][0]))
    second.metric("Scores", len(scores))
    third.metric("Leader", totals["unit"].iloc[0] if len(totals) else "-")
    st.dataframe(totals, hide_index=True)
    st.plotly_chart(
        px.bar(means, x="points", y="title", color="criterion", orientation="h"), key="bars"
    )


st.title("Leaderboard")
board()
