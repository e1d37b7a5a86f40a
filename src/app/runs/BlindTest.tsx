export function BlindTest() {
  return null;
}
