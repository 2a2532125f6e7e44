"""The software bill of materials: everything of others that is installed, as CycloneDX JSON that other tools read.

It is made from requirements.txt and from what the packages say of themselves, without the network. It has no date and
no number drawn at random: the same locked packages give the same bytes, so two releases can be compared line by line.
"""

from __future__ import annotations

import argparse
import hashlib
import re
import sys
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import HashAlgorithm, HashType, Property
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentScope, ComponentType
from cyclonedx.model.license import License
from cyclonedx.output import make_outputter
from cyclonedx.schema import OutputFormat, SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from packageurl import PackageURL

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements.txt"
FORM = SchemaVersion.V1_6
PROGRAM = "dry-needling-outcomes"
OF_PYTHON = frozenset({"pip", "setuptools"})  # come with the environment itself, in the version that Python brings
LONGEST = 60  # letters of a licence's name; some packages put the whole text there
_PIN = re.compile(r"^(?P<name>[\w.-]+)(?:\[[^\]]*\])?==(?P<version>[^\s;]+)(?:\s*;\s*(?P<where>[^\\\n]+?))?\s*\\?$")
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")


class SbomError(ValueError):
    """The list cannot be made; the message says why."""


@dataclass(frozen=True)
class Package:
    """One version of a package: the SHA-256 of each of its files in the lock, and ``where`` it is installed ("":
    everywhere). One that is not in the lock has no hash.
    """

    name: str
    version: str
    where: str = ""
    hashes: tuple[str, ...] = ()


def locked(text: str) -> list[Package]:
    """The packages of a requirements.txt. Raises `SbomError` for a line that pins none."""
    found = []
    for block in re.split(r"\n(?=\S)", text):
        lines = [line for line in block.splitlines() if line.strip() and not line.lstrip().startswith("#")]
        if not lines:
            continue
        pin = _PIN.match(lines[0])
        if pin is None:
            raise SbomError(f"This line of requirements.txt names no exact version: {lines[0][:60]}")
        hashes = tuple(sorted(_HASH.findall(block)))
        found.append(Package(plain(pin["name"]), pin["version"], pin["where"] or "", hashes))
    return found


def plain(name: str) -> str:
    """A package's name as it is compared: small letters, one hyphen."""
    return re.sub(r"[-_.]+", "-", name).lower()


def everything(pinned: Sequence[Package]) -> list[Package]:
    """What is *pinned*, for other systems too, and what is installed beside it, by name."""
    known = {(one.name, one.version) for one in pinned}
    beside = [Package(*one) for one in sorted(_installed().keys() - known) if one[0] not in OF_PYTHON]
    return sorted([*pinned, *beside], key=lambda one: (one.name, one.version))


def _installed() -> dict[tuple[str, str], metadata.Distribution]:
    return {(plain(one.metadata["Name"]), one.version): one for one in metadata.distributions()}


def bill(text: str) -> str:
    """The bill of materials for the lock *text*, as JSON. Raises `SbomError` when it does not fit its own schema."""
    bom = Bom(serial_number=uuid.uuid5(uuid.NAMESPACE_OID, hashlib.sha256(text.encode()).hexdigest()))
    bom.metadata.timestamp = None  # type: ignore[assignment]
    bom.metadata.component = Component(name=PROGRAM, type=ComponentType.APPLICATION, bom_ref=PROGRAM)
    here = _installed()
    for one in everything(locked(text)):
        bom.components.add(_component(one, here.get((one.name, one.version))))
    bom.register_dependency(bom.metadata.component, bom.components)
    written = make_outputter(bom, OutputFormat.JSON, FORM).output_as_string(indent=2)
    wrong = JsonStrictValidator(FORM).validate_str(written)
    if wrong is not None:
        raise SbomError(f"The list does not fit CycloneDX {FORM.to_version()}: {wrong.data}")
    return f"{written}\n"


def _component(one: Package, here: metadata.Distribution | None) -> Component:
    purl = PackageURL("pypi", None, one.name, one.version)
    return Component(
        name=one.name,
        version=one.version,
        bom_ref=str(purl),
        purl=purl,
        scope=ComponentScope.REQUIRED if here else ComponentScope.OPTIONAL,
        hashes=[HashType(alg=HashAlgorithm.SHA_256, content=one_hash) for one_hash in one.hashes],
        licenses=list(_licences(here)) if here else [],
        properties=[Property(name="installed where", value=one.where)] if one.where else [],
    )


def _licences(here: metadata.Distribution) -> Iterator[License]:
    """What the package says of its licence: an expression, a short name, or the names of its classifiers."""
    make, told = LicenseFactory(), here.metadata
    name = str(told.json.get("license_expression") or told.json.get("license") or "")
    if name and len(name) <= LONGEST and "\n" not in name and "Copyright" not in name:
        yield make.make_from_string(name)
        return
    for one in told.get_all("Classifier") or []:
        if one.startswith("License :: OSI Approved :: "):
            yield make.make_with_name(one.rpartition(" :: ")[2])


def main(arguments: Sequence[str] | None = None) -> int:
    """``python3 -m deploy [--out FILE]``: write the list there, or print it."""
    asked = argparse.ArgumentParser(prog="python3 -m deploy", description="Write the software bill of materials.")
    asked.add_argument("--out", type=Path, metavar="FILE.json", help="where to save it, instead of printing it")
    out = asked.parse_args(arguments).out
    try:
        written = bill(LOCK.read_text(encoding="utf-8"))
        if out is None:
            sys.stdout.write(written)
        else:
            out.write_text(written, encoding="utf-8")
    except (SbomError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0
