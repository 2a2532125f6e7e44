"""The tables of who may come in: accounts, one-time links, sign-ins, tries at a password, and second ways in.

No password, link or cookie is kept, only what proves it: an argon2 string or a SHA-256. The secret of a second
factor has to be kept as it is, because the six digits are worked out from it.

Sign-ins that ended are not thrown away: a copied cookie meets a row that has ended, and who was signed in when stays
to be seen beside the audit trail, as long as that is kept. Tries at a password are forgotten after a day.
"""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, PrimaryKeyConstraint, Table, Text
from sqlalchemy import UniqueConstraint as Once

from data.columns import METADATA, STRICT, key, link, one_of, version, words

ROLES = ("owner", "podiatrist", "marketing", "front desk", "auditor")
STATES = ("invited", "active", "disabled")
PURPOSES = ("first", "invite", "reset")
WAYS = ("password", "oidc")
LONGEST_WAY = 40  # of the name a provider has in the clinic's own list


def _hashed(table: str, column: str) -> CheckConstraint:
    return CheckConstraint(f"length({column}) = 64", name=f"{table}_{column}_hashed")


def _of_account(table: str) -> Column[int]:
    return Column("account", Integer, ForeignKey("accounts.id", name=f"{table}_account_known"), nullable=False)


accounts = Table(
    "accounts",
    METADATA,
    key(),
    *(words(name) for name in ("username", "username_folded", "display_name", "role")),
    link("podiatrist", "accounts", "podiatrists.id", optional=True),
    *(words(name, default="") for name in ("password", "totp")),
    words("state"),
    words("made"),
    version(),
    Once("username_folded", name="accounts_username_once"),
    CheckConstraint("length(username) BETWEEN 1 AND 60", name="accounts_username_length"),
    CheckConstraint("length(display_name) BETWEEN 1 AND 60", name="accounts_display_name_length"),
    one_of("accounts", "role", ROLES),
    one_of("accounts", "state", STATES),
    CheckConstraint("role <> 'podiatrist' OR podiatrist IS NOT NULL", name="accounts_podiatrist_named"),
    **STRICT,
)

account_links = Table(
    "account_links",
    METADATA,
    Column("hash", Text, primary_key=True),
    Column("account", Integer, ForeignKey("accounts.id", name="account_links_account_known")),
    *(words(name) for name in ("purpose", "until")),
    words("used", optional=True),
    _hashed("account_links", "hash"),
    one_of("account_links", "purpose", PURPOSES),
    CheckConstraint("(purpose = 'first') = (account IS NULL)", name="account_links_whose"),
    **STRICT,
)

# A link without a row here leads to a password. Else to the provider of this name, or (`BACK`) from one to a password.
account_link_ways = Table(
    "account_link_ways",
    METADATA,
    Column("hash", Text, ForeignKey("account_links.hash", name="account_link_ways_link_known"), primary_key=True),
    words("way"),
    CheckConstraint(f"length(way) BETWEEN 1 AND {LONGEST_WAY}", name="account_link_ways_way_length"),
    **STRICT,
)

sign_ins = Table(
    "sign_ins",
    METADATA,
    Column("hash", Text, primary_key=True),
    _of_account("sign_ins"),
    *(words(name) for name in ("began", "seen")),
    words("ended", optional=True),
    words("how"),
    _hashed("sign_ins", "hash"),
    one_of("sign_ins", "how", WAYS),
    Index("sign_ins_account", "account"),
    **STRICT,
)

sign_in_tries = Table(
    "sign_in_tries",
    METADATA,
    Column("name_hash", Text, primary_key=True),
    Column("failures", Integer, nullable=False),
    words("until"),
    _hashed("sign_in_tries", "name_hash"),
    CheckConstraint("failures > 0", name="sign_in_tries_counted"),
    **STRICT,
)

recovery_codes = Table(
    "recovery_codes",
    METADATA,
    _of_account("recovery_codes"),
    words("hash"),
    words("used", optional=True),
    PrimaryKeyConstraint("account", "hash", name="recovery_codes_key"),
    _hashed("recovery_codes", "hash"),
    **STRICT,
)

used_codes = Table(
    "used_codes",
    METADATA,
    Column("account", Integer, ForeignKey("accounts.id", name="used_codes_account_known"), primary_key=True),
    Column("step", Integer, nullable=False),
    **STRICT,
)

account_identities = Table(
    "account_identities",
    METADATA,
    _of_account("account_identities"),
    *(words(name) for name in ("issuer", "subject")),
    PrimaryKeyConstraint("issuer", "subject", name="account_identities_key"),
    Index("account_identities_account", "account", unique=True),
    **STRICT,
)
