/** One answer of the voter. */
export interface VoteSample {
  readonly text: string;
  /** The content of the last box; null when there was none. */
  readonly extracted: string | null;
  /** Index into `classes`; null when the sample abstained. */
  readonly classId: number | null;
  /** Which augmented view of the picture was answered; 0 is the picture itself. */
  readonly view: number;
  /** How the sample came into its class: it founded it, or the rule that matched it. */
  readonly rule:
    | 'founder'
    | 'same text'
    | 'same option'
    | 'same number'
    | 'within tolerance'
    | 'grader'
    | 'both say no'
    | null;
}

interface VoteClass {
  readonly representative: string;
  readonly count: number;
}

/** The vote on one question. */
export interface VoteSet {
  readonly questionId: string;
  /** Which weights answered, for example `base` or `reasoner of round 1`. */
  readonly voter: string;
  readonly samples: readonly VoteSample[];
  readonly classes: readonly VoteClass[];
  /** Share of the largest class, between 0 and 1; the denominator is stated by the vote options. */
  readonly confidence: number;
  /** Samples that `confidence` was divided by. */
  readonly denominator: number;
  /** The majority answer; null when nobody answered, when the majority gave no box or says that nothing can be answered. */
  readonly silver: string | null;
  readonly abstained: number;
  /** True when the majority says that the picture does not answer the question. */
  readonly unanswerable: boolean;
  /** Answers given without the picture that agree with the silver answer, and how many were tried; null when not asked. */
  readonly blind: { readonly agreeing: number; readonly tried: number } | null;
}
