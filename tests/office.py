"""LibreOffice without a screen: recalculate a workbook after some cells are changed, or print it."""

import re
import shutil
import subprocess
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

PROGRAM = shutil.which("soffice") or shutil.which("libreoffice")
_ALWAYS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry"><item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item></oor:items>"""


def convert(files: list[Path], into: Path, kind: str = "xlsx") -> list[Path]:
    """Open files, recalculate every formula, and save them in a folder as another kind."""
    profile = into / "profile"
    keep_recalculating(profile)
    command = [
        str(PROGRAM),
        f"-env:UserInstallation={profile.as_uri()}",
        "--headless",
        "--convert-to",
        kind,
        "--outdir",
        str(into),
    ]
    subprocess.run([*command, *map(str, files)], check=True, capture_output=True, timeout=300)
    return [into / f"{file.stem}.{kind}" for file in files]


def keep_recalculating(profile: Path) -> None:
    """Let an office with this profile recalculate what it opens, whatever values the file brings."""
    (profile / "user").mkdir(parents=True, exist_ok=True)
    (profile / "user" / "registrymodifications.xcu").write_text(_ALWAYS)


def change_cells(file: Path, copy: Path, sheet: int, cells: dict[str, str | int]) -> Path:
    """A copy with other constants in some cells of the n-th sheet; nothing else is touched, formulas keep their cached values."""
    name = f"xl/worksheets/sheet{sheet}.xml"
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(copy, "w", zipfile.ZIP_DEFLATED) as new:
        for item in old.infolist():
            data = old.read(item)
            if item.filename == name:
                text = data.decode()
                for cell, value in cells.items():
                    text, found = re.subn(rf'<c r="{cell}"( s="\d+")?[^>]*?(/>|>.*?</c>)', _cell(cell, value), text)
                    assert found == 1, cell
                data = text.encode()
            new.writestr(item, data)
    return copy


def _cell(cell: str, value: str | int) -> str:
    if isinstance(value, int):
        return rf'<c r="{cell}"\1><v>{value}</v></c>'
    return rf'<c r="{cell}"\1 t="inlineStr"><is><t>{escape(value)}</t></is></c>'
