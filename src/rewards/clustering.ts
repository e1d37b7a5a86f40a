import { VisplayError } from '../errors.ts';
import type { Question } from '../questioner/question.ts';
import { averageLinkage, cutAt } from './cluster.ts';
import { distanceMatrix } from './distance.ts';

/** The paper clusters within the questions on one picture, the official code within the whole step. */
export type ClusterScope = 'group' | 'batch';

/** Which questions of a scope say the same: equal labels. */
export interface Clustering {
  readonly scope: ClusterScope;
  /** The group's id, or the batch's. */
  readonly scopeId: string;
  readonly questionIds: readonly string[];
  readonly labels: readonly number[];
}

export interface ClusteringOptions {
  readonly clusterThreshold: number;
  readonly symmetricDistance: boolean;
}

/** Clustering keeps a distance for every pair; the official code's batch is this large. */
const MOST_QUESTIONS = 4096;

/**
 * Clusters questions within each group and, or, within the batch. Outputs that did not parse take part with their
 * empty text, as in the official code: each is a cluster of its own.
 * @throws VisplayError `too-many-questions` for a batch above 4096.
 */
export function clusterQuestions(
  questions: readonly Question[],
  scopes: readonly ClusterScope[],
  batchId: string,
  options: ClusteringOptions,
): Clustering[] {
  if (scopes.includes('batch') && questions.length > MOST_QUESTIONS) {
    throw new VisplayError(
      'too-many-questions',
      `One step asked ${questions.length} questions; at most ${MOST_QUESTIONS} can be compared with one another.`,
      'Lower the pictures per questioner step or the questions per picture.',
    );
  }
  const cluster = (scope: ClusterScope, scopeId: string, members: readonly Question[]): Clustering => {
    const distances = distanceMatrix(
      members.map(({ text }) => text),
      options.symmetricDistance,
    );
    return {
      scope,
      scopeId,
      questionIds: members.map(({ id }) => id),
      labels: cutAt(averageLinkage(distances), members.length, options.clusterThreshold),
    };
  };
  const groups = new Map<string, Question[]>();
  for (const question of questions)
    groups.set(question.groupId, [...(groups.get(question.groupId) ?? []), question]);
  return [
    ...(scopes.includes('group') ? [...groups].map(([id, members]) => cluster('group', id, members)) : []),
    ...(scopes.includes('batch') ? [cluster('batch', batchId, questions)] : []),
  ];
}
