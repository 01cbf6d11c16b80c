"""Which system calls a student's process may make: those that computing and drawing need, and no others.

A list of what is allowed, as a BPF program that the kernel runs before each call. There is no new process, no program
to start, no socket to open, no other process to signal, no namespace, no shared memory. What is refused fails with an
error as if a permission were missing, so that a student's cell shows an ordinary PermissionError.
"""

import ctypes
import errno
import os
import platform
import struct

# Name and number on x86-64 and on arm64, -1 where there is none, of calls about files, waiting, memory, threads and
# signals, and the process itself. From the kernel's unistd.h, which never renumbers.
_TABLE = """
    read 0 63                    write 1 64                   readv 19 65                  writev 20 66
    pread64 17 67                pwrite64 18 68               preadv 295 69                pwritev 296 70
    lseek 8 62                   close 3 57                   close_range 436 436          open 2 -1
    openat 257 56                creat 85 -1                  stat 4 -1                    fstat 5 80
    lstat 6 -1                   newfstatat 262 79            statx 332 291                access 21 -1
    faccessat 269 48             faccessat2 439 439           readlink 89 -1               readlinkat 267 78
    getdents 78 -1               getdents64 217 61            getcwd 79 17                 chdir 80 49
    fchdir 81 50                 mkdir 83 -1                  mkdirat 258 34               rmdir 84 -1
    unlink 87 -1                 unlinkat 263 35              rename 82 -1                 renameat 264 38
    renameat2 316 276            truncate 76 45               ftruncate 77 46              fsync 74 82
    fdatasync 75 83              flock 73 32                  dup 32 23                    dup2 33 -1
    dup3 292 24                  umask 95 166                 utimensat 280 88             utime 132 -1
    utimes 235 -1                futimesat 261 -1             chmod 90 -1                  fchmod 91 52
    fchmodat 268 53              statfs 137 43                fstatfs 138 44               fadvise64 221 223
    fallocate 285 47             sendfile 40 71               copy_file_range 326 285      getxattr 191 8
    lgetxattr 192 9              fgetxattr 193 10             listxattr 194 11             llistxattr 195 12
    flistxattr 196 13

    pipe 22 -1                   pipe2 293 59                 poll 7 -1                    ppoll 271 73
    select 23 -1                 pselect6 270 72              epoll_create 213 -1          epoll_create1 291 20
    epoll_ctl 233 21             epoll_wait 232 -1            epoll_pwait 281 22           epoll_pwait2 441 441
    eventfd2 290 19              recvmsg 47 212               sendmsg 46 211               sendto 44 206
    recvfrom 45 207              shutdown 48 210              getsockopt 55 209            setsockopt 54 208
    getsockname 51 204           getpeername 52 205           pause 34 -1                  nanosleep 35 101
    clock_nanosleep 230 115      restart_syscall 219 128      wait4 61 260                 waitid 247 95

    mmap 9 222                   munmap 11 215                mremap 25 216                mprotect 10 226
    madvise 28 233               brk 12 214                   mincore 27 232               msync 26 227
    membarrier 324 283           get_mempolicy 239 236

    futex 202 98                 set_robust_list 273 99       get_robust_list 274 100      set_tid_address 218 96
    rseq 334 293                 rt_sigaction 13 134          rt_sigprocmask 14 135        rt_sigreturn 15 139
    rt_sigpending 127 136        rt_sigtimedwait 128 137      rt_sigsuspend 130 133        sigaltstack 131 132
    getitimer 36 102             setitimer 38 103             alarm 37 -1                  exit 60 93
    exit_group 231 94            sched_yield 24 124           sched_getaffinity 204 123    sched_getparam 143 121
    sched_getscheduler 145 120   sched_get_priority_max 146 125 sched_get_priority_min 147 126

    gettid 186 178               getpid 39 172                getppid 110 173              getuid 102 174
    geteuid 107 175              getgid 104 176               getegid 108 177              getresuid 118 148
    getresgid 120 150            getgroups 115 158            getpgrp 111 -1               getpgid 121 155
    getsid 124 156               getpriority 140 141          getcpu 309 168               getrlimit 97 163
    getrusage 98 165             uname 63 160                 sysinfo 99 179               getrandom 318 278
    clock_gettime 228 113        clock_getres 229 114         gettimeofday 96 169          time 201 -1
    times 100 153                arch_prctl 158 -1            prctl 157 167
"""
_WORDS = _TABLE.split()
_ALLOWED = [*zip(map(int, _WORDS[1::3]), map(int, _WORDS[2::3]), strict=True)]
_WITH_ARGUMENTS = {
    "clone": (56, 220),
    "clone3": (435, 435),
    "kill": (62, 129),
    "tgkill": (234, 131),
    "ioctl": (16, 29),
    "fcntl": (72, 25),
    "prlimit64": (302, 261),
    "socketpair": (53, 199),
}
_MACHINES = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}

# Offsets in the kernel's struct seccomp_data; arguments are 64 bits wide, least significant half first.
_NUMBER, _ARCHITECTURE, _ARGUMENTS = 0, 4, 16
_LOAD, _EQUAL, _AND, _RETURN, _AT_LEAST, _ANY_BIT = 0x20, 0x15, 0x54, 0x06, 0x35, 0x45
_ALLOW, _KILL, _ERROR = 0x7FFF0000, 0x80000000, 0x00050000
# Calls newer than what this list knows do not exist: then libraries use the older ones.
_NEW = 424
_CLONE_THREAD, _CLONE_NAMESPACES = 0x00010000, 0x7E020080
_AF_UNIX = 1
_IOCTL = (0x5401, 0x5413, 0x541B, 0x5421, 0x5450, 0x5451)  # ask about a terminal, bytes waiting, blocking, closing
_FCNTL_OWNER = (8, 10, 15)  # would send signals to any process
_NO_NEW_PRIVILEGES, _SET_SECCOMP, _FILTER = 38, 22, 2

Instruction = tuple[int, int, int, int]


def is_known_machine() -> bool:
    """Return whether there is a list for this machine's processor."""
    return platform.machine() in _MACHINES


def program(process: int) -> bytes:
    """Return the BPF program for a process with this number, which is all that it may signal."""
    column, architecture = _MACHINES[platform.machine()]
    lines: list[Instruction] = [
        (_LOAD, 0, 0, _ARCHITECTURE),
        (_EQUAL, 1, 0, architecture),
        (_RETURN, 0, 0, _KILL),
        (_LOAD, 0, 0, _NUMBER),
    ]
    for numbers in _ALLOWED:
        if numbers[column] >= 0:
            lines += [(_EQUAL, 0, 1, numbers[column]), (_RETURN, 0, 0, _ALLOW)]
    for name, rule in _rules(process).items():
        # Each rule ends in a return, so the number is still loaded where it does not apply.
        lines += [(_EQUAL, 0, len(rule), _WITH_ARGUMENTS[name][column]), *rule]
    lines += [(_AT_LEAST, 0, 1, _NEW), (_RETURN, 0, 0, _ERROR | errno.ENOSYS), (_RETURN, 0, 0, _ERROR | errno.EPERM)]
    return b"".join(struct.pack("HBBI", code, true, false, value) for code, true, false, value in lines)


def _rules(process: int) -> dict[str, list[Instruction]]:
    refuse = (_RETURN, 0, 0, _ERROR | errno.EPERM)
    allow = (_RETURN, 0, 0, _ALLOW)
    return {
        # Threads only: no new process, no namespace.
        "clone": [
            _argument(0),
            (_ANY_BIT, 0, 2, _CLONE_THREAD),
            (_ANY_BIT, 1, 0, _CLONE_NAMESPACES),
            allow,
            refuse,
        ],
        "clone3": [(_RETURN, 0, 0, _ERROR | errno.ENOSYS)],  # its flags cannot be seen here; clone is used instead
        "kill": _one_of(0, [process]),
        "tgkill": _one_of(0, [process]),
        # Asking for limits, not setting them: one that a process sets itself could look like a kill from outside.
        "prlimit64": [
            _argument(2),
            (_EQUAL, 0, 5, 0),
            (_LOAD, 0, 0, _ARGUMENTS + 8 * 2 + 4),
            (_EQUAL, 0, 3, 0),
            _argument(0),
            (_EQUAL, 2, 0, 0),
            (_EQUAL, 1, 0, process),
            (_RETURN, 0, 0, _ERROR | errno.EPERM),
            allow,
        ],
        "socketpair": _one_of(0, [_AF_UNIX]),
        "ioctl": _one_of(1, list(_IOCTL)),
        "fcntl": [
            _argument(1),
            *((_EQUAL, len(_FCNTL_OWNER) - at, 0, command) for at, command in enumerate(_FCNTL_OWNER)),
            allow,
            refuse,
        ],
    }


def _argument(number: int) -> Instruction:
    return (_LOAD, 0, 0, _ARGUMENTS + 8 * number)


def _one_of(number: int, values: list[int]) -> list[Instruction]:
    tests: list[Instruction] = [(_EQUAL, len(values) - at, 0, value) for at, value in enumerate(values)]
    return [_argument(number), *tests, (_RETURN, 0, 0, _ERROR | errno.EPERM), (_RETURN, 0, 0, _ALLOW)]


def confine_calls() -> None:
    """Apply the list to this process, for ever. Raises OSError where the kernel refuses."""

    class Program(ctypes.Structure):
        _fields_ = (("length", ctypes.c_ushort), ("lines", ctypes.c_char_p))

    code = program(os.getpid())
    libc = ctypes.CDLL(None, use_errno=True)
    for arguments in (
        (_NO_NEW_PRIVILEGES, 1, 0, 0, 0),
        (_SET_SECCOMP, _FILTER, ctypes.byref(Program(len(code) // 8, code)), 0, 0),
    ):
        if libc.prctl(*arguments):
            raise OSError(ctypes.get_errno(), "the kernel does not take a seccomp filter")
