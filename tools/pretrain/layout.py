"""How large nano's pictures are: 64 pixels a side, or what NANO_SIDE says (96 is the other side that the world draws)."""

import os

SIDE = int(os.environ.get("NANO_SIDE", 64))
PATCH = 8
SHUFFLE = 2
IMAGE_TOKENS = (SIDE // PATCH // SHUFFLE) ** 2
