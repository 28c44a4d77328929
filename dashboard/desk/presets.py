"""Criteria that others judge by, each list named after its source, to begin a stage with.

The sources were read in November 2026. Names are quoted, so they are not translated.
"""

from dataclasses import dataclass

from dashboard.view.words import message
from db.sample import CRITERIA


@dataclass(frozen=True, slots=True)
class PresetCriterion:
    """One criterion of a preset; weight in hundredths, the scale is 0 to 100."""

    name: str
    weight: int
    description: str = ""


@dataclass(frozen=True, slots=True)
class Preset:
    """A list of criteria, whose it is, where it was read, and what the source leaves open.

    `step` is the step of the marks in hundredths.
    """

    key: str
    name: str
    note: str
    source: str
    criteria: tuple[PresetCriterion, ...]
    step: int = 100


PRESETS = (
    Preset(
        "pekalongan",
        message("The organisers' own five (Korpri Kota Pekalongan, 2018)"),
        message(
            "What the organisers named as their aims. They published no weights: 20, 20, 15, 15 "
            "and 30 are a proposal of this program."
        ),
        "https://pekalongankota.go.id/berita/skpd-harus-miliki-inovasi-pelayanan.html",
        tuple(
            PresetCriterion(name, weight * 100, description)
            for _, name, weight, description in CRITERIA
        ),
        50,
    ),
    Preset(
        "kipp2023",
        message("KIPP 2023 (proposal)"),
        message(
            "Weights of the national competition of 2023 (general group), as told by two secondary "
            "sources. The summary of a proposal, which has no weight there, is left out."
        ),
        "https://123dok.com/id/docs/"
        "penulisan-proposal-kompetisi-inovasi-pelayanan-publik-tahun-2023.11917199",
        (
            PresetCriterion("Latar Belakang dan Tujuan", 1000),
            PresetCriterion("Kebaruan/Nilai Tambah", 1500),
            PresetCriterion("Implementasi Inovasi", 500),
            PresetCriterion("Signifikansi", 3000),
            PresetCriterion("Adaptabilitas", 2000),
            PresetCriterion("Sumber Daya", 500),
            PresetCriterion("Strategi Keberlanjutan", 1500),
        ),
    ),
    Preset(
        "kovablik2",
        message("Kovablik Jawa Timur, stage II (presentation and interview)"),
        message("Weights and scale (0 to 100) as in the province's own judging program."),
        "https://github.com/hamkaamin/jatim_berdasi",
        (
            PresetCriterion("Penyampaian Paparan", 3000),
            PresetCriterion("Materi Inovasi / Kemanfaatan / Replikasi", 5000),
            PresetCriterion("Video", 1000),
            PresetCriterion("Kehadiran Kepala Daerah / OPD / BUMD", 1000),
        ),
    ),
    Preset(
        "paiton",
        message("Idea contest of PJB UP Paiton"),
        message("A contest of ideas inside a company, judged by six to nine judges."),
        "https://filkom.ub.ac.id/legacy/doro/archives/detail/DR00083201612",
        (
            PresetCriterion("Keunikan", 2000),
            PresetCriterion("Manfaat", 4500),
            PresetCriterion("Implementatif", 3500),
        ),
    ),
)
"""In the order in which they are offered."""
