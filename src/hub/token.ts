import { VisplayError } from '../errors.ts';

/** Where a token is kept when a person says so: `localStorage`. */
export interface TokenPlace {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

const place = (host: string): string => `hub token ${new URL(host).host}`;

/**
 * A token as typed. It is kept for the next visit only where `keep` is ticked; where it is not, what was kept is
 * forgotten.
 *
 * Throws `hub-token` for what cannot be sent as one, without repeating it.
 */
export function useToken(text: string, host: string, keep: boolean, storage: TokenPlace): string | null {
  const token = text.trim();
  if (token !== '' && !/^[\x21-\x7e]{4,512}$/.test(token)) {
    throw new VisplayError(
      'hub-token',
      'That is no token: it has spaces or letters that a token cannot have.',
      'Copy it from the settings of your account on the hub.',
    );
  }
  if (token === '' || !keep) storage.removeItem(place(host));
  else storage.setItem(place(host), token);
  return token === '' ? null : token;
}

/** The token that was kept for a host, if one was. */
export function keptToken(host: string, storage: TokenPlace): string | null {
  return storage.getItem(place(host));
}
