"""Reads a file of a table in a process of its own, with little memory and time: it may be damaged, or made to harm.

`python -m crm_core.imports.reading_process` reads the file from standard input and answers in JSON.
"""

from __future__ import annotations

import asyncio
import json
import resource
import sys

from crm_core.errors import Invalid
from crm_core.imports.views import Sheet

MOST_MEMORY = 1536 * 1024 * 1024
MOST_SECONDS = 30


async def read_apart(content: bytes) -> list[Sheet]:
    """The sheets of a file. Raises Invalid as `read_sheets` does, also when its process came to nothing."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        __name__,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        answer, _ = await process.communicate(content)
    finally:
        if process.returncode is None:
            process.kill()
    if process.returncode != 0:
        raise Invalid("file", "damaged")
    told = await asyncio.to_thread(json.loads, answer)
    if "reason" in told:
        raise Invalid("file", told["reason"])
    return [Sheet(name, rows) for name, rows in told["sheets"]]


def main() -> None:
    """One file in, one line out."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    from crm_core.imports.sheets import read_sheets

    try:
        told: dict[str, object] = {"sheets": read_sheets(sys.stdin.buffer.read())}
    except Invalid as error:
        told = {"reason": error.reason}
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main()
