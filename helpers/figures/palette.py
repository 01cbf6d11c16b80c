"""Drawn pixels as an image of few bytes: with a palette, where they have few colours."""

import numpy as np
from numpy.typing import NDArray
from PIL import Image

# More has a picture with a colour map, whose shades a palette would make into bands.
_FEW_COLOURS = 4096
# So many colours of a palette are just as they were drawn: all lines, areas and letters.
_EXACT = 64


def as_image(pixels: NDArray[np.uint8]) -> Image.Image:
    """Return opaque pixels, (height, width, 4), as an image, with a palette where they have few colours.

    Lines and letters on white have a third of the bytes with a palette, and nobody sees a difference.
    """
    height, width = pixels.shape[:2]
    codes = pixels.view(np.uint32).ravel()
    # Most neighbours are alike: to look at the first of each run alone takes a tenth of the time.
    starts = np.append(0, np.flatnonzero(codes[1:] != codes[:-1]) + 1)
    lengths = np.diff(starts, append=len(codes))
    colours, which = np.unique(codes[starts], return_inverse=True)
    if len(colours) > _FEW_COLOURS:
        return Image.fromarray(pixels).convert("RGB")
    often = np.argsort(-np.bincount(which, weights=lengths), kind="stable")
    palette, places = _palette(colours[often].view(np.uint8).reshape(-1, 4))
    entries = np.empty(len(colours), dtype=np.uint8)
    entries[often] = places
    image = Image.fromarray(np.repeat(entries[which], lengths).reshape(height, width))
    image.putpalette(palette[:, :3].tobytes())
    return image


def _palette(colours: NDArray[np.uint8]) -> tuple[NDArray[np.uint8], NDArray[np.intp]]:
    """Return at most 256 of the colours, (n, 4) with the most frequent first, and the place there of each.

    The most frequent stay as they are; of the rest, shades at the edges of lines, those that are alike become one.
    Pillow's own ways to find a palette take ten times as long, or are coarser.
    """
    if len(colours) <= 256:
        return colours, np.arange(len(colours))
    rare = colours[_EXACT:]
    for step in range(2, 256, 2):
        cells = np.ascontiguousarray(rare // step).view(np.uint32).ravel()
        _, first, cell = np.unique(cells, return_index=True, return_inverse=True)
        if len(first) <= 256 - _EXACT:
            break
    return np.concatenate([colours[:_EXACT], rare[first]]), np.append(np.arange(_EXACT), _EXACT + cell)
