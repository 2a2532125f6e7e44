"""Bytes to text: byte order mark, pattern of NULs (UTF-16), strict UTF-8, then Windows-1252.

Programs that guess an encoding by statistics read Windows-1252 wrongly, so the
last rung is a rule with a note, and the person can choose another encoding.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from data.rows import FileRefused

BLOCK = 1 << 20
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8"),
    (codecs.BOM_UTF32_LE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)
CONTROLS = re.compile(rb"[\x00-\x08\x0b\x0e-\x19\x1b-\x1f\x7f]")
# Four accented letters in a row are no Western European word (Greek, Cyrillic or Hebrew in an encoding of its own), and
# these capitals and signs between small letters are what é, ä, ü and à of an old Mac look like in Windows-1252.
OTHER_ALPHABET = re.compile(rb"[\xc0-\xd6\xd8-\xf6\xf8-\xff]{4}")
OLD_MAC = re.compile(rb"[a-z][\x88\x8a\x8e\x9f][a-z]")
BEYOND_ASCII = bytes(range(0x80, 0x100))


@dataclass(frozen=True, slots=True)
class Encoding:
    """``codec`` for Python, ``label`` for people, and what was decided."""

    codec: str
    label: str
    notes: tuple[str, ...] = ()


def find_encoding(data: bytes, chosen: str | None = None) -> Encoding:
    """The encoding of a text file; `FileRefused` when it is no text in any of the encodings tried."""
    if chosen:
        return _chosen(data, chosen)
    found = _by_mark(data) or _by_nuls(data)
    if found:
        _must_decode(data, found)
        return found
    _refuse_binary(data)
    if _first_bad_byte(data, "utf-8") is None:
        return Encoding("utf-8", "UTF-8")
    return _western(data)


def _by_mark(data: bytes) -> Encoding | None:
    return next((Encoding(codec, label) for mark, codec, label in MARKS if data.startswith(mark)), None)


def _by_nuls(data: bytes) -> Encoding | None:
    """UTF-16 without a mark: mostly Latin text has a NUL in every second place."""
    sample = data[:4096]
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if len(sample) % 2 == 0 and len(sample) >= 4 and odd > len(sample) * 0.3 and even * 10 < odd:
        return Encoding("utf-16-le", "UTF-16", ("The file has no mark of its encoding; it was read as UTF-16.",))
    if len(sample) % 2 == 0 and len(sample) >= 4 and even > len(sample) * 0.3 and odd * 10 < even:
        return Encoding("utf-16-be", "UTF-16", ("The file has no mark of its encoding; it was read as UTF-16.",))
    return None


def _refuse_binary(data: bytes) -> None:
    sample = data[:65536]
    found = CONTROLS.findall(sample)
    if 0 in data or len(found) > max(2, len(sample) // 200):
        raise FileRefused("This is not a text file or a workbook. Save it as CSV (UTF-8) or XLSX and choose it again.")


def _first_bad_byte(data: bytes, codec: str) -> int | None:
    """Where decoding fails, or ``None``; in blocks, so that a big file is never held twice."""
    decoder = codecs.getincrementaldecoder(codec)("strict")
    for start in range(0, max(len(data), 1), BLOCK):
        try:
            decoder.decode(data[start : start + BLOCK], final=start + BLOCK >= len(data))
        except UnicodeDecodeError as error:
            return start + error.start
    return None


def _line_of(data: bytes, place: int) -> int:
    return data.count(b"\n", 0, place) + 1


def _western(data: bytes) -> Encoding:
    _refuse_damaged_utf8(data)
    bad = _first_bad_byte(data, "cp1252")
    other = OTHER_ALPHABET.search(data) or OLD_MAC.search(data)
    if bad is None and other:
        bad = other.start()
    if bad is not None:
        raise FileRefused(
            f"The letters in line {_line_of(data, bad)} are neither UTF-8 nor Windows-1252 (Western). Save the "
            "file as CSV (UTF-8) in the program it comes from, or choose its encoding, and choose it again."
        )
    sample = _sample(data)
    return Encoding(
        "cp1252",
        "Windows-1252",
        (f"The file is not UTF-8; it was read as Windows-1252 (Western European), for example “{sample}”. "
         "If letters look wrong, choose another encoding.",),
    )  # fmt: skip


def _refuse_damaged_utf8(data: bytes) -> None:
    """One broken letter in a UTF-8 file must not turn all the others into two wrong ones."""
    good, odd = _letters_beyond_ascii(data)
    bad = _first_bad_byte(data, "utf-8")
    if good > odd and bad is not None:
        raise FileRefused(
            f"The file is UTF-8 text, but a letter in line {_line_of(data, bad)} is damaged. Mend that line, or export "
            "the file again, and choose it again."
        )


def _letters_beyond_ascii(data: bytes) -> tuple[int, int]:
    """How many letters are good UTF-8, and how many bytes are not; in blocks: a big file is never held twice."""
    decoder = codecs.getincrementaldecoder("utf-8")("ignore")
    plain = letters = good_bytes = 0
    for start in range(0, len(data), BLOCK):
        block = data[start : start + BLOCK]
        text = decoder.decode(block, final=start + BLOCK >= len(data))
        plain += len(block.translate(None, BEYOND_ASCII))
        letters += len(text)
        good_bytes += len(text.encode())
    return letters - plain, len(data) - good_bytes


def _sample(data: bytes) -> str:
    """The first word that holds a letter beyond ASCII."""
    found = re.search(rb"[^\s,;|\"]*[\x80-\xff][^\s,;|\"]*", data)
    return found.group().decode("cp1252", "replace")[:40] if found else ""


def _must_decode(data: bytes, found: Encoding) -> None:
    bad = _first_bad_byte(data, found.codec)
    if bad is not None:
        raise FileRefused(
            f"The file says that it is {found.label}, but its text is damaged after {bad:,} bytes. Export it again, or "
            "choose its encoding, and choose it again."
        )


def _chosen(data: bytes, chosen: str) -> Encoding:
    try:
        "".encode(chosen)
        codec = codecs.lookup(chosen).name
    except (LookupError, ValueError):
        raise FileRefused(f"“{chosen}” is not an encoding known here. Choose UTF-8, UTF-16 or Windows-1252.") from None
    marked = _by_mark(data)
    if marked and marked.codec.startswith(codec):
        codec = marked.codec
    found = Encoding(codec, chosen, (f"Read as {chosen}, as chosen.",))
    _must_decode(data, found)
    return found
