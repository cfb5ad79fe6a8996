"""Looks for texts in the whole readable memory of a process, and prints for each whether it is there.

usage: search_memory.py PID TEXT...
"""

import re
import sys

pid, texts = sys.argv[1], [text.encode() for text in sys.argv[2:]]
found = dict.fromkeys(texts, False)
searched = 0
with open(f"/proc/{pid}/maps") as maps, open(f"/proc/{pid}/mem", "rb", buffering=0) as memory:
    for line in maps:
        first, last, access = re.match(r"([0-9a-f]+)-([0-9a-f]+) (\S+)", line).groups()
        if not access.startswith("r") or "[vvar" in line or "[vsyscall" in line:
            continue
        start, end = int(first, 16), int(last, 16)
        overlap = b""
        while start < end:
            try:
                memory.seek(start)
                piece = memory.read(min(1 << 24, end - start))
            except OSError:
                break
            if not piece:
                break
            searched += len(piece)
            for text in texts:
                found[text] = found[text] or text in overlap + piece
            overlap = piece[-256:]
            start += len(piece)
for text in texts:
    print(f"{text.decode()}: {'found' if found[text] else 'not found'}")
if searched < 1 << 20:
    sys.exit("less than 1 MiB was readable")
