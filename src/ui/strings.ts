import type { Stage, Work } from '../loop/events.ts';
import type { Metric } from '../loop/metrics.ts';
import type { Pace } from '../loop/pace.ts';
import type { DropReason } from '../rewards/silver.ts';
import type { ParseStatus } from '../questioner/question.ts';
import type { RewardTerm } from '../rewards/questionReward.ts';
import { count } from './figures.ts';

/** Every sentence of the page, in one place. */
export const strings = {
  brand: 'VisPlay Playground',
  brandShort: 'VisPlay',

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
  navigation: 'Views',
  controls: 'Run controls',
  themeNow: { light: 'Light', dark: 'Dark' },

  views: {
    watch: 'Watch',
    groups: 'Groups',
    charts: 'Charts',
    silver: 'Silver set',
    runs: 'Runs',
    ask: 'Ask',
    setup: 'Setup',
  },

  chip: {
    live(backend: string, adapter: string): string {
      if (backend === 'webgpu') return `Live on ${adapter} (WebGPU)`;
      // An adapter reads `WebAssembly SIMD, 3 threads`.
      const threads = /\d+ threads?$/.exec(adapter);
      return threads === null ? 'Live on WASM' : `Live on WASM, ${threads[0]}`;
    },
    opening: 'Getting ready',
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
    round: (round: number, of: number): string => `Round ${round} of ${of}`,
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
    interval: (low: string, high: string): string => `95 % interval ${low} to ${high}`,
    better: 'It got better.',
    worse: 'It got worse.',
    same: 'That may be chance.',
  },

  loop: {
    picture: { title: 'Picture', idle: 'One of your pictures. Nobody has labelled it.' },
    ask: {
      title: 'Questioner asks',
      idle: 'Several questions about the same picture, each with a type.',
      silver: 'Silver question',
    },
    vote: {
      title: 'Reasoner votes',
      titleC: 'Reasoner answers',
      idle: 'Each question is answered several times. The most frequent answer wins; its share is the confidence c.',
    },
    reward: {
      title: 'Reward',
      idle: 'Questions of the right difficulty earn, repeats pay. Answers that equal the silver answer earn.',
    },
    advantage: {
      title: 'Advantage within the group',
      idle: 'Each reward is compared with the group: better than its neighbours goes up, worse goes down.',
      none: 'Stage B trains nothing, so nothing competes.',
    },
    update: {
      title: 'Update',
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
  },

  history: {
    size: (width: number, height: number): string => `${count(width)} × ${count(height)} px`,
    asked: (questions: number): string =>
      questions === 0
        ? 'Nothing was asked about it in the run on the screen yet.'
        : questions === 1
          ? 'One question was asked about it in the run on the screen.'
          : `${count(questions)} questions were asked about it in the run on the screen.`,
    round: (round: number): string => `Round ${round}`,
    silver: (answer: string, confidence: string): string => `silver ${answer} (${confidence})`,
    reward: (reward: string): string => `reward ${reward}`,
    kept: 'kept for training',
    remove: 'Remove from the tray',
    close: 'Close',
    open: (name: string): string => `About ${name}`,
  },

  webcam: {
    open: 'Camera',
    title: 'A picture from your camera',
    private: 'The camera is on only while this is open. Its pictures stay on this machine.',
    take: 'Take a picture',
    taken: (taken: number): string => (taken === 1 ? 'One picture taken.' : `${taken} pictures taken.`),
    file: (number: number): string => `camera ${number}.png`,
    refused: 'There is no camera here, or the browser was not allowed to use it. Add files instead.',
    close: 'Close',
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
    title: 'Setup',
    preset: 'Preset',
    changed: (changed: number): string =>
      changed === 1 ? '1 setting changed' : `${changed} settings changed`,
    resetAll: 'Reset all',
    advanced: 'Advanced',
    find: 'Find a setting',
    found: (found: number): string => (found === 1 ? '1 setting' : `${found} settings`),
    recorded: 'Recorded: play at once',
    recipes: 'Recipes',
    controls: 'Controls',
    prefixes: {
      run: 'Run',
      questioner: 'Questioner',
      votes: 'Votes',
      reward: 'Questioner reward',
      silver: 'Silver set',
      reasoner: 'Reasoner',
      grpo: 'GRPO',
      evaluation: 'Evaluation',
    } as Readonly<Record<string, string>>,
    backend: 'Runs on',
    backends: { auto: 'Automatic', webgpu: 'WebGPU', wasm: 'WASM' },
    applies: 'Changes apply to the next run.',
    about: (label: string): string => `About ${label}`,
    reset: (label: string): string => `Reset ${label}`,
    range: 'Range',
    here: 'Preset',
    paper: 'Paper',
    code: 'Official code',
    silent: 'not stated',
    key: 'Key',
    refusedTitle: 'Part of the address could not be used',
    badValue: (range: string): string => `Takes ${range}.`,
  },

  groups: {
    empty:
      'Groups appear here with the first step: each picture’s questions, their answers, votes, rewards and advantages.',
    steps: 'Steps',
    earlier: 'Earlier steps',
    later: 'Later steps',
    list: 'Groups of this step',
    forgotten: 'The texts of this step are no longer in memory; the exported events have them.',
    noSignal: 'No learning signal in this group (σ = 0): all rewards are the same.',
    left: 'This group was left out of the update.',
    question: 'Question',
    answer: 'Answer',
    type: 'Type',
    own: 'Own answer',
    ownWhy: 'What the questioner wrote as its answer. It is never used as a label.',
    confidence: 'c',
    confidenceWhy: 'Confidence: share of the majority answer',
    silver: 'Silver',
    reward: 'Reward',
    advantage: 'Advantage',
    equals: '= silver',
    format: 'Format',
    mean: 'mean reward μ',
    deviation: 'deviation σ',
    trained: 'trained',
    unparsed: (status: string): string => `Does not parse: ${status}.`,
    raw: 'Raw output',
    vote: 'Vote',
    voter: (voter: string): string => `answered by ${voter}`,
    abstained: (abstained: number): string =>
      abstained === 1 ? '1 answer without a box' : `${abstained} answers without a box`,
    blind: (agreeing: number, tried: number): string =>
      `${agreeing} of ${tried} blind answers (without the picture) agree`,
    notVoted: 'Not answered yet.',
    noVote: 'Nobody answered: an output that does not parse is not put to the vote.',
    unanswerable: 'The majority says that the picture does not answer this.',
    merged: 'merged by rule',
    cluster: (size: number): string =>
      size === 1 ? 'No other question says the same.' : `${size} questions say the same (one cluster).`,
    notScored: 'Not scored yet.',
    cut: 'cut at zero',
    kept: 'Kept for training',
    dropped: (reason: string): string => `Dropped: ${reason}`,
    answers: (answers: number): string => `${answers} answers`,
    noBox: 'no box',
    asked: 'asked',
    answered: 'answered',
    silverAnswer: 'Silver answer',
    unparsedCount: (unparsed: number): string => `${unparsed} unparsed`,
    view: (view: number): string => (view === 0 ? 'the picture itself' : `view ${view}`),
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
    empty: 'Charts start with the first step.',
    noValues: 'No values yet.',
    section: {
      learning: 'Is it learning?',
      game: 'Is it a good game?',
      training: 'Is training healthy?',
      machine: 'Is the machine fine?',
    } satisfies Record<Metric['section'], string>,
    smoothing: 'Smoothing',
    raw: 'Thin: as measured. Thick: smoothed.',
    step: (tick: number): string => `Step ${tick} of the run`,
    mean: (steps: number): string => `mean of ${steps} steps`,
    interval: '95 % interval',
    about: (label: string): string => `About ${label}`,
    loading: 'Loading charts',
    round: 'per round',
    waiting: (waiting: number): string => `${waiting} more with later stages:`,
    tick: 'step',
  },

  roles: { questioner: 'Questioner', reasoner: 'Reasoner' },

  silver: {
    empty:
      'Stage B builds the silver set: questions with the answer that the vote gave them. It appears here.',
    round: (round: number): string => `Round ${round}`,
    funnel: 'From asked to kept',
    asked: 'Asked',
    parsed: 'Parsed',
    answered: 'Answered',
    kept: 'Kept',
    dropped: 'Dropped because',
    rows: 'Rows',
    change: 'Change it',
    question: 'Question',
    answer: 'Silver answer',
    confidence: 'c',
    fate: 'Fate',
    all: 'All',
    keptOnly: 'Kept',
    droppedOnly: 'Dropped',
    shown: (shown: number, of: number): string =>
      shown < of ? `${count(shown)} of ${count(of)} rows shown; the export has all.` : `${count(of)} rows.`,
    forgotten: 'The rows of this round are no longer in memory; the exported events have them.',
    nothing: 'No row of this kind.',
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
  } satisfies Record<DropReason, { label: string; knob: string }>,

  run: {
    title: 'This run',
    empty: 'No run yet. Start one, or drop a .visplay file here to look at another.',
    name: 'Name',
    preset: 'Preset',
    seed: 'Seed',
    model: 'Model',
    parameters: 'parameters',
    device: 'Device',
    memory: 'Memory',
    corrections: 'Confidence by how pictures are shown',
    memoryExpected: (size: string) => `about ${size} at its highest`,
    pictures: 'Pictures',
    started: 'Started',
    elapsed: 'Took so far',
    settings: 'Differs from the preset',
    same: 'Nothing: these are the settings of the preset.',
    export: 'Export',
    exportHint: 'Pictures never leave this machine. Thumbnails go into the file only if you tick it.',
    thumbnails: 'with thumbnails',
    alerts: 'Alerts',
    noAlerts: 'Nothing to report.',
    evaluations: 'Held-out accuracy',
    evaluationsNone: 'Measured at the start and at the end of each round.',
    weights: 'Weights',
    suite: 'Suite',
    right: 'Right',
    accuracy: 'Accuracy',
    interval: '95 % interval',
    baseline: 'Always the most frequent answer',
    where: 'Where',
  },

  library: {
    title: 'Runs',
    parts: { list: 'All runs', compare: 'Compare', blind: 'Blind test', sweep: 'Sweep' },
    partsLabel: 'Parts of this view',
    kept: 'Kept in this browser',
    empty:
      'No run is kept yet. What you start is kept here by itself; a .visplay file dropped anywhere comes here too.',
    reading: 'Reading the runs',
    recorded: 'Recorded runs',
    recordedWhy: 'Real runs that came with this page. Compare yours with them.',
    imported: 'imported',
    inMemory: 'in memory only',
    columns: {
      name: 'Name',
      preset: 'Preset',
      caption: 'Differs from its preset',
      best: 'Best held-out',
      steps: 'Steps',
      device: 'Device',
      size: 'Size',
    },
    same: 'as its preset',
    unmeasured: 'not measured',
    broken: 'broken off',
    stopped: 'stopped',
    compareOne: (name: string): string => `Compare ${name}`,
    show: (name: string): string => `Show ${name}`,
    resume: (name: string): string => `Resume ${name}`,
    export: (name: string): string => `Export ${name}`,
    remove: (name: string): string => `Delete ${name}`,
    note: (name: string): string => `Note on ${name}`,
    notePlaceholder: 'Add a note',
    removed: (name: string): string => `${name} was deleted.`,
    undo: 'Undo',
    compareChosen: (chosen: number): string =>
      chosen < 2 ? 'Tick two to five to compare' : `Compare ${chosen} runs`,
    importFile: 'Import a .visplay file',
    current: 'The run on the screen',
    blindResult: (evolved: number, base: number, ties: number): string =>
      `Blind test: evolved ${evolved}, base ${base}, ties ${ties}`,
  },

  ask: {
    title: 'Ask',
    lead: 'Talk to the model about any picture. Nothing is learned from it, and nothing leaves this machine.',
    who: 'Who is asked',
    names: { base: 'Base', questioner: 'Questioner', reasoner: 'Reasoner' },
    about: {
      base: 'The model as it was before any training. It never changes.',
      questioner: 'The role that learned to ask. Let it ask, then let the reasoner answer.',
      reasoner: 'The role that learned to answer from its own votes.',
    },
    run: 'Weights of',
    of: (name: string): string => `as trained in ${name}`,
    nameOf: (who: string, name: string): string => `${who} of ${name}`,
    untrained: 'Nothing is trained yet: both roles are still the base.',
    question: 'Your question',
    placeholder: 'Ask about the picture',
    ask: 'Ask',
    letAsk: 'Let it ask',
    askedItself: 'a question of its own',
    examples: [
      'How many red circles are there?',
      'What colour is the largest shape?',
      'Which bar is the tallest?',
    ],
    temperature: 'Temperature',
    surest: '0, the likeliest',
    opening: 'Loading the model',
    thinking: 'Waiting for the first word',
    pictures: 'Pictures to ask about',
    choose: (name: string): string => `Ask about ${name}`,
    tokens: 'The answer, token by token',
    token: (text: string, probability: string): string => `${text}, ${probability}`,
    alternatives: 'What it could have said here',
    looked: (share: string): string => `${share} of its attention was on the picture.`,
    attended: 'Bright: where it looked for this token',
    cut: 'Cut at the greatest length.',
    answerIt: 'Let the reasoner answer it',
    clear: 'Clear the conversation',
  },

  blind: {
    title: 'Which answer is better?',
    none: 'Train a run first, at least one step: then its reasoner stands against the base here, names hidden.',
    run: 'Run that is tested',
    against: (name: string): string => `${name} against its base`,
    why: 'The base asks a question about one of your pictures, both answer it, and the names are hidden until you have chosen.',
    placeholder: 'A question of your own, or leave it to the base',
    begin: 'Begin',
    next: 'Next pair',
    work: { asking: 'The base is asking', answering: 'Both are answering' },
    left: 'Left',
    right: 'Right',
    choices: { left: 'Left is better', tie: 'No difference', right: 'Right is better' },
    evolved: 'Evolved reasoner',
    base: 'Base',
    preferred: (name: string): string => `You preferred: ${name}.`,
    tie: 'A tie.',
    count: (evolved: number, base: number, ties: number): string =>
      `${evolved} for the evolved, ${base} for the base, ${ties} ${ties === 1 ? 'tie' : 'ties'}`,
  },

  sweep: {
    title: 'Sweep one knob',
    why: 'A run for each value, one after the other, on the same pictures and with the same seed; then they are compared.',
    knob: 'Knob',
    values: (range: string): string => `Two to four values, each ${range}`,
    value: (at: number): string => `Value ${at}`,
    nothing: 'none',
    start: 'Start the sweep',
    going: (at: number, of: number): string => `Run ${at} of ${of} is going on. Stop it to end the sweep.`,
  },

  compare: {
    empty: 'Tick two to five runs under All runs, and they stand here side by side.',
    choose: 'Choose runs',
    remove: (name: string): string => `Take ${name} out`,
    differences: 'What differs',
    same: 'All settings are the same: what differs is chance, pictures or the device.',
    setting: 'Setting',
    facts: { preset: 'Preset', pictures: 'Pictures', device: 'Device', best: 'Best held-out', gain: 'Gain' },
    gainWhy: 'Last held-out accuracy minus the first, with a 95 % interval',
    charts: 'Charts',
    metric: 'Metrics',
    addMetric: 'Add a chart',
    noLine: 'None of these runs has values for it.',
    smoothing: 'Smoothing',
    otherPictures: (of: number): string =>
      of === 1
        ? 'One run has other pictures than the first.'
        : `${of} runs have other pictures than the first.`,
    reading: 'Reading',
    answers: 'The same picture, answered by each',
    answersWhy:
      'One question, put to the base and to the reasoner of each run; each says its likeliest answer.',
    askAll: 'Ask all',
    nextPicture: 'Another picture',
  },

  resume: {
    title: (name: string): string => `The run ${name} was interrupted`,
    where: (steps: number): string => (steps === 1 ? 'after 1 step' : `after ${count(steps)} steps`),
  },

  faults: {
    dismiss: 'Dismiss',
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
    picturesMissing: (missing: number, of: number) => ({
      said: `${missing} of the ${of} pictures of this run are not in this browser any more.`,
      fix: 'Add the same pictures again, then resume.',
    }),
    notKept: {
      said: 'There was no room to keep the pictures for later.',
      fix: 'The run goes on; after a reload it can only be resumed once the same pictures are added again.',
    },
    runInProgress: { said: 'A run is going on here.', fix: 'Stop it first, then drop the file again.' },
    nothingToExport: { said: 'There is nothing to export yet.', fix: 'Let the run take a step first.' },
    crashTitle: 'The page broke',
    crashSaid: 'Something on this page failed. What the run has said so far can be saved here.',
    crashSave: 'Save the events',
  },

  shortcuts: {
    title: 'Keyboard',
    close: 'Close',
    toggle: 'Start, pause, play',
    arrows: 'In a list: choose step, group or question',
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
];
