#!/usr/bin/env python3
"""Sends NumPy arrays to a model, without copying them.

usage: frames_numpy.py HOST PORT MODEL VERSION

A frame is an array; so is a part of it. Whatever has the buffer protocol is encoded from where it lies. The rows of a
region of interest do not lie in one piece: a list of buffers is sent as one data input.
"""

import sys
from typing import List

import numpy as np

from modzy_edge import EdgeClient, InputSource


def netpbm(pixels: "np.ndarray[tuple[int, ...], np.dtype[np.uint8]]") -> List[object]:
    """A grey image as PGM: a header, and the rows of the array."""
    height, width = pixels.shape
    return [b"P5 %d %d 255\n" % (width, height), *pixels]


def main() -> None:
    host, port, model, version = sys.argv[1:]
    frame = np.arange(480 * 640, dtype=np.uint32).astype(np.uint8).reshape(480, 640)
    region = frame[100:200, 300:400]
    with EdgeClient(host, int(port)) as client:
        inference = client.inferences.run(model, version, [
            InputSource(key="frame", data=netpbm(frame)), InputSource(key="region", data=netpbm(region))])
        print(inference.status)
        print(client.inferences.get_output(inference.identifier, "results.json").data.decode())


if __name__ == "__main__":
    main()
