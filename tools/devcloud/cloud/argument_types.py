"""Types of command line arguments."""

from __future__ import annotations

import argparse

from cloud.services import DEFAULT_PORTS


def seconds(text: str) -> float:
    return _number(float, text, 0, 3600, "a number of seconds from 0 to 3600")


def database(text: str) -> str:
    if text == "sqlite":
        return ""
    if not text.startswith("mysql+pymysql://"):
        raise argparse.ArgumentTypeError(
            f'"{text}" is not supported. Use mysql+pymysql://USER:PASSWORD@HOST/NAME or sqlite.'
        )
    return text


def port(text: str) -> int:
    return int(_number(int, text, 1, 65535, "a port from 1 to 65535"))


def port_base(text: str) -> int:
    highest = 65536 - len(DEFAULT_PORTS)
    return int(_number(int, text, 1, highest, f"a port from 1 to {highest}"))


def factor(text: str) -> int:
    return int(_number(int, text, 0, 100, "a number from 0 to 100"))


def _number(
    kind: type[int] | type[float], text: str, lowest: int, highest: int, wanted: str
) -> float:
    try:
        number = kind(text)
    except ValueError:
        number = None
    if number is None or not lowest <= number <= highest:
        raise argparse.ArgumentTypeError(f'"{text}" is not {wanted}.')
    return number
