"""The floors of the house hold, and the test that holds them can fail."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as run; run()", "--no-cache"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, encoding="utf-8", env=None, check=False)


def test_imports_go_down_only() -> None:
    done = lint(ROOT)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    ("module", "statement"),
    [
        ("model/gaps.py", "import tracker.desk"),
        ("terms.py", "import tracker.model.gaps"),
        ("briefing/words.py", "import tracker.ledger"),
        ("ledger/store.py", "import tracker.exchange.folder"),
        ("desk/figures.py", "import tracker.dashboard.overview"),
        ("model/gaps.py", "import sqlalchemy"),
        ("money.py", "import streamlit"),
    ],
)
def test_an_import_that_points_up_or_out_is_refused(tmp_path: Path, module: str, statement: str) -> None:
    for file in (ROOT / "tracker").rglob("*.py"):
        copy = tmp_path / "tracker" / file.relative_to(ROOT / "tracker")
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(file.read_bytes())
    (tmp_path / "pyproject.toml").write_bytes((ROOT / "pyproject.toml").read_bytes())
    broken = tmp_path / "tracker" / module
    broken.write_text(broken.read_text(encoding="utf-8") + f"\n{statement}\n", encoding="utf-8")
    done = lint(tmp_path)
    assert done.returncode != 0
    assert "BROKEN" in done.stdout


def test_no_folder_is_called_pages() -> None:
    """Streamlit takes such a folder beside the app for its own and serves every file in it."""
    assert not list(ROOT.glob("**/pages/"))


def test_no_file_names_a_package_host() -> None:
    hosts = [
        f"{word}.{ending}"
        for word, ending in (("pypi", "org"), ("pythonhosted", "org"), ("npmjs", "org"), ("npmjs", "com"))
    ]
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False).stdout.split()
    if not listed:
        pytest.skip("not a git checkout")
    texts = {name: (ROOT / name).read_bytes() for name in listed if (ROOT / name).is_file()}
    named = [name for name, text in texts.items() for host in hosts if host.encode() in text]
    assert named == []
