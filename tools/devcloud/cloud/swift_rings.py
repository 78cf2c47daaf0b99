"""A program that writes the rings of Swift: one device, one replica.

It takes the folder for the rings and the ports of the account, container and object servers. It
needs the package ``swift``; the rest of the devcloud runs it and does not import it.
"""

from __future__ import annotations

import argparse
import pathlib

from swift.common.ring import RingBuilder

HOST = "127.0.0.1"
PART_POWER = 4

if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Write the rings of Swift.")
    parser.add_argument("folder", type=pathlib.Path)
    for kind in ("account", "container", "object"):
        parser.add_argument(kind, type=int, metavar=f"{kind.upper()}_PORT")
    options = parser.parse_args()
    for kind in ("account", "container", "object"):
        ring = RingBuilder(PART_POWER, replicas=1, min_part_hours=0)
        place = {"ip": HOST, "port": getattr(options, kind), "device": "disk"}
        ring.add_dev({"id": 0, "region": 1, "zone": 1, "weight": 1.0, **place})
        ring.rebalance()
        ring.get_ring().save(str(options.folder / f"{kind}.ring.gz"))
