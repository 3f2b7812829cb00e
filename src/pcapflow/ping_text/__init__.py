"""What ``ping`` prints, read and written; knows no analysis."""

from pcapflow.ping_text._model import Error, NoAnswer, PingText, Program, Reply, Rtt, Statistics
from pcapflow.ping_text._read import parse
from pcapflow.ping_text._statistics import ewma_of, mdev_of, pipe_of, printed_time, rtt_of, statistics_of
from pcapflow.ping_text._write import write

__all__ = (
    "Error",
    "NoAnswer",
    "PingText",
    "Program",
    "Reply",
    "Rtt",
    "Statistics",
    "ewma_of",
    "mdev_of",
    "parse",
    "pipe_of",
    "printed_time",
    "rtt_of",
    "statistics_of",
    "write",
)
