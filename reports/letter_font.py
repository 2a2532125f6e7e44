"""The type of printed pages: a face that has every letter of the page, put into the file itself."""

from __future__ import annotations

import os
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFError, TTFont

# Bitstream Vera comes with reportlab; it lacks some letters of Polish, Hungarian, Romanian, Latvian. This computer's
# own faces are asked for those pages only.
FACES: tuple[tuple[str, str], ...] = (
    ("Vera.ttf", "VeraBd.ttf"),
    ("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf", "/usr/share/fonts/truetype/dejavu/DejaVuSans-Bold.ttf"),
    (
        "/usr/share/fonts/truetype/liberation/LiberationSans-Regular.ttf",
        "/usr/share/fonts/truetype/liberation/LiberationSans-Bold.ttf",
    ),
    ("/System/Library/Fonts/Supplemental/Arial.ttf", "/System/Library/Fonts/Supplemental/Arial Bold.ttf"),
    (os.environ.get("WINDIR", "C:/Windows") + "/Fonts/arial.ttf", os.environ.get("WINDIR", "C:/Windows")
     + "/Fonts/arialbd.ttf"),
)  # fmt: skip


@dataclass(frozen=True)
class Face:
    """A regular and a bold face under the names reportlab knows them by, and the letters they have."""

    regular: str
    bold: str
    letters: frozenset[str]

    def text(self, said: str) -> str:
        """*said* in letters of this face: one it lacks becomes the letter beneath its mark, else a question mark."""
        return "".join(self._letter(one) for one in unicodedata.normalize("NFC", said))

    def _letter(self, one: str) -> str:
        if one in self.letters or one in "\n\t":
            return one
        beneath = unicodedata.normalize("NFKD", one)[0]
        return beneath if beneath in self.letters else "?"


def face_for(said: str, first: tuple[str, str] | None = None) -> Face:
    """The first face that has every letter of *said*, the files *first* ahead of the others; else reportlab's own."""
    wanted = set(unicodedata.normalize("NFC", said)) - set("\n\t")
    found = (_face(*pair) for pair in ((first,) if first else ()) + FACES)
    covering = (face for face in found if face is not None and wanted <= face.letters)
    return next(covering, None) or _vera()


def _vera() -> Face:
    face = _face(*FACES[0])
    if face is None:
        raise FileNotFoundError("The type that comes with reportlab is missing; install the program again.")
    return face


@lru_cache(maxsize=len(FACES) + 1)
def _face(regular: str, bold: str) -> Face | None:
    """The two files made known to reportlab; nothing where they are not on this computer."""
    names = [f"letter-{Path(path).stem}" for path in (regular, bold)]
    try:
        fonts = [TTFont(name, path) for name, path in zip(names, (regular, bold), strict=True)]
    except (TTFError, OSError):
        return None
    for font in fonts:
        pdfmetrics.registerFont(font)
    pdfmetrics.registerFontFamily(names[0], names[0], names[1], names[0], names[1])
    common = set(fonts[0].face.charToGlyph) & set(fonts[1].face.charToGlyph)
    return Face(names[0], names[1], frozenset(map(chr, common)))
