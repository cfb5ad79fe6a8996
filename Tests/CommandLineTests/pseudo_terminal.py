"""Types answers at the prompts of a command on a pseudo-terminal, prints what the terminal showed, and ends with the
command's exit code.

usage: pseudo_terminal.py COMMAND [ARGUMENT...] -- ANSWER...
"""

import os
import pty
import select
import sys
import time

split = sys.argv.index("--")
command, answers = sys.argv[1:split], sys.argv[split + 1 :]
child, terminal = pty.fork()
if child == 0:
    os.execvp(command[0], command)
shown = b""
deadline = time.monotonic() + 60
while time.monotonic() < deadline:
    if not select.select([terminal], [], [], 1)[0]:
        continue
    try:
        piece = os.read(terminal, 4096)
    except OSError:
        break
    if not piece:
        break
    shown += piece
    if answers and piece.rstrip(b" ").endswith(b":"):
        os.write(terminal, answers.pop(0).encode() + b"\n")
_, status = os.waitpid(child, 0)
sys.stdout.write(shown.decode().replace("\r\n", "\n"))
sys.exit(os.waitstatus_to_exitcode(status))
