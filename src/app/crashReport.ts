/** What a bug report needs of a crash. */
export function crashReport(thrown: unknown, address: string, browser: string): string {
  const text = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
  return [`address: ${address}`, `browser: ${browser}`, '', text].join('\n');
}
