"""How busy the rest of the machine is: a core that somebody else uses is one that two threads do not have."""

import os
import time


class Others:
    """The processor time of all programs but these, where /proc tells it: on Linux."""

    def __init__(self, processes):
        self.processes = [os.getpid(), *processes]
        self.start = self.now(), time.monotonic()

    def cores(self):
        """How many cores the others used on average since the start, or None where that is not known."""
        now, (before, start) = self.now(), self.start
        return None if now is None else (now - before) / (time.monotonic() - start)

    def now(self):
        try:
            with open("/proc/stat") as file:
                user, nice, system, _, _, interrupts, soft, *_ = map(int, file.readline().split()[1:])
            ticks = user + nice + system + interrupts + soft - sum(map(used, self.processes))
            return ticks / os.sysconf("SC_CLK_TCK")
        except OSError:
            return None


def used(process):
    """The ticks that a process has used, by all its threads."""
    with open(f"/proc/{process}/stat") as file:
        # The name, in parentheses, may hold spaces.
        fields = file.read().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])
