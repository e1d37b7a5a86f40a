"""How large nano and its pictures are. The environment may say otherwise: `shapes.py` compares sizes with it.

NANO_SIDE: a picture's side in pixels, 96 or 64, as the world draws them. NANO_PATCH: of a patch. NANO_WIDTH: of the hidden
states of both towers; nothing else decides how many weights there are.
"""

import os

SIDE = int(os.environ.get("NANO_SIDE", 96))
PATCH = int(os.environ.get("NANO_PATCH", 16))
WIDTH = int(os.environ.get("NANO_WIDTH", 128))
SHUFFLE = 2
IMAGE_TOKENS = (SIDE // PATCH // SHUFFLE) ** 2
