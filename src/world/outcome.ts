/** Why a picture gives no answer to a question. */
export type IllPosed =
  /** It asks of another kind of picture. */
  | 'modality'
  /** It names what is not there. */
  | 'absent'
  /** It names as one what is there several times. */
  | 'repeated'
  /** It compares a thing with itself, or what is equal. */
  | 'ambiguous'
  /** Its options lack the right answer or hold it twice. */
  | 'options'
  /** It states what the picture denies. */
  | 'contradicted';

/** The answer is what belongs in the box; `steps` is the short reasoning before it, empty where a glance is enough. */
export type Outcome =
  | { readonly wellPosed: true; readonly answer: string; readonly steps: string }
  | { readonly wellPosed: false; readonly reason: IllPosed };

export function illPosed(reason: IllPosed): Outcome {
  return { wellPosed: false, reason };
}

export function answered(answer: string | number | boolean, steps = ''): Outcome {
  const text = typeof answer === 'boolean' ? (answer ? 'yes' : 'no') : String(answer);
  return { wellPosed: true, answer: text, steps };
}

export function sign(a: number, b: number): string {
  return a > b ? '>' : a < b ? '<' : '=';
}

/** `4+0+2=6`: bare numbers stand close, which spares a token for every space. */
export function added(terms: readonly number[]): { sum: number; steps: string } {
  const sum = terms.reduce((total, term) => total + term, 0);
  return { sum, steps: `${terms.join('+')}=${sum}` };
}
