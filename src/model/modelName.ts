/**
 * What a model is called that lies in a folder or at an address: the last part that names it, `SmolVLM-256M-Instruct`
 * or `nano`. In the cache of Python's `huggingface_hub` the last part is a commit, and an earlier one the name.
 */
export function modelName(folder: string): string {
  const parts = folder
    .replace(/\/resolve\/[^/]+\/?$/, '')
    .split(/[/\\]/)
    .filter((part) => part !== '' && part !== '.');
  const [, cached] = /^models--(?:.+?--)?(.+)$/.exec(parts.at(-3) ?? '') ?? [];
  if (cached !== undefined && parts.at(-2) === 'snapshots') return cached;
  return parts.at(-1) ?? folder;
}
