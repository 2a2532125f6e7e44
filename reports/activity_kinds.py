"""The kinds of act by which the activity record can be narrowed; each act of `reports.activity_words` is in one."""

from __future__ import annotations

KINDS: dict[str, tuple[str, ...]] = {
    "Records opened": ("view patient",),
    "Refused": ("refused", "sign in failed", "sign in refused"),
    "Files made": ("make file", "make again", "export without encryption", "export for a registry"),
    "Imports": ("import", "withdraw"),
    "Records written": (
        "add patient", "open episode", "record session", "record reading", "record review", "invite review",
        "give review", "close episode", "reopen episode", "save draft", "discard draft",
    ),
    "Corrected or taken back": ("correct reading", "correct session", "withdraw reading", "withdraw session"),
    "For the public": (
        "prepare export", "approve export", "send back export", "withdraw export", "reword", "set look",
    ),
    "Signing in": (
        "sign in", "sign out", "sign out everywhere", "set password", "second factor on", "second factor off",
        "recovery codes",
    ),
    "People and roles": (
        "first link", "reset link", "add person", "change role", "disable person", "enable person", "link identity",
        "unlink identity",
    ),
    "Patients' rights": ("patient copy", "set consent", "propose disposal", "drop disposal", "dispose"),
    "Backups and keys": (
        "back up", "prove backup", "restore", "let backups go", "make backup key",
        "set backup folder", "show recovery key", "unlock records", "encrypt records",
    ),
    "The program": ("start", "take over catalogue", "self-check"),
}  # fmt: skip
OTHER = "Everything else"
