from __future__ import annotations

import pytest

from pcapflow.errors import FormatError
from pcapflow.ping_text import Error, NoAnswer, PingText, Reply, Rtt, Statistics, parse

ENGLISH = """
Pinging dns.google [8.8.8.8] with 32 bytes of data:
Reply from 8.8.8.8: bytes=32 time=4ms TTL=113
Request timed out.
Reply from 192.168.1.1: Destination host unreachable.
Reply from 8.8.8.8: bytes=32 time<1ms TTL=113

Ping statistics for 8.8.8.8:
    Packets: Sent = 4, Received = 3, Lost = 1 (25% loss),
Approximate round trip times in milli-seconds:
    Minimum = 0ms, Maximum = 4ms, Average = 2ms
"""
GERMAN = """
Ping wird ausgeführt für 8.8.8.8 mit 32 Bytes Daten:
Antwort von 8.8.8.8: Bytes=32 Zeit=13ms TTL=113
Zeitüberschreitung der Anforderung.

Ping-Statistik für 8.8.8.8:
    Pakete: Gesendet = 2, Empfangen = 1, Verloren = 1
    (50% Verlust),
Ca. Zeitangaben in Millisek.:
    Minimum = 13ms, Maximum = 13ms, Mittelwert = 13ms
"""
FRENCH = """
Envoi d’une requête 'Ping'  8.8.8.8 avec 32 octets de données :
Réponse de 8.8.8.8 : octets=32 temps=4 ms TTL=113

Statistiques Ping pour 8.8.8.8:
    Paquets : envoyés = 1, reçus = 1, perdus = 0 (perte 0%),
Durée approximative des boucles en millisecondes :
    Minimum = 4ms, Maximum = 4ms, Moyenne = 4ms
"""  # noqa: RUF001 - the apostrophe is Windows' own
JAPANESE = """
8.8.8.8 に ping を送信しています 32 バイトのデータ:
8.8.8.8 からの応答: バイト数 =32 時間 =4ms TTL=113

8.8.8.8 の ping 統計:
    パケット数: 送信 = 1、受信 = 1、損失 = 0 (0% の損失)、
ラウンド トリップの概算時間 (ミリ秒):
    最小 = 4ms、最大 = 4ms、平均 = 4ms
"""
ONE_REPLY = (Reply(1, 40, 113, "8.8.8.8", 4_000_000, 1_000_000),)
ONE = Statistics(1, 1, loss="0%", rtt=Rtt(4_000, 4_000, 4_000))


def test_english() -> None:
    """Requests are numbered by their lines; a time may be short by a millisecond."""
    expected = PingText(
        name="dns.google",
        address="8.8.8.8",
        data_bytes=32,
        lines=(
            Reply(1, 40, 113, "8.8.8.8", 4_000_000, 1_000_000),
            NoAnswer(2),
            Error("192.168.1.1", 3, "Destination host unreachable."),
            Reply(4, 40, 113, "8.8.8.8", 0, 1_000_000),
        ),
        statistics=Statistics(4, 3, loss="25%", rtt=Rtt(0, 2_000, 4_000)),
        program="windows",
    )

    assert expected == parse(ENGLISH)


def test_german() -> None:
    """The loss may stand on a line of its own."""
    ping = parse(GERMAN)

    assert (Reply(1, 40, 113, "8.8.8.8", 13_000_000, 1_000_000), NoAnswer(2)) == ping.lines
    assert Statistics(2, 1, loss="50%", rtt=Rtt(13_000, 13_000, 13_000)) == ping.statistics


@pytest.mark.parametrize("text", [FRENCH, JAPANESE])
def test_other_languages(text: str) -> None:
    """Words, spaces and their order differ, the numbers do not."""
    ping = parse(text)

    assert ("8.8.8.8", 32, ONE_REPLY, ONE) == (ping.address, ping.data_bytes, ping.lines, ping.statistics)


def test_ipv6_has_neither_size_nor_ttl() -> None:
    """A reply of a line with a time alone."""
    ping = parse("Pinging ::1 with 32 bytes of data:\nReply from ::1: time<1ms \n")

    assert (Reply(1, None, None, "::1", 0, 1_000_000),) == ping.lines
    assert ping.statistics is None


def test_nothing_answered() -> None:
    """No times below."""
    text = """
Pinging 10.0.0.9 with 32 bytes of data:
Request timed out.

Ping statistics for 10.0.0.9:
    Packets: Sent = 1, Received = 0, Lost = 1 (100% loss),
"""

    assert Statistics(1, 0, loss="100%") == parse(text).statistics


def test_statistics_that_break_off_are_refused() -> None:
    """A heading with nothing below."""
    with pytest.raises(FormatError, match="no counts of packets"):
        parse(ENGLISH.partition("    Packets")[0])
