"""Move the fragments of this folder into CHANGELOG.md: ``compile.py VERSION DATE``."""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MARK = "<!-- releases below -->\n"
KINDS = {"feature": "New", "change": "Changed", "fix": "Mended", "removal": "Gone"}
NAME = re.compile(rf"(?P<issue>\d+)\.(?P<kind>{'|'.join(KINDS)})\.md")


def fragments(folder: Path) -> list[tuple[str, int, Path]]:
    """Kind, issue and path of every fragment, in the order they are shown."""
    found = []
    for path in folder.glob("*.md"):
        match = NAME.fullmatch(path.name)
        if match:
            found.append((match["kind"], int(match["issue"]), path))
        elif path.name != "README.md":
            raise SystemExit(f"{path.name} must be named <issue>.<{'|'.join(KINDS)}>.md")
    return sorted(found, key=lambda x: (list(KINDS).index(x[0]), x[1]))


def compiled(version: str, date: str, found: list[tuple[str, int, Path]]) -> str:
    """The section of one release."""
    lines = [f"\n## {version} ({date})\n"]
    for kind, heading in KINDS.items():
        items = [(issue, path) for name, issue, path in found if name == kind]
        lines += [f"\n### {heading}\n\n"] if items else []
        for issue, path in items:
            text = " ".join(path.read_text(encoding="utf-8").split())
            lines.append(f"- {text} (#{issue})\n")
    return "".join(lines)


def main(version: str, date: str, root: Path = ROOT) -> None:
    """Write the release into CHANGELOG.md and remove its fragments."""
    changelog = root / "CHANGELOG.md"
    found = fragments(root / "changelog.d")
    head, mark, releases = changelog.read_text(encoding="utf-8").partition(MARK)
    if not mark or not found:
        raise SystemExit("CHANGELOG.md must hold its mark, and changelog.d/ a fragment or more")
    changelog.write_text(head + mark + compiled(version, date, found) + releases, encoding="utf-8")
    for _, _, path in found:
        path.unlink()


if __name__ == "__main__":
    if len(sys.argv) != 3:
        raise SystemExit(__doc__)
    main(sys.argv[1], sys.argv[2])
