/** Where something was sampled; the loop's positions are of this shape. */
export interface Place {
  readonly round: number;
  readonly stage: string;
  readonly step: number;
}

/** `r1.A.s3`: round 1, stage A, step 3. */
export const placeId = ({ round, stage, step }: Place): string => `r${round}.${stage}.s${step}`;

/** `r1.A.s3.p4`: all samples of prompt 4 of that step, one GRPO group. */
export const groupId = (place: Place, prompt: number): string => `${placeId(place)}.p${prompt}`;

/** `r1.A.s3.p4.q5`: question 5 of the group, and `r1.C.s3.p4.a5`: answer 5. */
export const sampleId = (group: string, kind: 'q' | 'a', sample: number): string =>
  `${group}.${kind}${sample}`;
