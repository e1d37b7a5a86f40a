import type { Stage, Work } from '../loop/events.ts';
import type { Pace } from '../loop/pace.ts';
import type { DropReason } from '../rewards/silver.ts';
import type { ParseStatus } from '../questioner/question.ts';
import type { RewardTerm } from '../rewards/questionReward.ts';
import type { Spot } from '../learn/lesson.ts';
import { count } from './figures.ts';
import type { Fault } from '../errors.ts';

/** Every sentence of the first page, in one place; those of what comes later stand in `laterStrings.ts`. */
export const strings = {
  brand: 'VisPlay Playground',
  brandShort: 'VisPlay',
  /** Of the browser's tab. */
  title: (view: string): string => `${view} · VisPlay Playground`,

  actions: {
    start: 'Start',
    startOver: 'Start over',
    play: 'Play',
    pause: 'Pause',
    restart: 'From the start',
    back: 'Previous step',
    group: 'Next group',
    step: 'Next step',
    stage: 'Next stage',
    slowMotion: 'Slow motion',
    normalSpeed: 'Normal speed',
    bothRoles: 'Both roles',
    questionerOnly: 'Questioner only',
    reasonerOnly: 'Reasoner only',
    mostDisputed: 'The most disputed question',
    noSignal: 'A group without a signal',
    watchImproved: 'Watch the improved recipe',
    watchPaper: 'Watch the recipe of the paper',
    watchOneTemplate: 'Watch variety collapse',
    watchWrongMajorities: 'Watch wrong majorities win',
    choosePictures: 'Choose pictures',
    cancel: 'Cancel',
    stop: 'Stop',
    theme: 'Switch between light and dark',
    shortcuts: 'Keyboard shortcuts',
    palette: 'Find anything',
    device: 'Device and storage',
    model: 'Choose a model',
    push: 'Push to the Hub',
    embed: 'Embed this page',
    undo: 'Undo',
    builtIn: 'Use built-in pictures',
    chooseRun: 'Choose a run file',
    memoryBudget: 'Show the memory budget',
    bandFilter: 'Show the band filter',
    resume: 'Resume',
    discard: 'Discard',
    exportEvents: 'Events (JSONL)',
    exportMetrics: 'Metrics (CSV)',
    exportRun: 'Whole run (.visplay)',
    exportReasoner: 'Reasoner weights (zip)',
    exportQuestioner: 'Questioner weights (zip)',
    copyLink: 'Copy link',
    wasm: 'Run on WASM',
    setup: 'Change the settings',
    reload: 'Reload the page',
    emptyTray: 'Remove all pictures',
    follow: 'Follow the run',
    following: 'Following',
    loseDevice: 'Lose the device',
    share: 'Share',
    reveal: 'Reveal',
    nextLesson: 'Next lesson',
    previousLesson: 'Previous lesson',
    restartLesson: 'Back to the start of the lesson',
    blank: 'Blank the screen',
    fullscreen: 'Full screen',
    teach: 'Projector view',
    lab: 'Lab view',
    nextGroup: 'Next group',
    previousGroup: 'Previous group',
    nextStepShown: 'Look at the next step',
    previousStepShown: 'Look at the step before',
    nextMember: 'Next question or answer',
    previousMember: 'Question or answer before',
    findGroups: 'Find groups',
    clearFilter: 'Clear the filter',
    copyPlace: 'Copy a link to this rollout',
    ask: 'Ask about a picture',
    allRuns: 'All runs',
    compare: 'Compare runs',
    blindTest: 'Blind test',
    sweep: 'Sweep over a knob',
    storage: 'Storage',
    log: 'Log',
    pictureHistory: 'History of a picture',
    lesson: (number: number): string => `Lesson ${number}`,
  },

  transport: {
    pace: 'Speed',
    paces: { slow: 'Slow motion', normal: 'Normal speed', fast: 'As fast as possible' } satisfies Record<
      Pace,
      string
    >,
    short: { slow: 'Slow', normal: '1×', fast: 'Fast' } satisfies Record<Pace, string>,
    roles: 'Roles that are shown and trained',
    nextRun: 'The run that is going on keeps both roles; the next one follows this.',
  },

  /** What stands after "You could try…"; each phrase does it. */
  tries: {
    title: 'You could try…',
    more: 'more…',
    'watch one template': 'turning variety off',
    'watch wrong majorities': 'believing every majority',
    'watch paper': 'paying for doubt',
    'watch improved': 'the improved recipe',
    'slow motion': 'slow motion',
    'questioner only': 'the questioner alone',
    'reasoner only': 'the reasoner alone',
    'both roles': 'both roles again',
    'most disputed': 'the least sure question',
    'no signal': 'a group that teaches nothing',
    'choose pictures': 'your own photos',
  },

  skip: 'Skip to the content',
  /** While a part of the page comes. */
  opening: 'Opening',
  wholePage: 'Open the whole playground',
  navigation: 'Views',
  controls: 'Run controls',

  views: {
    watch: 'Watch',
    groups: 'Groups',
    charts: 'Charts',
    silver: 'Silver set',
    runs: 'Runs',
    ask: 'Ask',
    learn: 'Learn',
    setup: 'Setup',
  },

  chip: {
    live(backend: string, adapter: string): string {
      if (backend === 'webgpu') return `Live on ${adapter} (WebGPU)`;
      // An adapter reads `WebAssembly SIMD, 3 threads`.
      const threads = /\d+ threads?$/.exec(adapter);
      return threads === null ? 'Live on WASM' : `Live on WASM, ${threads[0]}`;
    },
    /** A device as its recording names it. */
    device: (adapter: string): string =>
      adapter.replace('WebAssembly SIMD', 'WASM').replace(' thread', '\u00a0thread'),
    opening: 'Getting ready',
    failed: 'Did not get ready',
    recorded: (device: string, date: string): string => `Recorded on ${device}, ${date}`,
    imported: (device: string, date: string): string => `Imported: ${device}, ${date}`,
    stored: (device: string, date: string): string => `Finished on ${device}, ${date}`,
    would: {
      hardware: (adapter: string): string => (adapter === '' ? 'WebGPU is there' : `WebGPU: ${adapter}`),
      software: 'WebGPU only in software: it will run on WASM',
      none: 'No WebGPU here: it will run on WASM',
      asking: 'Looking for a GPU',
      wasm: 'WASM',
    },
  },

  progress: {
    idle: 'Not started',
    paused: 'Paused',
    pausing: 'Pausing after this step',
    finished: 'Finished',
    stopped: 'Stopped',
    failed: 'Broken off',
    round: (round: number, of: number): string => `round ${round} of ${of}`,
    step: (step: number, of: number): string => `step ${step} of ${of}`,
    stepName: (step: number): string => `after step ${step}`,
    usually: (duration: string): string => `usually ${duration}`,
    firstTime: 'the first time: no estimate yet',
    rate: (rate: number): string => `${count(Math.round(rate))} tokens/s`,
    left: (duration: string): string => `about ${duration} left in this stage`,
    of: (done: number, of: number): string => (done > 0 ? `${count(done)}/${count(of)}` : count(of)),
  },

  stages: {
    A: { name: 'Stage A', does: 'the questioner learns' },
    B: { name: 'Stage B', does: 'the silver set is built' },
    C: { name: 'Stage C', does: 'the reasoner learns' },
  } satisfies Record<Stage, { name: string; does: string }>,

  work: {
    'choosing corrections': 'finding out how to look at the pictures',
    'warming up': 'warming up',
    asking: 'asking questions',
    answering: 'answering',
    'blind answers': 'answering blind',
    'grouping questions': 'grouping questions',
    updating: 'updating weights',
    evaluating: 'measuring on held-out questions',
    saving: 'saving a checkpoint',
  } satisfies Record<Work, string>,

  announce: {
    stage: (stage: Stage, round: number, steps: number): string =>
      `Round ${round}, stage ${stage}: ${strings.stages[stage].does}${steps > 0 ? `, ${steps} steps` : ''}.`,
    state: {
      running: 'Running.',
      paused: 'Paused.',
      ended: 'The run has ended.',
      failed: 'The run broke off.',
    } as Readonly<Record<string, string>>,
  },

  hero: {
    title: 'A model that quizzes itself',
    lead: 'A small vision-language model looks at pictures nobody labelled, asks itself questions about them, answers each one several times, takes the majority as the answer, and learns from the vote. All of it happens in this tab.',
    start: (pictures: number): string =>
      `Run it live on ${count(pictures)} ${pictures === 1 ? 'picture' : 'pictures'}`,
    size: (size: string): string => `${size}, loaded once`,
    ofBytes: (size: string, share: string): string => ` of ${size} (${share} %)`,
    changesWait: 'Your changes count once you run it live.',
    otherPreset: (told: string, chosen: string): string =>
      `What moves here is “${told}”. There is no recording of “${chosen}”: run it live to see it.`,
    needPictures: 'Add pictures first: drop some anywhere on this page.',
    private: 'Your pictures stay on this machine.',
    opening: 'Loading the model',
    recorded:
      'It asks itself questions about pictures nobody labelled, takes a vote on the answers, and learns from the vote.',
  },

  outcome: {
    finished: 'The run has ended.',
    went: 'On questions that it never saw it went from',
    to: 'right answers to',
    interval: (low: string, high: string): string => `95\u00a0% interval ${low} to ${high}`,
    better: 'It got better.',
    worse: 'It got worse.',
    same: 'That may be chance.',
  },

  loop: {
    picture: { title: 'Picture', gist: 'unlabelled', idle: 'One of the pictures. Nobody has labelled it.' },
    ask: {
      title: 'Questioner asks',
      gist: 'one role of the model',
      idle: 'Several questions about the same picture, each with a type.',
      silver: 'Silver question',
    },
    vote: {
      title: 'Reasoner votes',
      gist: 'the other role',
      titleC: 'Reasoner answers',
      idle: 'Each question is answered several times. The most frequent answer wins; its share is the confidence c.',
    },
    reward: {
      title: 'Reward',
      gist: 'how good was it?',
      idle: 'Questions of the right difficulty earn, repeats pay. Answers that equal the silver answer earn.',
    },
    advantage: {
      title: 'Advantage within the group',
      gist: 'better than the others?',
      idle: 'Each reward is compared with the group: better than its neighbours goes up, worse goes down.',
      none: 'Stage B trains nothing, so nothing competes.',
    },
    update: {
      title: 'Update',
      gist: 'it learns',
      idle: 'GRPO moves the weights a little: the questioner in stage A, the reasoner in stage C.',
      numbers: { kl: 'KL', entropy: 'entropy', grad_norm: '‖g‖', frac_reward_zero_std: 'σ = 0' } as Readonly<
        Record<string, string>
      >,
    },
    match: 'An answer that equals the silver answer earns 1, any other 0.',
    door: 'Open the detail of this stage',
    right: (right: number, of: number): string => `${right} of ${of}`,
    stepAt: (stage: Stage, step: number): string => `step ${stage}${step}`,
    groupAt: (group: number, of: number): string => `group ${group} of ${of}`,
    filter: 'Band filter',
    silverSet: 'Silver set',
  },

  pictures: {
    title: 'Pictures',
    private: 'Your pictures stay on this machine.',
    drop: 'Drop pictures, folders or a zip anywhere, or paste.',
    dropNow: 'Drop to add',
    dropHint: 'Pictures, folders, zip archives, or a .visplay run',
    files: 'Add files',
    folder: 'Add a folder',
    collection: 'Built-in pictures',
    own: 'Your own pictures',
    remove: (name: string): string => `Remove ${name}`,
    number: (pictures: number): string => `${count(pictures)} ${pictures === 1 ? 'picture' : 'pictures'}`,
    more: (pictures: number): string => `Show all ${count(pictures)}`,
    fewer: 'Show fewer',
    none: 'No pictures yet.',
    work: {
      scanning: 'Looking through files',
      decoding: 'Reading pictures',
      drawing: 'Drawing pictures',
      opening: 'Opening pictures',
    },
    duplicates: (duplicates: number): string =>
      duplicates === 1
        ? 'One picture was there already.'
        : `${count(duplicates)} pictures were there already.`,
    refused: (refused: number): string =>
      refused === 1 ? 'One file was not taken' : `${count(refused)} files were not taken`,
    notes: (notes: number): string =>
      notes === 1 ? 'One picture was changed' : `${count(notes)} pictures were changed`,
    dismiss: 'Dismiss',
    about: (name: string): string => `About ${name}`,
    camera: 'Camera',
  },

  collections: {
    saved: 'Your collections',
    save: 'Save these pictures as a collection',
    name: 'Name of the collection',
    keep: 'Save',
    remove: (name: string): string => `Delete the collection ${name}`,
    kept: (name: string): string => `Saved as ${name}, on this machine.`,
    gone: (name: string): string =>
      `The collection ${name} is not kept here any more: add its pictures again.`,
  },

  setup: {
    preset: 'Preset',
    recorded: 'Recorded: play at once',
    recipes: 'Recipes',
    controls: 'Controls',
  },

  groups: {
    noSignal: 'No learning signal in this group (σ = 0): all rewards are the same.',
    reward: 'Reward',
    equals: '= silver',
    unparsed: (status: string): string => `Does not parse: ${status}.`,
    notVoted: 'Not answered yet.',
    noVote: 'Nobody answered: an output that does not parse is not put to the vote.',
    unanswerable: 'The majority says that the picture does not answer this.',
    merged: 'merged by rule',
    cut: 'cut at zero',
    kept: 'Kept for training',
    dropped: (reason: string): string => `Dropped: ${reason}`,
    noBox: 'no box',
    silverAnswer: 'Silver answer',
    gone: 'The silver row behind this group is no longer in memory.',
  },

  statuses: {
    ok: 'parsed',
    'no type': 'there is no type',
    'no question': 'there is no question',
    'no answer': 'there is no answer',
    'wrong order': 'the parts are in the wrong order',
    'extra text': 'there is text beside the three parts',
    'unknown type': 'its type is none of the three',
    'empty question': 'the question is empty',
    'empty answer': 'the answer is empty',
  } satisfies Record<ParseStatus, string>,

  /** How far a question of a group has come. */
  rolloutStates: {
    queued: 'parsed, waits for its answers',
    voted: 'voted on, waits for its reward',
    scored: 'scored',
    unparsed: 'does not parse, so nobody is asked',
  },

  terms: {
    uncertainty: 'difficulty',
    'diversity in group': 'repeats on this picture',
    'diversity in batch': 'repeats in this step',
    balance: 'balance of kinds',
    invalid: 'does not parse',
    unanswerable: 'unanswerable',
    blind: 'answerable blind',
    random: 'random',
  } satisfies Record<RewardTerm['key'], string>,

  charts: {
    points: (change: string): string => `${change} pts`,
  },

  roles: { questioner: 'Questioner', reasoner: 'Reasoner' },

  silver: {
    round: (round: number): string => `Round ${round}`,
  },

  drops: {
    'not parsed': { label: 'does not parse', knob: 'reward.strictFormat' },
    'no answer': { label: 'nobody answered in a box', knob: 'votes.maxNewTokens' },
    unanswerable: { label: 'the picture does not answer it', knob: 'votes.unanswerable' },
    'below band': { label: 'too little agreement', knob: 'silver.bandLow' },
    'above band': { label: 'too much agreement', knob: 'silver.bandHigh' },
    'answerable blind': { label: 'can be answered without looking', knob: 'votes.blindAllowed' },
    'dropped string': { label: 'contains a dropped string', knob: 'silver.dropStrings' },
    duplicate: { label: 'repeats a question on the same picture', knob: 'silver.dropDuplicates' },
    'over the share of its kind': { label: 'too many of this kind', knob: 'silver.largestShare' },
    'one-sided verdict': { label: 'more yes than no, or the reverse', knob: 'silver.evenVerdicts' },
  } satisfies Record<DropReason, { label: string; knob: string }>,

  run: {
    noAlerts: 'Nothing to report.',
  },

  learn: {
    spots: {
      picture: 'Light the picture',
      ask: 'Light the questions',
      vote: 'Light the answers',
      reward: 'Light the reward',
      advantages: 'Light the advantages',
      update: 'Light the update',
      figures: 'Light the figures',
    } satisfies Record<Spot, string>,
    wholePicture: 'Light everything',
    blank: 'The screen is blank. Press B to go on.',
  },

  resume: {
    title: (name: string): string => `The run ${name} was interrupted`,
    where: (steps: number): string => (steps === 1 ? 'after 1 step' : `after ${count(steps)} steps`),
  },

  faults: {
    dismiss: 'Dismiss',
    /** What is thrown is English; another language tells it anew. */
    told: (fault: Fault): Fault => fault,
    hidden: (duration: string): string =>
      `This tab was hidden for ${duration}. Training went on, but browsers slow hidden tabs down: keep it in view for full speed.`,
    wasmInstead:
      'There is no WebGPU here, so the run is live on WASM: the same loop on the processor, slower than on a GPU.',
    softwareInstead:
      'The only GPU here is emulated in software, which is slower than WASM, so the run is live on WASM.',
    noPictures: {
      said: 'There are no pictures to ask about.',
      fix: 'Drop some anywhere on this page, or choose built-in ones.',
    },
    notKept: {
      said: 'There was no room to keep the pictures for later.',
      fix: 'The run goes on; after a reload it can only be resumed once the same pictures are added again.',
    },
    runInProgress: { said: 'A run is going on here.', fix: 'Stop it first, then drop the file again.' },
    nothingToExport: { said: 'There is nothing to export yet.', fix: 'Let the run take a step first.' },
  },

  crash: {
    title: 'The page broke',
    said: 'Something on this page failed. What the run has said so far can be saved here.',
    viewTitle: 'This view broke',
    viewSaid: 'The rest of the page goes on, and so does the run.',
    unknown: 'No reason was given.',
    raw: 'What the program says',
    save: 'Save the events',
    again: 'Try again',
    copy: 'Copy report',
    kept: 'Runs and pictures that were stored on this machine are still there after a reload.',
  },

  copy: { copied: 'Copied', refused: 'Not allowed here' },

  sheets: { close: 'Close' },

  undo: {
    emptied: (pictures: number): string =>
      pictures === 1 ? 'One picture was removed.' : `${count(pictures)} pictures were removed.`,
    replaced: (pictures: number): string =>
      pictures === 1
        ? 'Your picture made room for built-in ones.'
        : `Your ${count(pictures)} pictures made room for built-in ones.`,
    settings: (settings: number): string =>
      settings === 1 ? 'One changed setting was reset.' : `${count(settings)} changed settings were reset.`,
    discarded: 'The interrupted run was discarded.',
    deleted: (what: string): string => `Deleted: ${what}.`,
  },
} as const;

/** In the order of the filters. */
export const dropReasons: readonly DropReason[] = [
  'not parsed',
  'no answer',
  'unanswerable',
  'below band',
  'above band',
  'answerable blind',
  'dropped string',
  'duplicate',
  'over the share of its kind',
  'one-sided verdict',
];
