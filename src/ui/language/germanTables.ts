/** Names and reasons of settings, metrics and presets. Key figures of the paper and the code stay as they are quoted. */
import type { ConfigKey } from '../../loop/config.ts';
import type { MetricKey } from '../../loop/metrics.ts';
import type { PresetName } from '../../loop/presets.ts';

interface SettingWords {
  readonly label: string;
  readonly why: string;
  readonly unit?: string;
}

const setting = (label: string, why: string, unit?: string): SettingWords =>
  unit === undefined ? { label, why } : { label, why, unit };

export const germanSettings: Readonly<Record<ConfigKey, SettingWords>> = {
  'run.rounds': setting(
    'Runden',
    'Eine Runde trainiert den Fragesteller, baut die Silbermenge und trainiert den Löser; das meiste gewinnen die ersten zwei.',
    'Runden',
  ),
  'run.seed': setting(
    'Startwert',
    'Bestimmt jeden Zufall des Laufs: Gleicher Startwert, gleiche Einstellungen, Bilder und Gerät geben denselben Lauf.',
  ),
  'run.stopTexts': setting(
    'Am nächsten Zug anhalten',
    'Ein SmolVLM, das sein Ende verpasst, schreibt als sein Gegenüber weiter.',
  ),
  'run.splitPictures': setting(
    'Bilder in Kacheln teilen',
    'Auch Kleines wird gesehen, für bis zu 17-mal so viele Tokens.',
  ),
  'questioner.steps': setting(
    'Schritte des Fragestellers',
    'GRPO-Schritte der Phase A; null lässt den Fragesteller untrainiert.',
    'Schritte',
  ),
  'questioner.groupsPerStep': setting(
    'Bilder je Fragesteller-Schritt',
    'Jedes Bild ist eine GRPO-Gruppe des Fragestellers.',
    'Bilder',
  ),
  'questioner.groupSize': setting(
    'Fragen je Bild',
    'Die Gruppe, in der Fragen konkurrieren: Ihre Vorteile gelten im Vergleich miteinander.',
    'Fragen',
  ),
  'questioner.temperature': setting(
    'Temperatur des Fragestellers',
    'Über 1 werden die Fragen verschiedener, darunter gleichförmiger.',
  ),
  'questioner.topP': setting(
    'Top-p des Fragestellers',
    'Unter 1 wird der Rand abgeschnitten, und die Log-Wahrscheinlichkeiten für GRPO passen nicht mehr zum Gezogenen.',
  ),
  'questioner.maxNewTokens': setting(
    'Längste Frage',
    'Eine Frage, die bis dahin nicht fertig ist, wird nicht verstanden.',
    'Tokens',
  ),
  'warmup.steps': setting(
    'Schritte zum Aufwärmen',
    'Haben zu wenige Ausgaben einer Rolle die verlangte Form, ahmt sie zuerst die eigenen nach, die sie haben; keine Antwort wird dabei angesehen.',
    'Schritte',
  ),
  'warmup.below': setting(
    'Aufwärmen unterhalb von',
    'Ab diesem Anteil wohlgeformter Ausgaben hat eine Gruppe genug zu vergleichen.',
    'Anteil',
  ),
  'warmup.outputs': setting(
    'Ausgaben je Aufwärmschritt',
    'Nachgeahmt werden die wohlgeformten darunter.',
    'Ausgaben',
  ),
  'votes.samples': setting(
    'Antworten je Frage',
    'Wie oft eine Frage beantwortet wird, um die Einigkeit zu messen, während der Fragesteller lernt.',
    'Antworten',
  ),
  'votes.labelSamples': setting(
    'Antworten je Silberantwort',
    'Wie viele Antworten über einen Eintrag der Silbermenge abstimmen.',
    'Antworten',
  ),
  'votes.views': setting(
    'Ansichten je Abstimmung',
    'Die Antworten verteilen sich auf so viele leicht veränderte Kopien des Bildes: Einigkeit, die kleine Änderungen übersteht, zählt mehr. 1 stimmt am Bild selbst ab.',
    'Ansichten',
  ),
  'votes.correct': setting(
    'Bilder zuerst richten',
    'Fragesteller und Abstimmende sehen jedes Bild heller, auf weißem Grund, schärfer und so weiter: was das Basismodell am sichersten macht. Das wird am Anfang herausgefunden. Der Löser lernt an den Bildern, wie sie sind.',
  ),
  'votes.temperature': setting(
    'Temperatur der Abstimmung',
    'Einigkeit wird an Stichproben gemessen; bei niedriger Temperatur ist sich alles einig.',
  ),
  'votes.topK': setting(
    'Top-k der Abstimmung',
    'Nur unter den k wahrscheinlichsten Tokens ziehen; 0 schaltet das ab.',
    'Tokens',
  ),
  'votes.maxNewTokens': setting(
    'Längste Antwort',
    'Eine Antwort, die bis dahin keinen Kasten hat, enthält sich.',
    'Tokens',
  ),
  'votes.rewardPrompt': setting(
    'Prompt beim Belohnen',
    'Ein Prompt für Belohnung, Antworten und Training, damit die bezahlte Konfidenz die gefilterte ist.',
  ),
  'votes.matching': setting(
    'Wann zwei Antworten gleich sind',
    'Nach Typ: „B“ und „B. Hund“ sind eine Option, und 4,9 und 5,0 sind sich einig; ein wörtlicher Vergleich hielte das für Zweifel.',
  ),
  'votes.noBox': setting(
    'Antworten ohne Kasten',
    'Als eigene Klasse sehen fehlende Kästen aus wie eine schwere Frage und werden bezahlt.',
  ),
  'votes.voter': setting(
    'Wer abstimmt',
    'Das eingefrorene Basismodell behält sein Gefühl dafür, was sich beantworten lässt; ein Löser, der über eigene Fragen abstimmt, verlernt es Runde um Runde.',
  ),
  'votes.unanswerable': setting(
    'Darf „nicht zu beantworten“ sagen',
    'Eine Mehrheit für „nicht zu beantworten“ ist ein Urteil über die Frage und wird nie gelernt. Ohne das dürfen die Abstimmenden es nicht sagen.',
  ),
  'votes.blindSamples': setting(
    'Blinde Antworten je Frage',
    'Antworten ohne das Bild: Eine Frage, die sich blind beantworten lässt, lehrt kein Sehen. 0 schaltet die Prüfung ab.',
    'Antworten',
  ),
  'votes.blindAllowed': setting(
    'Erlaubte blinde Treffer',
    'Eine Frage besteht, wenn höchstens so viele blinde Antworten der Mehrheit gleichen.',
    'Antworten',
  ),
  'reward.uncertainty': setting(
    'Belohnung für Schwierigkeit',
    'paper: 1 − |2c − 1|; code: min(c, 1 − c); band: 1 auf einem Plateau der Konfidenz und außerhalb linear fallend, damit Schweres bezahlt wird und Unbeantwortbares nicht; random: die Kontrolle.',
  ),
  'reward.bandLow': setting(
    'Plateau von',
    'Darunter ist Einigkeit bei zwei möglichen Antworten nicht besser als Raten.',
    'Konfidenz',
  ),
  'reward.bandHigh': setting(
    'Plateau bis',
    'Darüber ist die Frage zu leicht, um viel zu lehren.',
    'Konfidenz',
  ),
  'reward.diversity': setting(
    'Abzug für Wiederholung',
    'Unter den Fragen zu einem Bild (paper), unter allen des Schritts (code) oder beides.',
  ),
  'reward.diversityWeight': setting(
    'Gewicht der Vielfalt λ',
    'Eine Frage, deren ganze Gruppe dasselbe sagt, verliert λ.',
  ),
  'reward.clusterThreshold': setting(
    'Schwelle der Cluster',
    'Fragen, die sich im Mittel näher sind, gelten als dieselbe.',
    '1 − BLEU',
  ),
  'reward.singletonsFree': setting(
    'Eine einmalige Frage kostet nichts',
    'Der Abzug ist (Größe − 1)/(n − 1) statt Größe/n und beginnt so bei null.',
  ),
  'reward.symmetricDistance': setting(
    'Symmetrischer Abstand',
    'BLEU ist nicht symmetrisch; das Mittel beider Richtungen macht die Cluster von der Reihenfolge unabhängig.',
  ),
  'reward.balance': setting(
    'Gewicht des Gleichgewichts',
    'Hält die Mischung der Fragearten nahe an der des eingefrorenen Fragestellers: Eine Art, die mehr als ihren Anteil nimmt, wird schlechter bezahlt.',
  ),
  'reward.relu': setting(
    'Belohnungen bei null abschneiden',
    'Der Schnitt stellt eine unverständliche Ausgabe einer trivialen Frage gleich.',
  ),
  'reward.invalid': setting(
    'Belohnung einer ungültigen Ausgabe',
    'Knapp unter der schlechtesten gültigen Frage, damit eine schlechte Ausgabe nicht den Maßstab der ganzen Gruppe setzt.',
  ),
  'reward.strictFormat': setting(
    'Strenges Format',
    'Genau die drei markierten Teile in ihrer Reihenfolge, mit bekanntem Typ, und sonst nichts.',
  ),
  'reward.unanswerable': setting(
    'Belohnung einer unbeantwortbaren Frage',
    'Ohne sie bezahlt die Unsicherheit Fragen nach Dingen, die nicht im Bild sind.',
  ),
  'silver.pictures': setting(
    'Bilder für die Silbermenge',
    'In jeder Runde ein neuer, gemischter Teil der Bilder.',
    'Bilder',
  ),
  'silver.visits': setting(
    'Besuche eines Bildes',
    'Wie oft in einer Runde nach einem Bild gefragt werden darf, wenn es weniger Bilder gibt. Dieselbe Frage zählt nur einmal.',
    'Besuche',
  ),
  'silver.questionsPerPicture': setting(
    'Kandidaten je Bild',
    'Wie viele Fragen vor dem Filter zu jedem Bild gestellt werden.',
    'Fragen',
  ),
  'silver.bandLow': setting(
    'Behalten ab Konfidenz',
    'Antworten mit weniger Einigkeit sind meist falsch.',
    'Konfidenz',
  ),
  'silver.bandHigh': setting(
    'Behalten bis Konfidenz',
    'Sichere Fragen halten Gekonntes fest, und veränderte Ansichten bringen auch bei ihnen Unterschiede.',
    'Konfidenz',
  ),
  'silver.beyondChance': setting(
    'Raten von der Konfidenz abziehen',
    'Sechs von zehn Antworten sind sich leicht einig, wenn es nur Ja und Nein gibt: Das untere Ende des Bandes wird mit (c − Zufall)/(1 − Zufall) verglichen.',
  ),
  'silver.dropStrings': setting(
    'Nach Textteilen verwerfen',
    'Der offizielle Code verwirft Fragen mit „box“ und Antworten mit „text“; das trifft auch harmlose.',
  ),
  'silver.dropDuplicates': setting(
    'Wiederholte Fragen verwerfen',
    'Dieselbe Frage zu demselben Bild wird einmal behalten.',
  ),
  'silver.largestShare': setting(
    'Größter Anteil einer Art',
    'Keine Frageart (ihre ersten drei Wörter) füllt mehr von der Menge; 1 schaltet das ab.',
    'Anteil',
  ),
  'silver.evenVerdicts': setting(
    'So viele Ja wie Nein',
    'Abstimmungen sind sicherer bei dem, was fehlt: Ohne dies lernt der Reasoner, Nein zu sagen. Gezählt bei Ja-Nein-Fragen, die mit denselben zwei Wörtern beginnen und gleich lang sind.',
  ),
  'silver.minimum': setting(
    'Kleinste Silbermenge',
    'Bei weniger behaltenen Zeilen entscheidet die Regel darunter.',
    'Zeilen',
  ),
  'silver.shortage': setting(
    'Wenn die Menge zu klein ist',
    'shrink: so viele Schritte, wie ein Durchgang hergibt; repeat: mehrere Durchgänge; skip: Der Löser lernt in dieser Runde nicht. Der Lauf sagt immer, was gilt.',
  ),
  'silver.passes': setting(
    'Durchgänge durch die Menge',
    'Wie oft repeat in einer Runde auf eine Frage zurückkommen darf. Jedes Mal zeigt es eine andere Ansicht des Bildes, aber ein falsches Etikett lernt sich jedes Mal etwas mehr.',
    'Durchgänge',
  ),
  'reasoner.steps': setting('Schritte des Lösers', 'GRPO-Schritte der Phase C.', 'Schritte'),
  'reasoner.groupsPerStep': setting(
    'Fragen je Löser-Schritt',
    'Jede Silberfrage ist eine GRPO-Gruppe des Lösers.',
    'Fragen',
  ),
  'reasoner.groupSize': setting(
    'Antworten je Gruppe',
    'Die Gruppe, in der Antworten konkurrieren.',
    'Antworten',
  ),
  'reasoner.temperature': setting(
    'Temperatur des Lösers',
    'Gruppen brauchen auch falsche Antworten, um daraus zu lernen.',
  ),
  'reasoner.maxNewTokens': setting(
    'Längster Gedankengang',
    'Antworten, die hier abbrechen, haben keinen Kasten und bringen nichts.',
    'Tokens',
  ),
  'reasoner.augment': setting(
    'An veränderten Ansichten lernen',
    'Die Rollouts sehen andere Ansichten als die Abstimmung: die einzige Quelle jenseits der eigenen Lieblingsantwort.',
  ),
  'reasoner.averagedShare': setting(
    'Gemittelter Teil von Stufe C',
    'Der Reasoner einer Runde ist das Mittel seiner Gewichte über diesen letzten Teil der Schritte: Das Rauschen einzelner Schritte, das Gekonntes verlernt, mittelt sich heraus. 0 nimmt die letzten Gewichte.',
    'Anteil',
  ),
  'reasoner.towardsBase': setting(
    'Zurück zum Basismodell',
    'Nach Stufe C gehen die Gewichte diesen Teil des Weges zum Basismodell zurück: Die ersten Schritte von ihm weg kosten am wenigsten und bringen am meisten.',
    'Anteil',
  ),
  'reasoner.formatWeight': setting(
    'Gewicht der Formatbelohnung',
    'Der offizielle Code zahlt 0,1 für einen Denkblock, den sein Prompt nie verlangt: eine Konstante, die herausfällt.',
  ),
  'reasoner.labels': setting(
    'Antworten zum Lernen',
    'silver: die Abstimmung; random: die Kontrolle, die nach Zufall zahlt; oracle: die Kontrolle, die die wahren Antworten gezeichneter Bilder liest.',
  ),
  'reasoner.update': setting(
    'Update',
    'grpo: Antworten konkurrieren in ihrer Gruppe; cross-entropy: passende Antworten werden nachgeahmt, die anderen weggelassen. Das ist einfaches Selbsttraining, die Kontrolle.',
  ),
  'grpo.learningRate': setting(
    'Lernrate',
    'Behutsam: Bei 1e-4 ohne KL-Term verliert ein kleines Modell in 25 Schritten, was es konnte, selbst mit wahren Belohnungen.',
  ),
  'grpo.warmupSteps': setting(
    'Aufwärmen',
    'Die ersten Schritte von AdamW sind groß, solange seine Mittelwerte jung sind.',
    'Schritte',
  ),
  'grpo.beta1': setting('AdamW β₁', 'Schwung des Gradienten.'),
  'grpo.beta2': setting('AdamW β₂', 'Kurze Phasen brauchen ein zweites Moment, das schnell warm wird.'),
  'grpo.weightDecay': setting('Gewichtsabnahme', 'Der KL-Term zieht schon zum Basismodell.'),
  'grpo.gradientClip': setting(
    'Grenze des Gradienten',
    'Begrenzt den Schritt, den ein Stapel tun kann.',
    'globale Norm',
  ),
  'grpo.clipLow': setting('Clip unten', 'Die untere Grenze des Verhältnisses ist 1 minus dies.'),
  'grpo.clipHigh': setting(
    'Clip oben',
    'Die obere Grenze ist 1 plus dies; weiter als unten hält die Entropie hoch.',
  ),
  'grpo.clipDual': setting(
    'Doppelter Clip',
    'Begrenzt den Verlust einer schlechten Antwort auf das Sovielfache ihres Vorteils.',
  ),
  'grpo.klCoefficient': setting('KL-Koeffizient', 'Wie fest die Gewichte nahe am Anker gehalten werden.'),
  'grpo.klAnchor': setting(
    'KL-Anker',
    'Am Anfang jeder Phase verankert, summiert sich die Drift über die Runden; am Basismodell verankert kann sie das nicht.',
  ),
  'grpo.divideByDeviation': setting(
    'Durch die Streuung der Gruppe teilen',
    'Wie in GRPO; ohne das wiegen fast gelöste und fast hoffnungslose Gruppen weniger.',
  ),
  'grpo.aggregation': setting(
    'Mittel des Verlusts',
    'Über alle Tokens gleich oder zuerst je Antwort, was Tokens langer Antworten weniger Gewicht gibt.',
  ),
  'grpo.updatesPerStep': setting(
    'Updates je Schritt',
    'Ein Update je Stapel hält das Verhältnis bei genau 1; mehr sind off-policy und lassen das Clipping arbeiten.',
    'Updates',
  ),
  'grpo.dropZeroVariance': setting(
    'Gruppen ohne Streuung weglassen',
    'Sie tragen keinen Vorteil und bringen nur KL.',
  ),
  'grpo.microBatch': setting(
    'Sequenzen je Teilstapel',
    'Gradienten werden über Teilstapel dieser Größe gesammelt: Das ändert den Speicher, nicht das Ergebnis.',
    'Sequenzen',
  ),
  'adapter.use': setting(
    'Einen Adapter trainieren',
    'Ein LoRA-Adapter lässt das Basismodell, wie es ist, und kostet beim Lernen ein Hundertstel seines Speichers; auto nimmt ab 50 Millionen Gewichten einen.',
  ),
  'adapter.rank': setting(
    'Rang des Adapters',
    'Belohnungen lehren wenige Bit je Antwort, darum genügen kleine Ränge; Vielfache von vier sind am schnellsten.',
  ),
  'adapter.alpha': setting(
    'Alpha des Adapters',
    'Eine Änderung wird mit Alpha durch Rang malgenommen: Das Doppelte des Rangs ist üblich.',
  ),
  'adapter.targets': setting(
    'Adapter an',
    'Alle linearen Schichten von Decoder und Connector lernen am besten; der Bildteil bleibt immer, wie er ist.',
  ),
  'device.memoryBudget': setting(
    'Speicherrahmen',
    'Bestimmt die Stapelgrößen, und wo er knapp ist, werden Schichten zweimal gerechnet statt behalten: Das ändert das Tempo, nicht das Ergebnis. 0 nimmt, was solch ein Gerät üblicherweise hat.',
  ),
  'evaluation.questions': setting(
    'Prüfungsfragen',
    'Genauigkeit ohne Zufall auf Fragen mit wahren Antworten, die das Training nie sieht; 200 lassen ein Intervall von etwa ±7 Punkten.',
    'Fragen',
  ),
  'evaluation.every': setting(
    'Prüfen alle',
    'Neben Anfang und Ende jeder Runde; 0 ist nur diese.',
    'Löser-Schritte',
  ),
  'evaluation.domain': setting(
    'Art der Prüfungsbilder',
    'Ob die Prüfungsbilder aussehen wie beim Vortraining oder dunkel, verrauscht und in anderen Farben, wie die Sammlung, mit der die Seite beginnt.',
  ),
};

interface MetricWords {
  readonly label: string;
  readonly sentence: string;
}

const metric = (label: string, sentence: string): MetricWords => ({ label, sentence });

export const germanMetrics: Readonly<Record<MetricKey, MetricWords>> = {
  'heldout/accuracy': metric(
    'Prüfungsgenauigkeit',
    'Antworten ohne Zufall auf gezeichnete Bilder mit wahren Antworten, die das Training nie sieht.',
  ),
  'reasoner/accuracy': metric(
    'Treffer gegen Silber',
    'Wie oft eine gezogene Antwort der Silberantwort gleicht. Sie steigt auch, wenn die Silberantworten falsch sind.',
  ),
  'silver/precision': metric(
    'Richtige Silberantworten',
    'Wie viele behaltene Silberantworten der wahren gleichen, wo das Bild hier gezeichnet wurde und sich die Frage prüfen lässt. Gemessen, nie gelernt.',
  ),
  'reasoner/goldAccuracy': metric(
    'Treffer gegen Gold',
    'Wie die Treffer gegen Silber, aber gegen die wahre Antwort, wo es eine gibt. Der Abstand ist gelernter Fehler.',
  ),
  'questioner/reward': metric('Belohnung des Fragestellers', 'Mittlere Belohnung der Fragen eines Schritts.'),
  'questioner/reward_std': metric(
    'Streuung der Belohnung',
    'Standardabweichung der Belohnungen eines Schritts; ohne Streuung gibt es nichts zu lernen.',
  ),
  'questioner/uncertainty': metric(
    'Belohnung für Schwierigkeit',
    'Der Teil der Belohnung, der Fragen der richtigen Schwierigkeit bezahlt.',
  ),
  'questioner/diversity': metric(
    'Abzug für Wiederholung',
    'Der Teil der Belohnung, der kostet, wer dasselbe fragt.',
  ),
  'questioner/valid': metric(
    'Verständliche Fragen',
    'Anteil der Ausgaben des Fragestellers mit Typ, Frage und Antwort in ihrer Reihenfolge.',
  ),
  'warmup/before': metric(
    'Wohlgeformt vor dem Aufwärmen',
    'Anteil der Ausgaben einer Rolle, die die verlangte Form haben.',
  ),
  'warmup/after': metric('Wohlgeformt nach dem Aufwärmen', 'Derselbe Anteil, wenn das Aufwärmen vorbei ist.'),
  'questioner/unanswerable': metric(
    'Als unbeantwortbar abgestimmt',
    'Anteil der verständlichen Fragen, von denen die Mehrheit sagt, dass das Bild sie nicht beantwortet.',
  ),
  'questioner/wellPosed': metric(
    'Sinnvolle Fragen',
    'Anteil der Fragen zu gezeichneten Bildern, die die Szene wirklich beantwortet. Gemessen, nie gelernt.',
  ),
  'vote/confidence': metric('Konfidenz', 'Mittlerer Anteil der Mehrheitsantwort: 1 ist volle Einigkeit.'),
  'vote/abstained': metric(
    'Antworten ohne Kasten',
    'Anteil der Antworten, die kein Ergebnis im Kasten geben.',
  ),
  'questioner/clusters': metric(
    'Cluster',
    'Wie viele verschiedene Fragen der Schritt gestellt hat; fällt das, wiederholt sich der Fragesteller.',
  ),
  'questioner/kinds': metric(
    'Wirksame Fragearten',
    'Entropie der Fragearten, als Anzahl. Die Einmaligkeit kann bleiben, während dies zusammenbricht.',
  ),
  'silver/kept': metric('Behaltene Silberzeilen', 'Größe der Silbermenge der Runde.'),
  kl: metric(
    'KL zum Anker',
    'Wie weit sich die Gewichte in dem, was sie sagen, bewegt haben, je Token (k3-Schätzer).',
  ),
  entropy: metric(
    'Entropie je Token',
    'Wie unentschieden das Modell je Token ist; ein Kollaps zeigt sich hier zuerst.',
  ),
  grad_norm: metric('Norm des Gradienten', 'Globale Norm des Gradienten.'),
  loss: metric('Verlust', 'Der GRPO-Verlust; von der Konstruktion her nahe null, seine Höhe sagt wenig.'),
  frac_reward_zero_std: metric(
    'Gruppen ohne Streuung',
    'Gruppen, deren Belohnungen alle gleich sind, lehren nichts.',
  ),
  clip_ratio: metric(
    'Geclippte Tokens',
    'Anteil der Tokens, deren Verhältnis den Clip-Bereich verließ; null bei einem Update je Schritt.',
  ),
  ratio_max: metric('Größtes Verhältnis', 'Größtes Wahrscheinlichkeitsverhältnis eines Tokens im Schritt.'),
  logprob_gap: metric(
    'Abstand Rollout–Training',
    'Größter Unterschied zwischen der beim Ziehen notierten und der zum Lernen neu gerechneten Log-Wahrscheinlichkeit.',
  ),
  'completions/mean_length': metric('Länge der Texte', 'Mittlere Länge der gezogenen Texte.'),
  'completions/clipped_ratio': metric(
    'Abgeschnittene Texte',
    'Anteil der Texte, die an die Längengrenze stießen.',
  ),
  tokens_per_second: metric(
    'Tempo beim Ziehen',
    'Erzeugte Tokens je Sekunde über alle Rollouts und Abstimmungen des Schritts.',
  ),
  'seconds/rollout': metric('Zeit für Rollouts', 'Sekunden für das Ziehen der Rollouts.'),
  'seconds/vote': metric('Zeit für Abstimmungen', 'Sekunden für das Beantworten der Fragen.'),
  'seconds/update': metric('Zeit für Updates', 'Sekunden für vorwärts, rückwärts und Optimierer.'),
  'seconds/step': metric('Zeit je Schritt', 'Sekunden des ganzen Schritts.'),
  tensors: metric(
    'Lebende Tensoren',
    'Tensoren am Ende des Schritts; bleibt das nicht flach, läuft etwas aus.',
  ),
  memory: metric('Speicher der Tensoren', 'Bytes in Tensoren und Pufferpool am Ende des Schritts.'),
};

interface PresetWords {
  readonly label: string;
  readonly sentence: string;
}

const preset = (label: string, sentence: string): PresetWords => ({ label, sentence });

export const germanPresets: Readonly<Record<PresetName, PresetWords>> = {
  improved: preset(
    'Verbessert',
    'Abstimmung über veränderte Ansichten, ein eingefrorenes Basismodell, das „nicht zu beantworten“ sagen darf, sichere Antworten: der Normalfall.',
  ),
  quick: preset(
    'Schneller Blick',
    'Das verbesserte Rezept in wenigen kleinen Schritten: eine ganze Runde in etwa einer Minute.',
  ),
  'smolvlm-quick': preset(
    'SmolVLM, schnell',
    'Adapter an einem SmolVLM, wenige Bilder und kurze Antworten: ein Blick darauf, ob es überhaupt spielt.',
  ),
  'smolvlm-full': preset(
    'SmolVLM, voll',
    'Das verbesserte Rezept mit Adaptern an einem SmolVLM, 128 Tokens je Antwort: für einen Rechner mit GPU.',
  ),
  paper: preset('VisPlay, Artikel', 'Belohnungen und Filter, wie der Artikel sie schreibt.'),
  code: preset('VisPlay, Code', 'Belohnungen und Filter, wie der offizielle Code sie rechnet.'),
  'untrained-questioner': preset(
    'Kontrolle: Fragesteller untrainiert',
    'Das Basismodell fragt, nur der Löser lernt: Was bringt es, den Fragesteller zu trainieren?',
  ),
  'random-reward': preset(
    'Kontrolle: Zufällige Belohnung',
    'Beide Rollen werden nach Zufall bezahlt: Was macht Lernen aus Rauschen?',
  ),
  'no-diversity': preset(
    'Kontrolle: Keine Vielfalt',
    'Nichts hält den Fragesteller davon ab, ewig eine gute Frage zu stellen.',
  ),
  'no-filter': preset(
    'Kontrolle: Kein Bandfilter',
    'Jede Frage mit einer Antwort wird gelernt, wie unsicher die Abstimmung auch war.',
  ),
  'no-augmentation': preset(
    'Kontrolle: Keine veränderten Ansichten',
    'Abstimmung und Rollouts sehen das Bild selbst: Was bringen veränderte Ansichten?',
  ),
  'self-training': preset(
    'Kontrolle: Einfaches Selbsttraining',
    'Antworten, die der Silberantwort gleichen, werden nachgeahmt, und nichts konkurriert.',
  ),
  'one-template': preset(
    'Kollaps: Eine Schablone',
    'Für Unsicherheit bezahlt, ohne Vielfalt und ohne „nicht zu beantworten“, in großen Schritten: Der Fragesteller fällt auf eine Schablone, auf die nichts antwortet.',
  ),
  'wrong-majorities': preset(
    'Kollaps: Falsche Mehrheiten',
    'Der Löser stimmt für sich selbst, jede Mehrheit wird gelernt, und es geht weiter: Die Konfidenz steigt, die Genauigkeit nicht.',
  ),
  oracle: preset(
    'Kontrolle: Goldenes Orakel',
    'Der Löser wird nach den wahren Antworten gezeichneter Bilder bezahlt: die Obergrenze, kein Selbstspiel.',
  ),
};

/** By the name of the look. */
export const germanCollections: Readonly<
  Record<string, { readonly label: string; readonly sentence: string }>
> = {
  shifted: {
    label: 'Zeichnungen in anderem Licht',
    sentence:
      'Formen, Dinge, Diagramme, Skalen und Wege, wie das Modell sie nie gesehen hat: dunkel, verrauscht, in anderen Farben. Hier gibt es etwas zu lernen.',
  },
  clean: {
    label: 'Zeichnungen, wie es sie kennt',
    sentence: 'Dieselben auf hellem Grund in klaren Farben: Da bleibt dem Modell wenig zu lernen.',
  },
};

/** When an alarm rings, by its code. */
export const germanAlarms: Readonly<Record<string, { readonly rule: string }>> = {
  'repeated-template': {
    rule: 'die häufigste Art von Frage mehr als die Hälfte der Fragen ausmacht und mehr als das Anderthalbfache ihres ersten Anteils',
  },
  'few-kinds': { rule: 'die Zahl wirksamer Fragearten unter ein Drittel des Anfangs fällt' },
  'sinking-agreement': { rule: 'die Konfidenz der Abstimmungen unter drei Viertel des Anfangs fällt' },
  'outgrowing-confidence': {
    rule: 'der Löser seine Silberantworten um 0,3 öfter trifft als am Anfang und öfter als neun von zehn Mal',
  },
  'even-groups': {
    rule: 'mehr als vier Fünftel der Gruppen keine Streuung haben und anderthalbmal so viele wie am Anfang',
  },
  'sinking-entropy': { rule: 'die Token-Entropie des Lösers unter ein Zehntel des Anfangs fällt' },
};
