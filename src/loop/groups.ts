import { groupOf } from '../grpo/advantages.ts';
import type { Group } from '../grpo/group.ts';
import type { LearnerRow } from '../grpo/step.ts';
import type { Picture } from '../images/picture.ts';
import type { Rollout } from '../rollouts/rollout.ts';
import type { Role } from './events.ts';
import type { Run } from './run.ts';
import { advantageOptions } from './stageOptions.ts';

/** The rollouts of a step as GRPO groups, in the order in which the groups first appear. */
export function groupsOf(
  rollouts: readonly Rollout[],
  role: Role,
  totals: ReadonlyMap<string, number>,
  run: Run,
  about: (rollout: Rollout) => { pictureId: string; questionId: string | null },
): Group[] {
  const members = new Map<string, Rollout[]>();
  for (const rollout of rollouts)
    members.set(rollout.groupId, [...(members.get(rollout.groupId) ?? []), rollout]);
  return [...members].map(([id, group]) =>
    groupOf(
      {
        id,
        role,
        ...about(group[0]!),
        members: group.map((rollout) => ({ id: rollout.id, reward: totals.get(rollout.id)! })),
      },
      advantageOptions(run.config, role),
    ),
  );
}

/**
 * The rollouts of the groups that are trained, each with its prompt and its advantage. What is imitated stands alone:
 * rollouts of weight 0 would only dilute it.
 */
export function learnerRows(
  groups: readonly Group[],
  rollouts: readonly Rollout[],
  promptOf: (rollout: Rollout) => { picture: Picture; text: string },
  imitates = false,
): LearnerRow[] {
  const rolloutOf = new Map(rollouts.map((rollout) => [rollout.id, rollout]));
  return groups
    .filter(({ trained }) => trained)
    .flatMap(({ memberIds, advantages }) =>
      memberIds.flatMap((id, index) => {
        const rollout = rolloutOf.get(id)!;
        if (imitates && advantages[index] === 0) return [];
        return {
          id,
          ...promptOf(rollout),
          tokens: rollout.tokens,
          logProbs: rollout.logProbs,
          advantage: advantages[index]!,
        };
      }),
    );
}
