"""A minimal writer of OLE containers, the form of Outlook's .msg files: enough to make mails for tests."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from datetime import UTC, datetime

_SECTOR, _SMALL = 512, 4096
_END, _FREE, _FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
Tree = Mapping[str, "bytes | Tree"]


def ole_bytes(tree: Tree) -> bytes:
    """Write an OLE container with these streams (bytes) and storages (mappings)."""
    entries: list[list[object]] = []

    def add(name: str, content: bytes | Tree) -> int:
        at = len(entries)
        entries.append([name, content, _FREE, _FREE])  # right sibling, first child
        if not isinstance(content, bytes):
            before = None
            for key, value in content.items():
                child = add(key, value)
                if before is None:
                    entries[at][3] = child
                else:
                    entries[before][2] = child
                before = child
        return at

    add("Root Entry", tree)
    small, data = _Space(64), _Space(_SECTOR)
    starts = {
        at: (small if len(content) < _SMALL else data).add(content)
        for at, (_, content, _, _) in enumerate(entries)
        if isinstance(content, bytes) and content
    }
    starts[0] = data.add(bytes(small.data)) if small.data else _END
    sizes = {0: len(small.data)}
    directory = b"".join(
        _entry(str(name), content, right, child, starts.get(at, _END), sizes.get(at, 0))
        for at, (name, content, right, child) in enumerate(entries)
    )
    small_table = struct.pack(f"<{len(small.chains)}I", *small.chains)
    small_first = data.add(small_table, fill=b"\xff") if small_table else _END
    first = data.add(directory)
    tables = 1
    while tables * 128 < len(data.chains) + tables:
        tables += 1
    places = [len(data.chains) + step for step in range(tables)]
    table = struct.pack(f"<{len(data.chains) + tables}I", *data.chains, *[_FAT] * tables)
    table = table.ljust(tables * _SECTOR, b"\xff")
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6)
    small_count = -(-len(small_table) // _SECTOR)
    header += bytes(6) + struct.pack("<IIIIIIIII", 0, tables, first, 0, _SMALL, small_first, small_count, _END, 0)
    header += struct.pack("<109I", *places, *[_FREE] * (109 - tables))
    return header + bytes(data.data) + table


class _Space:
    """Sectors of one size with the chains through them."""

    def __init__(self, size: int):
        self.size, self.data, self.chains = size, bytearray(), list[int]()

    def add(self, content: bytes, fill: bytes = b"\0") -> int:
        """Store the content; return its first sector."""
        first, count = len(self.chains), -(-len(content) // self.size)
        self.data += content.ljust(count * self.size, fill)
        self.chains += [first + 1 + step for step in range(count - 1)] + [_END]
        return first


def _entry(name: str, content: object, right: object, child: object, start: int, size: int) -> bytes:
    title = name.encode("utf-16-le")
    kind = 2 if isinstance(content, bytes) else 5 if name == "Root Entry" else 1
    size = len(content) if isinstance(content, bytes) else size
    head = title.ljust(64, b"\0") + struct.pack("<HBB", len(title) + 2, kind, 1)
    return head + struct.pack("<III", _FREE, right, child) + bytes(36) + struct.pack("<IQ", start, size)


def msg_bytes(
    sender: str,
    address: str,
    text: str,
    files: Mapping[str, bytes | Tree],
    sent: datetime | None = None,
    subject: str = "Re",
) -> bytes:
    """Write a mail as Outlook saves it."""
    return ole_bytes(msg_tree(sender, address, text, files, sent, subject))


def msg_tree(
    sender: str,
    address: str,
    text: str,
    files: Mapping[str, bytes | Tree],
    sent: datetime | None = None,
    subject: str = "Re",
    head: int = 32,
) -> Tree:
    """The streams and storages of a mail; one to be attached to another, as a tree among its files, has `head` 24."""
    ticks = int((sent - datetime(1601, 1, 1, tzinfo=UTC)).total_seconds() * 10**7) if sent else 0
    properties = bytes(head) + struct.pack("<IIQ", 0x00390040, 6, ticks)
    tree: dict[str, bytes | Tree] = {
        "__properties_version1.0": properties,
        "__substg1.0_0037001F": subject.encode("utf-16-le"),
        "__substg1.0_0C1A001F": sender.encode("utf-16-le"),
        "__substg1.0_5D01001F": address.encode("utf-16-le"),
        "__substg1.0_1000001F": text.encode("utf-16-le"),
    }
    for number, (name, content) in enumerate(files.items()):
        key = "__substg1.0_37010102" if isinstance(content, bytes) else "__substg1.0_3701000D"
        tree[f"__attach_version1.0_#{number:08X}"] = {
            "__substg1.0_3707001F": name.encode("utf-16-le"),
            key: content,
            "__properties_version1.0": bytes(8),
        }
    return tree
