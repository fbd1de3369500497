"""What the reading process gives up before it sees a foreign byte.

Everywhere: limits of memory, files and processes, and a hook that refuses sockets, programs and
writing. On Linux, where the kernel allows: namespaces without a network, Landlock (nothing may be
written, little may be read), and a seccomp filter for what Python's hook could be tricked around.
"""

import ctypes
import errno
import platform
import resource
import struct
import sys
from collections.abc import Sequence
from pathlib import Path

MEMORY_BYTES = 512_000_000
CPU_S = 20
_OPEN_FILES = 64
_NEW_USER, _NEW_NET, _NEW_IPC = 0x10000000, 0x40000000, 0x08000000
_NO_NEW_PRIVS, _SET_SECCOMP, _FILTER = 38, 22, 2
_LANDLOCK_CREATE, _LANDLOCK_ADD, _LANDLOCK_RESTRICT = 444, 445, 446
_READ_RIGHTS = 0b1101  # execute, read file, read directory
_ALL_RIGHTS = (1 << 13) - 1  # every right of the first Landlock version
_O_PATH, _O_CLOEXEC = 0o10000000, 0o2000000
_REFUSED_EVENTS = (
    "socket.", "subprocess.", "os.exec", "os.posix_spawn", "os.spawn", "os.system", "os.fork",
    "os.remove", "os.rename", "os.rmdir", "os.mkdir", "os.chmod", "os.chown", "os.link",
    "os.symlink", "os.truncate", "os.kill", "pty.", "shutil.", "webbrowser.", "urllib.",
)  # fmt: skip
_CALLS = {
    "x86_64": (
        0xC000003E,
        (41, 42, 43, 49, 50, 53, 56, 57, 58, 59, 62, 76, 77, 82, 83, 84, 86, 87, 88, 90, 91, 92,
         101, 165, 200, 258, 263, 264, 265, 266, 268, 272, 288, 308, 310, 311, 316, 321, 322, 323,
         425, 435),
    ),
    "aarch64": (
        0xC00000B7,
        (33, 34, 35, 36, 37, 38, 40, 45, 46, 52, 53, 54, 55, 97, 117, 129, 198, 199, 200, 201, 202,
         203, 220, 221, 242, 268, 270, 271, 276, 280, 281, 282, 425, 435),
    ),
}  # fmt: skip


def enter(
    readable: Sequence[Path], *, memory_bytes: int = MEMORY_BYTES, cpu_s: int = CPU_S
) -> list[str]:
    """Give up everything that reading does not need; return the names of what holds."""
    holding = [*_limit(memory_bytes, cpu_s)]
    if sys.platform == "linux":
        libc = ctypes.CDLL(None, use_errno=True)
        if _leave_network(libc):
            holding.append("namespaces")
        libc.prctl(_NO_NEW_PRIVS, 1, 0, 0, 0)
        if _lock_files(libc, readable):
            holding.append("landlock")
        if _filter_calls(libc):
            holding.append("seccomp")
    sys.addaudithook(_refuse)
    return [*holding, "hook"]


def needed_by_python() -> list[Path]:
    """Return what a Python process reads of the system and of our own code."""
    ours = Path(__file__).parents[2]
    # Not the folder around the packages: the workspace may lie in it.
    mine = {Path(sys.prefix), Path(sys.base_prefix), ours, ours.parent / "core"}
    system = (Path(name) for name in ("/usr", "/lib", "/lib64", "/etc/ld.so.cache", "/dev/null"))
    return [*mine, *(path for path in system if path.exists())]


def allow_cpu(seconds: int = CPU_S) -> None:
    """Grant CPU time for one more document; beyond it the system ends the process."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    spent = int(used.ru_utime + used.ru_stime) + 1
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (spent + seconds, hard))


def _limit(memory_bytes: int, cpu_s: int) -> list[str]:
    wanted = {
        "RLIMIT_AS": memory_bytes,
        "RLIMIT_FSIZE": 0,
        "RLIMIT_NOFILE": _OPEN_FILES,
        "RLIMIT_CORE": 0,
        "RLIMIT_NPROC": 0,
    }
    for name, value in wanted.items():
        number = getattr(resource, name, None)
        if number is None:
            continue
        try:
            resource.setrlimit(number, (value, value))
        except (ValueError, OSError):
            if name != "RLIMIT_AS":  # macOS has no limit of address space; CPU and wall still hold
                continue
    allow_cpu(cpu_s)
    return ["limits"]


def _leave_network(libc: ctypes.CDLL) -> bool:
    if libc.unshare(_NEW_USER | _NEW_NET | _NEW_IPC) == 0:
        return True
    return bool(libc.unshare(_NEW_NET) == 0)


def _lock_files(libc: ctypes.CDLL, readable: Sequence[Path]) -> bool:
    libc.syscall.restype = ctypes.c_long
    handled = ctypes.c_uint64(_ALL_RIGHTS)
    rules = libc.syscall(_LANDLOCK_CREATE, ctypes.byref(handled), 8, 0)
    if rules < 0:
        return False
    for path in readable:
        opened = libc.open(str(path).encode(), _O_PATH | _O_CLOEXEC)
        if opened >= 0:
            rights = _READ_RIGHTS if path.is_dir() else 0b101
            rule = ctypes.create_string_buffer(struct.pack("=Qi", rights, opened), 12)
            libc.syscall(_LANDLOCK_ADD, rules, 1, rule, 0)
            libc.close(opened)
    held = bool(libc.syscall(_LANDLOCK_RESTRICT, rules, 0) == 0)
    libc.close(rules)
    return held


def _filter_calls(libc: ctypes.CDLL) -> bool:
    known = _CALLS.get(platform.machine())
    if known is None:
        return False
    architecture, calls = known
    allow, deny = 0x7FFF0000, 0x00050000 | errno.EPERM
    steps = [
        (0x20, 0, 0, 4),  # load the architecture
        (0x15, 1, 0, architecture),
        (0x06, 0, 0, deny),
        (0x20, 0, 0, 0),  # load the number of the call
        *((0x15, len(calls) - at, 0, call) for at, call in enumerate(calls)),
        (0x06, 0, 0, allow),
        (0x06, 0, 0, deny),
    ]
    code = ctypes.create_string_buffer(b"".join(struct.pack("=HBBI", *step) for step in steps))
    address = ctypes.addressof(code)
    program = ctypes.create_string_buffer(struct.pack("@HP", len(steps), address))
    return bool(libc.prctl(_SET_SECCOMP, _FILTER, program, 0, 0) == 0)


def _refuse(event: str, arguments: tuple[object, ...]) -> None:
    if event.startswith(_REFUSED_EVENTS):
        raise PermissionError(errno.EPERM, "the reading process may not do this", event)
    mode = arguments[1] if event == "open" and len(arguments) > 1 else None
    if isinstance(mode, str) and set(mode) & set("wax+"):
        raise PermissionError(errno.EPERM, "the reading process may not write")
