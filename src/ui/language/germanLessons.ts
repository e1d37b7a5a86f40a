import type { LessonWords } from '../../learn/lessonWords.ts';
import { brief, percent, signed } from '../figures.ts';
import type { Texts } from './retell.ts';

export const germanLessons: Texts<LessonWords> = {
  roles: {
    title: 'Ein Modell, zwei Rollen',
    text: 'Ein kleines Modell spielt beide Rollen. Der Fragesteller (Questioner) sieht ein Bild, das niemand beschriftet hat, und fragt; der Löser (Reasoner) antwortet, mehrmals. Sie beginnen mit denselben Gewichten und entwickeln sich auseinander.',
    ask: 'Niemand hat die Antworten aufgeschrieben. Wer korrigiert?',
    options: {
      person: 'Ein Mensch',
      questioner: 'Der Fragesteller',
      vote: 'Die Antworten selbst, durch Abstimmung',
    },
    said: 'Die Antworten selbst. Die häufigste wird zur Silberantwort, und alles, was hier gelernt wird, kommt aus dieser Abstimmung.',
    note: 'Die Zeichen behalten auf allen Seiten ihre Bedeutung: Das orange Dreieck fragt, der blaue Kreis antwortet.',
  },
  difficulty: {
    title: 'Gut fragen',
    text: 'Eine Frage, auf die immer dieselbe Antwort kommt, lehrt nichts, und eine, die niemand beantworten kann, auch nicht. Bezahlt wird, was dazwischen liegt: c sagt, wie weit die Antworten übereinstimmen.',
    ask: 'Welche dieser Fragen wird am besten bezahlt?',
    said: (confidence, reward) =>
      `Ihre Antworten stimmen zu c = ${brief(confidence)} überein, und sie bringt ${signed(reward)}: schwer genug, um etwas zu lehren, klar genug, um eine Antwort zu haben. Zu leicht und zu vage bringen weniger.`,
    note: 'Das ist die Belohnung für Schwierigkeit. VisPlay zahlt bei c = 0,5 am meisten, das verbesserte Rezept für einen Bereich darüber.',
  },
  agreement: {
    title: 'Einigkeit als Lehrer',
    text: 'Der Löser beantwortet dieselbe Frage mehrmals. Kleine Zufälle führen ihn verschiedene Wege, aber zu dem, was er weiß, kommt er immer wieder zurück.',
    ask: 'Bevor wir zählen: Welche Antwort gewinnt?',
    said: (silver, votes, of) =>
      `„${silver}“ gewinnt mit ${votes} von ${of} Stimmen. Das ist nun die Silberantwort, und ${votes}/${of} ist ihre Konfidenz c. Niemand hat geprüft, ob sie stimmt.`,
    note: 'Erst die Klasse per Handzeichen abstimmen lassen, dann auflösen.',
  },
  advantages: {
    title: 'Warum Gruppen',
    text: 'Eine Belohnung allein sagt wenig. Es zählt, wie sie neben den anderen ihrer Gruppe steht: der Vorteil. Die Belohnungen lassen sich ziehen; Mittelwert, Streuung und alle Vorteile gehen mit.',
    ask: 'Das Signal verschwinden lassen und dann zurückholen.',
    said: 'Da war es: Wo alle Belohnungen gleich sind, wird nichts gelernt, egal wie hoch sie sind.',
    note: 'Â = (r − μ) / (σ + ε). Dass die Gruppe ihr eigener Maßstab ist, ist das G in GRPO.',
  },
  diversity: {
    title: 'Warum Vielfalt',
    text: 'Wenn sich eine Frage lohnt, warum sie nicht immer wieder stellen? Weil Fragen, die dasselbe sagen, sich einen Abzug teilen, falls es einen gibt. Nimm ihn weg und sieh hin.',
    ask: 'Die markierte Frage sagt, was andere ihrer Gruppe sagen. Was macht das mit ihrer Belohnung?',
    options: {
      same: 'Nichts: Sie ist so gut wie zuvor',
      less: 'Sie bringt weniger',
      more: 'Sie bringt mehr',
    },
    said: (size, cost) =>
      `Sie bringt weniger: ${size} Fragen fallen in einen Cluster, das kostet jede ${signed(cost)}. Ohne das endet der Fragesteller bei einer einzigen Schablone.`,
    free: (same, of, reward) =>
      `Nichts, denn dieser Lauf kennt keinen Abzug: ${same} von ${of} Fragen sagen dasselbe, und diese bringt ${signed(reward)}, als wäre sie die einzige. Was sich lohnt, wird wieder gefragt, zu jedem Bild.`,
    note: 'Auch ein Lauf, den du von hier aus startest, hat den Abzug nicht. Sieh dir unter Diagramme seine Cluster an: Erst geht die Vielfalt, und keine Belohnung verrät es.',
  },
  update: {
    title: 'Das Update',
    text: 'Nun bewegen sich die Gewichte, ein wenig. Tokens von Rollouts über dem Mittel ihrer Gruppe werden wahrscheinlicher, die darunter weniger wahrscheinlich: Das ist ein Schritt GRPO.',
    ask: 'Welche Fragen wird der Fragesteller nach diesem Schritt öfter stellen?',
    options: { better: 'Die über dem Mittel ihrer Gruppe', longest: 'Die längsten', all: 'Alle' },
    said: (kl) =>
      `Die über dem Mittel. Die Schritte sind mit Absicht klein: Nach der ganzen Phase A weicht der Fragesteller um KL = ${brief(kl)} von seinem Anfang ab.`,
    note: 'In Phase C lernt der Löser auf dieselbe Weise. Mit → gehen die nächsten Schritte vorbei.',
  },
  heldOut: {
    title: 'Wird es wirklich besser?',
    text: 'Einigkeit kann ohne Wahrheit wachsen. Darum macht der Löser vorher und nachher eine Prüfung: gezeichnete Bilder, deren richtige Antworten bekannt sind und die das Training nie sieht.',
    ask: 'Wie viele löst er richtig, nachdem er aus den eigenen Abstimmungen gelernt hat?',
    options: { more: 'Mehr als vorher', same: 'So viele wie vorher', fewer: 'Weniger als vorher' },
    said: (before, after, of, sure) =>
      `Vorher ${before} von ${of}, nachher ${after} von ${of}. ${sure ? 'Das 95-%-Intervall des Unterschieds enthält die Null nicht: Das ist mehr als Zufall.' : 'Das 95-%-Intervall des Unterschieds enthält die Null: Das kann Zufall sein.'}`,
    note: 'Unter Diagramme das Band um die Punkte ansehen. Ein Lauf ist eine Anekdote.',
  },
  collapse: {
    title: 'Wie es scheitert',
    text: 'Eine Abstimmung kann sich irren, und in der Schleife würde es niemand merken. Das sind die Fragen, die zum Lernen behalten wurden, jede mit ihrer Silberantwort.',
    ask: 'Diese Bilder wurden hier gezeichnet, die Wahrheit ist also bekannt. Wie viele der behaltenen Antworten sind falsch?',
    options: {
      none: 'Keine',
      few: 'Weniger als jede zehnte',
      many: 'Ein Zehntel bis die Hälfte',
      most: 'Die meisten',
    },
    said: (wrong, kept) =>
      `${percent(wrong)} der ${kept} behaltenen Antworten sind falsch und werden gelernt wie die richtigen. Wer zu lange auf falschen Mehrheiten lernt, wird immer sicherer und liegt immer öfter daneben.`,
    note: 'Der Bandfilter behält die sichersten Fragen, damit dieser Anteil klein bleibt. Dazu passt die Voreinstellung „Falsche Mehrheiten“.',
  },
};
