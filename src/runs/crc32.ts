/** CRC-32 as in zip and PNG (reflected polynomial 0xEDB88320), four bytes at a time. */
const t0 = Uint32Array.from({ length: 256 }, (_, index) => {
  let crc = index;
  for (let bit = 0; bit < 8; bit++) crc = (crc & 1 ? 0xedb88320 : 0) ^ (crc >>> 1);
  return crc;
});
const t1 = aByteLater(t0);
const t2 = aByteLater(t1);
const t3 = aByteLater(t2);

function aByteLater(table: Uint32Array): Uint32Array {
  return table.map((before) => t0[before & 255]! ^ (before >>> 8));
}

/** The checksum of `bytes`, or of what `before` is the checksum of followed by `bytes`. */
export function crc32(bytes: Uint8Array, before = 0): number {
  let crc = ~before;
  let at = 0;
  for (const end = bytes.length - 3; at < end; at += 4) {
    crc ^= bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
    crc = t3[crc & 255]! ^ t2[(crc >>> 8) & 255]! ^ t1[(crc >>> 16) & 255]! ^ t0[crc >>> 24]!;
  }
  for (; at < bytes.length; at++) crc = t0[(crc ^ bytes[at]!) & 255]! ^ (crc >>> 8);
  return ~crc >>> 0;
}
