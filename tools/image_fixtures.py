"""Writes src/images/fixtures/pillow.json: small picture files and archives made by Pillow and zipfile, each
picture with the pixels that transformers' convert_to_rgb sees in it.

    python tools/image_fixtures.py [PHOTO_FOLDER]

With a folder of photographs it also writes photos.json: size, mean colour and SHA-256 of their pixels.
"""

import base64
import hashlib
import io
import json
import sys
import zipfile
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps

FIXTURES = Path(__file__).parent.parent / "src" / "images" / "fixtures"
WIDTH, HEIGHT = 13, 9


def rgb_of(image: Image.Image) -> Image.Image:
    """convert_to_rgb of transformers (image_transforms.py), after EXIF orientation."""
    image = ImageOps.exif_transpose(image)
    if "A" in image.getbands() or "transparency" in image.info:
        image = image.convert("RGBA")
        white = Image.new("RGBA", image.size, (255, 255, 255, 255))
        return Image.alpha_composite(white, image).convert("RGB")
    return image.convert("RGB")


def encode(image: Image.Image, format: str, **options) -> bytes:
    out = io.BytesIO()
    image.save(out, format, **options)
    return out.getvalue()


def scene(alpha: bool, turn: int = 0) -> Image.Image:
    """Smooth colours with one sharp corner, so that every orientation differs."""
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH]
    layers = [x * 19, y * 28, (x + y + turn * 5) * 8]
    if alpha:
        layers.append((x * 20 + y * 3) % 256)
    pixels = np.stack(layers, -1).astype(np.uint8)
    pixels[:3, :4, :3] = (250, 10, 30)
    return Image.fromarray(pixels)


def pictures() -> dict[str, bytes]:
    rgb, rgba = scene(False), scene(True)
    palette = rgb.quantize(20)
    see_through = palette.copy()
    see_through.info["transparency"] = 3
    frames = [scene(False, turn) for turn in (1, 2)]
    files = {
        "rgb.png": encode(rgb, "PNG"),
        "rgba.png": encode(rgba, "PNG"),
        "grey.png": encode(rgb.convert("L"), "PNG"),
        "grey-alpha.png": encode(rgba.convert("LA"), "PNG"),
        "bilevel.png": encode(rgb.convert("1"), "PNG"),
        "palette.png": encode(palette, "PNG"),
        "palette-transparent.png": encode(see_through, "PNG", transparency=3),
        "animated.png": encode(rgb, "PNG", save_all=True, append_images=frames),
        "lossless.webp": encode(rgb, "WEBP", lossless=True, exact=True),
        "lossless-alpha.webp": encode(rgba, "WEBP", lossless=True, exact=True),
        "lossy.webp": encode(rgb, "WEBP", quality=95),
        "animated.webp": encode(rgb, "WEBP", lossless=True, save_all=True, append_images=frames),
        "still.gif": encode(palette, "GIF"),
        "transparent.gif": encode(see_through, "GIF", transparency=3),
        "animated.gif": encode(palette, "GIF", save_all=True, append_images=[f.quantize(20) for f in frames]),
        "baseline.jpg": encode(rgb, "JPEG", quality=95, subsampling=0),
        "progressive.jpg": encode(rgb, "JPEG", quality=95, progressive=True),
        "grey.jpg": encode(rgb.convert("L"), "JPEG", quality=95),
        "bilevel.bmp": encode(rgb.convert("1"), "BMP"),
        "palette.bmp": encode(palette, "BMP"),
        "grey.bmp": encode(rgb.convert("L"), "BMP"),
        "rgb.bmp": encode(rgb, "BMP"),
        "rgba.bmp": encode(rgba, "BMP"),
    }
    for orientation in range(1, 9):
        exif = Image.Exif()
        exif[0x0112] = orientation
        exif[0x010E] = "a secret place"
        files[f"orientation-{orientation}.jpg"] = encode(rgb, "JPEG", quality=95, subsampling=0, exif=exif)
    return files


class Unseekable(io.RawIOBase):
    """Makes zipfile write sizes after the data, as archives made on the fly do."""

    def __init__(self):
        self.bytes = bytearray()

    def writable(self):
        return True

    def write(self, data):
        self.bytes += data
        return len(data)


def archives() -> dict[str, bytes]:
    inner = {"a.png": encode(scene(False), "PNG"), "deep/er/b ü.png": encode(scene(False, 3), "PNG")}

    def pack(out, method, **options):
        with zipfile.ZipFile(out, "w", method) as archive:
            archive.mkdir("deep")
            for name, data in inner.items():
                info = zipfile.ZipInfo(name)
                info.compress_type = method
                with archive.open(info, "w", **options) as entry:
                    entry.write(data)

    stored, deflated, wide, packed = io.BytesIO(), io.BytesIO(), io.BytesIO(), io.BytesIO()
    streamed = Unseekable()
    pack(stored, zipfile.ZIP_STORED)
    pack(deflated, zipfile.ZIP_DEFLATED)
    pack(wide, zipfile.ZIP_DEFLATED, force_zip64=True)
    pack(streamed, zipfile.ZIP_DEFLATED)
    pack(packed, zipfile.ZIP_LZMA)
    return {
        "stored.zip": stored.getvalue(),
        "deflated.zip": deflated.getvalue(),
        "zip64.zip": wide.getvalue(),
        "streamed.zip": bytes(streamed.bytes),
        "lzma.zip": packed.getvalue(),
    }


def text(data: bytes) -> str:
    return base64.b64encode(data).decode()


def main() -> None:
    FIXTURES.mkdir(exist_ok=True)
    fixture = {"pictures": {}, "archives": {name: text(data) for name, data in archives().items()}}
    for name, data in pictures().items():
        image = rgb_of(Image.open(io.BytesIO(data)))
        fixture["pictures"][name] = {
            "file": text(data),
            "width": image.width,
            "height": image.height,
            "rgb": text(image.tobytes()),
        }
    (FIXTURES / "pillow.json").write_text(json.dumps(fixture, indent=1) + "\n")
    if len(sys.argv) > 1:
        photos = {}
        for path in sorted(Path(sys.argv[1]).iterdir()):
            if path.suffix not in (".png", ".jpg"):
                continue
            image = rgb_of(Image.open(path))
            photos[path.name] = {
                "width": image.width,
                "height": image.height,
                "mean": np.asarray(image).mean((0, 1)).round(3).tolist(),
                "sha256": hashlib.sha256(image.tobytes()).hexdigest(),
            }
        (FIXTURES / "photos.json").write_text(json.dumps(photos, indent=1) + "\n")


if __name__ == "__main__":
    main()
