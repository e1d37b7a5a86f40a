import { brief, percent, signed } from '../ui/figures.ts';

/** What the lessons say. Plain words first, then the term. */
export const lessonWords = {
  roles: {
    title: 'One model, two roles',
    text: 'One small model plays both parts. The questioner looks at a picture that nobody labelled and asks; the reasoner answers, several times. They start as the same weights and grow apart.',
    ask: 'Nobody wrote the answers down. Who marks them?',
    options: { person: 'A person', questioner: 'The questioner', vote: 'The answers themselves, by vote' },
    said: 'The answers do. The most frequent one becomes the silver answer, and everything that is learned here comes from that vote.',
    note: 'The signs keep their meaning on every screen: the orange triangle asks, the blue circle answers.',
  },
  difficulty: {
    title: 'Asking well',
    text: 'A question that always gets the same answer teaches nothing, and neither does one that nobody can answer. The questioner is paid for what lies between: c is how far the answers agree.',
    ask: 'Which of these questions is paid the most?',
    said: (confidence: number, reward: number): string =>
      `Its answers agree at c = ${brief(confidence)}, and it earns ${signed(reward)}: hard enough to teach, clear enough to have an answer. Too easy and too vague earn less.`,
    note: 'This is the difficulty reward. VisPlay pays most at c = 0.5; the improved recipe pays for a band above it.',
  },
  agreement: {
    title: 'Agreement as a teacher',
    text: 'The reasoner answers the same question several times. Small chances lead it different ways, but what it knows, it keeps coming back to.',
    ask: 'Before we count: which answer wins?',
    said: (silver: string, votes: number, of: number): string =>
      `“${silver}” wins with ${votes} of ${of} votes. It is now the silver answer, and ${votes}/${of} is its confidence c. Nobody checked whether it is true.`,
    note: 'Let the class vote by show of hands before you reveal it.',
  },
  advantages: {
    title: 'Why groups',
    text: 'A reward alone says little. What counts is how it compares with the others of its group: the advantage. Drag the rewards and watch the mean, the spread and every advantage move.',
    ask: 'Make the signal vanish, then bring it back.',
    said: 'You have seen it: where all rewards are alike, nothing is learned, however high they are.',
    note: 'Â = (r − μ) / (σ + ε). That the group is its own yardstick is the G in GRPO.',
  },
  diversity: {
    title: 'Why diversity',
    text: 'Once a question pays, why not ask it for ever? Because questions that say the same share a penalty, if there is one. Take it away and look.',
    ask: 'The marked question says what others of its group say. What does that do to its reward?',
    options: { same: 'Nothing: it is as good as before', less: 'It earns less', more: 'It earns more' },
    said: (size: number, cost: number): string =>
      `It earns less: ${size} questions fall into one cluster, which costs each of them ${signed(cost)}. Without that, the questioner ends with one template.`,
    free: (same: number, of: number, reward: number): string =>
      `Nothing, for this run has no such penalty: ${same} of ${of} questions say the same, and this one earns ${signed(reward)} as if it were the only one. What pays is asked again, on every picture.`,
    note: 'A run that you start from here has the penalty off too. Watch its clusters on the Charts: variety goes first, and no reward tells.',
  },
  update: {
    title: 'The update',
    text: 'Now the weights move, a little. Tokens of rollouts above the mean of their group become more probable, those below it less: that is one step of GRPO.',
    ask: 'Which questions will the questioner ask more often after this step?',
    options: {
      better: 'Those above the mean of their group',
      longest: 'The longest ones',
      all: 'All of them',
    },
    said: (kl: number | null): string =>
      `Those above the mean. Steps are small on purpose: after all of stage A, the questioner differs from where it started by KL = ${brief(kl)}.`,
    note: 'The reasoner learns the same way in stage C. Press → to let the next steps go by.',
  },
  heldOut: {
    title: 'Does it really get better?',
    text: 'Agreement can rise without truth. So the reasoner sits an exam before and after: drawn pictures whose right answers are known, and which training never sees.',
    ask: 'After training on its own votes, how many does it get right?',
    options: { more: 'More than before', same: 'As many as before', fewer: 'Fewer than before' },
    said: (before: number, after: number, of: number, sure: boolean): string =>
      `Before ${before} of ${of}, after ${after} of ${of}. ${sure ? 'The 95 % interval of the difference does not hold zero: that is more than chance.' : 'The 95 % interval of the difference holds zero: that may be chance.'}`,
    note: 'Look at the band around the points on the Charts. One run is an anecdote.',
  },
  collapse: {
    title: 'How it breaks',
    text: 'A vote can be wrong, and nothing inside the loop would notice. These are the questions that were kept for training, each with its silver answer.',
    ask: 'These pictures were drawn here, so the truth is known. How many kept answers are wrong?',
    options: { none: 'None', few: 'Fewer than one in ten', many: 'One in ten to one half', most: 'Most' },
    said: (wrong: number, kept: number): string =>
      `${percent(wrong)} of the ${kept} kept answers are wrong, and they are learned like the right ones. Train too long on wrong majorities and confidence rises while accuracy falls.`,
    note: 'The band filter keeps the surest questions to lower this share. Try the preset “wrong majorities”.',
  },
};

export type LessonWords = typeof lessonWords;
