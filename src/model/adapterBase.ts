import { VisplayError } from '../errors.ts';
import { knownModels } from './smolvlm.ts';

/** A model as an adapter may name it. */
export interface NamedBase {
  readonly name: string;
  /** `OWNER/NAME`, perhaps with a revision, where it came from a hub */
  readonly hubId?: string | null;
}

const embedded = 'nano';

/** The name of a model, of a folder or of a repository: `HuggingFaceTB/SmolVLM-256M-Instruct@main` and the like. */
const lastPart = (name: string): string =>
  name
    .replace(/@[^@/]*$/, '')
    .split(/[/\\]/)
    .findLast((part) => part !== '')
    ?.toLowerCase() ?? '';

const known = new Set([embedded, ...knownModels.map(({ id }) => lastPart(id))]);

/** What may be told of a base: a repository by its whole name, a folder by its last part alone, for paths name people. */
export const toldName = (baseName: string): string =>
  /^([/\\~.]|[a-z]:)/i.test(baseName)
    ? (baseName.split(/[/\\]/).findLast((part) => part !== '') ?? '')
    : baseName;

/** `peft` writes down whatever the base was loaded from: a folder of another machine says nothing about this one. */
const tells = (baseName: string, base: NamedBase): boolean =>
  known.has(lastPart(baseName)) || (base.hubId != null && /^[\w.-]+\/[\w.-]+$/.test(baseName));

/**
 * Refuses an adapter that says it was made for another model, even where its shapes fit: added to other weights it
 * makes no sense.
 *
 * @throws VisplayError `adapter-base`
 */
export function checkBaseName(adapter: string, baseName: string | null, base: NamedBase): void {
  if (baseName === null || !tells(baseName, base)) return;
  if (lastPart(baseName) === lastPart(base.hubId ?? base.name)) return;
  throw new VisplayError(
    'adapter-base',
    `The adapter ${adapter} was made for ${baseName}, and ${base.hubId ?? base.name} is chosen.`,
    `Choose ${baseName}, then give the adapter again.`,
  );
}
