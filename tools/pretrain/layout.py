"""How large nano's pictures are: 96 pixels a side, or what NANO_SIDE says (64 is the other side that the world draws)."""

import os

SIDE = int(os.environ.get("NANO_SIDE", 96))
PATCH = 16
SHUFFLE = 2
IMAGE_TOKENS = (SIDE // PATCH // SHUFFLE) ** 2
