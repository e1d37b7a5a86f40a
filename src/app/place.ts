/** The rollout that an address leads to: `#/groups?step=r1A3&group=r1.A.s3.p0&member=2`. */
export interface Place {
  readonly step: string | null;
  readonly group: string | null;
  readonly member: number | null;
}

export const nowhere: Place = { step: null, group: null, member: null };

/** What the part of an address after `?` says; what it does not say, or says wrongly, is null. */
export function placeOf(hash: string): Place {
  const asked = new URLSearchParams(hash.split('?')[1] ?? '');
  const step = asked.get('step');
  if (step === null || !/^r\d+[ABC]\d+$/.test(step)) return nowhere;
  const member = asked.get('member');
  return {
    step,
    group: asked.get('group'),
    member: member !== null && /^\d+$/.test(member) ? Number(member) : null,
  };
}

/** The run that the place of an address lies in: a recorded one by its preset, another by its id; null where it says none. */
export const runIn = (hash: string): string | null =>
  placeOf(hash) === nowhere ? null : new URLSearchParams(hash.split('?')[1]).get('run');

/** The address of a view, and of the place in it where one was chosen: in the run that the link alone leads to, or in another. */
export function hashOf(view: string, { step, group, member }: Place, run: string | null = null): string {
  const parts: [string, string][] = [];
  if (view === 'groups' && step !== null) {
    parts.push(['step', step]);
    if (group !== null) parts.push(['group', group]);
    if (member !== null) parts.push(['member', String(member)]);
    if (run !== null) parts.push(['run', run]);
  }
  return parts.length === 0 ? `#/${view}` : `#/${view}?${new URLSearchParams(parts).toString()}`;
}
