"""What comes out of tcpdump, cut at record boundaries, so that a file never ends within a packet.

Classic pcap as tcpdump writes it: draft-ietf-opsawg-pcap sections 4 and 5, in the byte order of the
machine that runs the helper. Of the packets only the sequence numbers of echo messages are looked
at: whatever ping printed must stand in the file.
"""

from __future__ import annotations

import struct

from pcapflow.errors import RecordingError

FILE_HEADER_BYTES = 24
RECORD_HEADER_BYTES = 16

ORDERS = {bytes.fromhex("4d3cb2a1"): "<", bytes.fromhex("a1b23c4d"): ">"}
"""Magic of a file with nanoseconds -> byte order, for struct."""

# Link type -> where the EtherType stands, and where what it announces begins.
LINKS = {1: (12, 14), 113: (14, 16), 276: (0, 20)}

IPV4, IPV6 = 0x0800, 0x86DD
# (IP version, ICMP type) of the echo messages: RFC 792; RFC 4443 section 4.
REQUESTS = {(4, 8), (6, 128)}
REPLIES = {(4, 0), (6, 129)}


class PcapStream:
    """A capture that arrives in pieces."""

    def __init__(self) -> None:
        """Nothing has arrived yet."""
        self.n_packets = 0
        self.requests: set[int] = set()
        """Sequence numbers of the echo requests so far."""
        self.replies: set[int] = set()
        """Sequence numbers of the echo replies so far."""
        self.linktype: int | None = None
        self._rest = b""
        self._order = ""
        self._at_bytes = 0

    def feed(self, piece: bytes) -> bytes:
        """Take a piece, and give what of it, and of those before, makes whole records (or the file's header).

        Raises:
            RecordingError: This is no capture with nanoseconds, or a record is longer than tcpdump's are.
        """
        data = self._rest + piece
        stop = 0
        if not self._order:
            if len(data) < FILE_HEADER_BYTES:
                self._rest = data
                return b""
            stop = self._read_file_header(data)
        while len(data) - stop >= RECORD_HEADER_BYTES:
            (captured_bytes,) = struct.unpack_from(self._order + "I", data, stop + 8)
            if captured_bytes > self._snap_bytes:
                raise RecordingError(
                    f"the stream from tcpdump is damaged at byte {self._at_bytes + stop}: "
                    f"a packet of {captured_bytes} bytes, where at most {self._snap_bytes} are recorded"
                )
            begin = stop + RECORD_HEADER_BYTES
            if len(data) < begin + captured_bytes:
                break
            stop = begin + captured_bytes
            self.n_packets += 1
            self._look_at(data[begin:stop])
        self._rest = data[stop:]
        self._at_bytes += stop
        return data[:stop]

    @property
    def n_rest_bytes(self) -> int:
        """Bytes of a record that has not arrived in full."""
        return len(self._rest)

    def _read_file_header(self, data: bytes) -> int:
        order = ORDERS.get(data[:4])
        if order is None:
            raise RecordingError(f"what the helper sends is no capture: it begins with {data[:4].hex()}")
        self._order = order
        self._snap_bytes, linktype = struct.unpack_from(order + "II", data, 16)
        # The upper bits say whether packets end with a checksum.
        self.linktype = linktype & 0xFFFF
        return FILE_HEADER_BYTES

    def _look_at(self, packet: bytes) -> None:
        """Note the sequence number of an echo message."""
        if self.linktype not in LINKS:
            return
        type_at, ip_at = LINKS[self.linktype]
        ethertype = int.from_bytes(packet[type_at : type_at + 2], "big")
        ip = packet[ip_at:]
        if ethertype == IPV4 and len(ip) >= 20 and ip[9] == 1 and int.from_bytes(ip[6:8], "big") & 0x1FFF == 0:
            version, icmp = 4, ip[(ip[0] & 15) * 4 :]
        elif ethertype == IPV6 and len(ip) >= 40 and ip[6] == 58:
            version, icmp = 6, ip[40:]
        else:
            return
        if len(icmp) < 8:
            return
        sequence = int.from_bytes(icmp[6:8], "big")
        if (version, icmp[0]) in REQUESTS:
            self.requests.add(sequence)
        elif (version, icmp[0]) in REPLIES:
            self.replies.add(sequence)
