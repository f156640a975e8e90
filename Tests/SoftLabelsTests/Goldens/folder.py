"""A folder of committed files that a program writes, or with --check compares with what it would write."""

import sys


def main(folder, files):
    """`files` are names with bytes; returns the exit status."""
    if "--check" in sys.argv[1:]:
        present = {path.name: path.read_bytes() for path in folder.iterdir()} if folder.exists() else {}
        wrong = sorted(name for name in files.keys() | present.keys() if files.get(name) != present.get(name))
        for name in wrong:
            print(f"{folder.name}/{name}: differs from what would be written", file=sys.stderr)
        print(f"{len(files)} files, {len(wrong)} differ")
        return 1 if wrong else 0
    folder.mkdir(exist_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)
    print(f"{len(files)} files, {sum(map(len, files.values()))} bytes")
    return 0
