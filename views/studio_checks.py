"""Every rule of the public destination, as it stands for one picture: kept or broken, with its reason and source."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import asdict
from typing import Any

import streamlit as st

from reports.public_case import Finding
from views.text import md

KEPT, BROKEN = ":material/check_circle:", ":material/cancel:"
NOT_REVIEWED = "not yet reviewed"


def of_findings(findings: Iterable[Finding]) -> list[dict[str, Any]]:
    """Findings as the register keeps them, with the rule's reason beside."""
    return [one.kept() | {"reason": asdict(one.check)["reason"]} for one in findings]


def broken(checks: list[dict[str, Any]], elsewhere: Container[str]) -> None:
    """How many rules hold, and each that does not with what to do; not what is said *elsewhere* on the page already."""
    found = [one for one in checks if not one["holds"]]
    sign = f":red[{BROKEN}]" if found else f":green[{KEPT}]"
    st.markdown(f"{sign} **{said(checks)}**")
    for one in found:
        if one["said"] not in elsewhere:
            st.error(f"**{md(one['title'])}.** {md(one['said'])}", icon=":material/cancel:")


def show(checks: list[dict[str, Any]], key: str, label: str = "The rules") -> None:
    """All of them, folded away; the count in sight."""
    fold = st.expander(f"{label}: {said(checks)}", key=f"checks-{key}", on_change="rerun", icon=":material/rule:")
    if fold.open:
        with fold:
            _all(checks, key)


def said(checks: list[dict[str, Any]]) -> str:
    """``31 of 31 rules hold``."""
    kept = sum(bool(one["holds"]) for one in checks)
    return f"{kept} of {len(checks)} rules hold"


def _all(checks: list[dict[str, Any]], key: str) -> None:
    """Every rule, the broken ones first."""
    st.caption(
        "This list is kept with every picture. “Source read” says whether somebody read the source itself. A rule that "
        "no reviewer has looked at for the clinic says so."
    )
    with st.grid(2, min_column_width=300, gap="medium", key=f"rules-{key}"):
        for one in sorted(checks, key=lambda rule: bool(rule["holds"])):
            st.markdown(_line(one))


def _line(rule: Mapping[str, Any]) -> str:
    sign = f":green[{KEPT}] holds" if rule["holds"] else f":red[{BROKEN}] broken"
    reason = f" Why: {md(rule['reason'])}" if rule.get("reason") else ""
    read = "source read: yes" if rule["read"] else "source read: no"
    reviewer = md(rule["reviewer"]) if rule["reviewer"] else NOT_REVIEWED
    about = f"{md(rule['rule'])}{reason}"
    return f"{sign} · **{md(rule['title'])}**  \n{about}  \n:small[Source: {md(rule['source'])} · {read} · {reviewer}]"
