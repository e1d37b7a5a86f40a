import type { FaultTexts } from './faultTexts.ts';

/*
 * What went wrong, in German: by code, each sentence as it is thrown with `{}` for what is inserted, and its German with
 * `{0}`, `{1}` in the order of the English. `said` and `fix` stand in where a sentence is not known; `{}` is then what
 * was said. Where they are missing the page's own texts are used, which are German already.
 */

type Row = readonly [string, string];

const programFault: Row = [
  'This is a fault of the program: export the run and report it.',
  'Das ist ein Fehler des Programms: Exportiere den Lauf und melde ihn.',
];
const repeat: Row = [
  'Start the run again: the same seed and settings repeat it.',
  'Starte den Lauf noch einmal: Mit demselben Startwert und denselben Einstellungen wiederholt er sich.',
];
const unpack: Row = [
  'Unpack the archive and drop the folder instead.',
  'Entpacke das Archiv und leg den Ordner ab.',
];
const resumeCheckpoint: Row = [
  'Resume the run: it goes on from its last checkpoint.',
  'Setze den Lauf fort: Er geht bei seinem letzten Checkpoint weiter.',
];
const copyOfFile: Row = ['Use an unchanged copy of the file.', 'Nimm eine unveränderte Kopie der Datei.'];
const reloadKept: Row = [
  'Reload the page; what was stored is kept.',
  'Lade die Seite neu; was gespeichert war, bleibt.',
];
const shards: Row = [
  'The shards do not belong together: download the folder again.',
  'Die Teile gehören nicht zusammen: Lade den Ordner noch einmal herunter.',
];
const oneBefore: Row = [
  'The one before it is used if there is one; otherwise start the run again.',
  'Gibt es einen davor, so wird er genommen; sonst starte den Lauf noch einmal.',
];

// A row of a table stays a line.
// prettier-ignore
export const germanFaults: Readonly<Record<string, FaultTexts>> = {
  unexpected: {
    said: 'Etwas Unerwartetes ist geschehen: {}',
    fix: 'Exportiere den Lauf, um ihn zu behalten, und lade dann die Seite neu.',
    rows: [
      ['Export the run to keep it, then reload the page.', 'Exportiere den Lauf, um ihn zu behalten, und lade dann die Seite neu.'],
    ],
  },

  // The model and its files
  'adapter-base': {
    said: 'Der Adapter passt nicht zum gewählten Modell: {}',
    fix: 'Lade das Modell, für das der Adapter gemacht wurde.',
    rows: [
      ['The adapter {} was made for {}, and {} is chosen.', 'Der Adapter {0} wurde für {1} gemacht, und gewählt ist {2}.'],
      ['Choose {}, then give the adapter again.', 'Wähle {0} und gib den Adapter dann noch einmal an.'],
      ['The adapter has {} of shape [{}]', 'Der Adapter hat {0} der Form [{1}]'],
      ['{}, and this model has no such linear.', '{0}, und dieses Modell hat keine solche Schicht.'],
      ['{}, and this model needs [{}].', '{0}, und dieses Modell braucht [{1}].'],
      ['Load the model that the adapter was made for; its adapter_config.json names it.', 'Lade das Modell, für das der Adapter gemacht wurde; seine adapter_config.json nennt es.'],
    ],
  },
  'adapter-missing': {
    said: 'Der Adapter, von dem dieser Lauf ausgeht, ist nicht hier.',
    fix: 'Gib den Adapter noch einmal an und starte einen neuen Lauf.',
    rows: [
      ['This run goes on from the adapter {}, which is not here, and nothing of it was kept yet.', 'Dieser Lauf geht vom Adapter {0} aus, der nicht hier ist, und noch ist nichts von ihm aufbewahrt.'],
      ['Give the adapter again and start a new run.', 'Gib den Adapter noch einmal an und starte einen neuen Lauf.'],
    ],
  },
  'bad-adapter': {
    said: 'Dieser Adapter kann hier nicht gerechnet werden: {}',
    fix: 'LoRA-Adapter der linearen Schichten von Decoder und Connector gehen, alle vom selben Rang, wie peft sie speichert.',
    rows: [
      ['The adapters of {} differ: rank {} and alpha {} for the questioner, rank {} and alpha {} for the reasoner.', 'Die Adapter von {0} unterscheiden sich: Rang {1} und Alpha {2} beim Fragesteller, Rang {3} und Alpha {4} beim Löser.'],
      ['Take two of the same rank and alpha, or one for both roles.', 'Nimm zwei mit gleichem Rang und Alpha oder einen für beide Rollen.'],
      ['{} holds {}, which is no matrix of a LoRA.', '{0} enthält {1}, und das ist keine Matrix einer LoRA.'],
      ['{} holds {} at position {}.', '{0} enthält {1} an der Stelle {2}.'],
      ['{} holds no tensors.', '{0} enthält keine Tensoren.'],
      ['{} holds {} and not {}.', '{0} enthält {1}, aber nicht {2}.'],
      ['{} changes {}, a part of the vision tower, which stays as it is here.', '{0} ändert {1}, einen Teil des Bildteils, der hier bleibt, wie er ist.'],
      ['LoRA adapters of the linears of decoder and connector can be used, all of one rank, as peft saves them.', 'LoRA-Adapter der linearen Schichten von Decoder und Connector gehen, alle vom selben Rang, wie peft sie speichert.'],
    ],
  },
  'missing-file': {
    said: 'Dem Modell fehlt eine Datei: {}',
    fix: 'Nimm einen vollständigen Hugging-Face-Ordner.',
    rows: [
      ['There is no config.json to save.', 'Es gibt keine config.json zum Speichern.'],
      ["Pass the opened checkpoint's files.", 'Gib die Dateien des geöffneten Checkpoints mit.'],
      ['{} has its weights as pytorch_model.bin only, which can run code when it is read.', '{0} hat seine Gewichte nur als pytorch_model.bin, das beim Lesen Code ausführen kann.'],
      ['Save the model with transformers as model.safetensors.', 'Speichere das Modell mit transformers als model.safetensors.'],
      ['The checkpoint has no settings for pictures.', 'Der Checkpoint hat keine Einstellungen für Bilder.'],
      ['Add preprocessor_config.json to the folder.', 'Leg preprocessor_config.json in den Ordner.'],
      ['The checkpoint has no chat template.', 'Der Checkpoint hat keine Chatvorlage.'],
      ['Add chat_template.jinja or chat_template.json to the folder, or chat_template to tokenizer_config.json.', 'Leg chat_template.jinja oder chat_template.json in den Ordner, oder schreib chat_template in tokenizer_config.json.'],
      ['The checkpoint has no {}.', 'Dem Checkpoint fehlt {0}.'],
      ['Add the file to the folder.', 'Leg die Datei in den Ordner.'],
      ['{} has no {}.', '{0} hat keine Datei {1}.'],
      ['An adapter is a folder as peft saves it: adapter_config.json and adapter_model.safetensors.', 'Ein Adapter ist ein Ordner, wie peft ihn speichert: adapter_config.json und adapter_model.safetensors.'],
      ['A checkpoint is a Hugging Face folder: config.json, model.safetensors, tokenizer.json, tokenizer_config.json, preprocessor_config.json.', 'Ein Checkpoint ist ein Hugging-Face-Ordner: config.json, model.safetensors, tokenizer.json, tokenizer_config.json, preprocessor_config.json.'],
    ],
  },
  'unexpected-tensor': {
    said: 'Die Gewichte enthalten etwas, das nicht zu diesem Modell gehört: {}',
    fix: 'Nimm die Dateien, die zusammen gespeichert wurden.',
    rows: [
      ['{} is not a weight of this model.', '{0} ist kein Gewicht dieses Modells.'],
      ['Leave it out.', 'Lass es weg.'],
      ['{} holds {}, which config.json does not imply.', '{0} enthält {1}, das nach config.json nicht dazugehört.'],
      ['Use the config.json that was saved with these weights; merge adapters into the model before saving it.', 'Nimm die config.json, die mit diesen Gewichten gespeichert wurde; Adapter werden vor dem Speichern ins Modell gerechnet.'],
    ],
  },
  'wrong-shape': {
    said: 'Ein Gewicht hat nicht die Form, die das Modell hat: {}',
    fix: 'Nimm die Dateien, die zusammen gespeichert wurden.',
    rows: [
      ["{} has the shape [{}], and the model's is [{}].", '{0} hat die Form [{1}], und die des Modells ist [{2}].'],
      ['Save the weights as they were loaded.', 'Speichere die Gewichte, wie sie geladen wurden.'],
      ['{}: {} has the shape [{}], and config.json implies [{}].', '{0}: {1} hat die Form [{2}], und nach config.json wäre sie [{3}].'],
      ['Use the config.json that was saved with these weights.', 'Nimm die config.json, die mit diesen Gewichten gespeichert wurde.'],
      ['{} of shape [{}] has {} values.', '{0} der Form [{1}] hat {2} Werte.'],
      ['Give as many values as the shape has places.', 'Gib so viele Werte, wie die Form Plätze hat.'],
    ],
  },
  'missing-tensor': {
    said: 'Den Gewichten fehlt etwas: {}',
    fix: 'Nimm die Dateien, die zusammen gespeichert wurden.',
    rows: [
      ['{} is not among the weights to save.', '{0} ist nicht unter den Gewichten, die gespeichert werden sollen.'],
      ['Save every weight.', 'Speichere jedes Gewicht.'],
      ['{} lists {} in {}, which does not hold it.', '{0} führt {1} in {2} auf, wo es nicht ist.'],
      shards,
      ['The weights lack {}, which config.json implies.', 'Den Gewichten fehlt {0}, das nach config.json dazugehört.'],
      ['Use the config.json that was saved with these weights, or save the model again with transformers.', 'Nimm die config.json, die mit diesen Gewichten gespeichert wurde, oder speichere das Modell noch einmal mit transformers.'],
    ],
  },
  'wrong-dtype': {
    said: 'Die Gewichte sind in einer Form gespeichert, die hier nicht gelesen wird: {}',
    fix: 'Speichere das Modell als float32, float16 oder bfloat16, ohne Quantisierung.',
    rows: [
      ['{}: {} is stored as {}, and only F32, F16 and BF16 weights can be read.', '{0}: {1} ist als {2} gespeichert, und nur Gewichte in F32, F16 und BF16 können gelesen werden.'],
      ['Save the model as float32, float16 or bfloat16, without quantisation.', 'Speichere das Modell als float32, float16 oder bfloat16, ohne Quantisierung.'],
    ],
  },
  'unreadable-file': {
    said: 'Eine Datei konnte nicht gelesen werden: {}',
    fix: 'Prüfe, ob sie noch da ist und gelesen werden darf.',
    rows: [
      ['{} in {} has {} bytes, more than such a file can have.', '{0} in {1} hat {2} Bytes, mehr als eine solche Datei haben kann.'],
      ['Check that it is the file its name says.', 'Prüfe, ob es die Datei ist, die ihr Name nennt.'],
      ['{} could not be read: it was changed, moved or deleted after it was picked.', '{0} konnte nicht gelesen werden: Die Datei wurde nach dem Auswählen geändert, verschoben oder gelöscht.'],
      ['Pick the folder again.', 'Wähle den Ordner noch einmal.'],
      ['{} could not be read: {}.', '{0} konnte nicht gelesen werden: {1}.'],
      ['Check that the file is still there and may be read.', 'Prüfe, ob die Datei noch da ist und gelesen werden darf.'],
      ['Check the address and the connection, or download the folder and open it from disk.', 'Prüfe die Adresse und die Verbindung, oder lade den Ordner herunter und öffne ihn von der Platte.'],
    ],
  },
  'bad-json': {
    said: 'Eine Datei des Modells hat nicht den Inhalt, den sie haben muss: {}',
    fix: 'Lade oder kopiere die Datei noch einmal.',
    rows: [
      ['{} is not a JSON object.', '{0} ist kein JSON-Objekt.'],
      ['Download or copy the file again.', 'Lade oder kopiere die Datei noch einmal.'],
      ["Use the file that was saved with the model's weights.", 'Nimm die Datei, die mit den Gewichten des Modells gespeichert wurde.'],
      ['{} holds a chat template that is not valid Jinja ({}).', '{0} enthält eine Chatvorlage, die kein gültiges Jinja ist ({1}).'],
      ['{} has no valid weight_map from tensors to .safetensors files of the same folder.', '{0} hat keine gültige weight_map von Tensoren auf .safetensors-Dateien desselben Ordners.'],
    ],
  },
  'bad-config': {
    said: 'Die Konfiguration dieses Modells kann hier nicht verwendet werden: {}',
    fix: 'Nimm die Dateien, wie transformers sie für einen Idefics3-Checkpoint schreibt.',
    rows: [
      ['{}: {} is not valid ({}).', '{0}: {1} ist nicht gültig ({2}).'],
      ['Use a config.json as transformers writes it for an Idefics3 checkpoint.', 'Nimm eine config.json, wie transformers sie für einen Idefics3-Checkpoint schreibt.'],
      ['Use the file as transformers writes it for an Idefics3 checkpoint.', 'Nimm die Datei, wie transformers sie für einen Idefics3-Checkpoint schreibt.'],
      ['config.json ties the head to the embeddings (tie_word_embeddings), and the file stores a {} that differs from them.', 'config.json bindet den Kopf an die Embeddings (tie_word_embeddings), und die Datei enthält ein {0}, das sich von ihnen unterscheidet.'],
      ['Set tie_word_embeddings to false in config.json.', 'Setze tie_word_embeddings in config.json auf false.'],
      ['The files of this checkpoint do not belong together: {}.', 'Die Dateien dieses Checkpoints gehören nicht zusammen: {0}.'],
      ['Use the files that were saved together with the weights.', 'Nimm die Dateien, die zusammen mit den Gewichten gespeichert wurden.'],
    ],
  },
  'unknown-architecture': {
    said: 'Diese Art von Modell läuft hier nicht: {}',
    fix: 'Nimm ein Modell der Familie Idefics3, zum Beispiel HuggingFaceTB/SmolVLM-256M-Instruct.',
    rows: [
      ['This checkpoint is of an architecture it does not name, which cannot be run here.', 'Dieser Checkpoint nennt seine Architektur nicht und kann hier nicht laufen.'],
      ['This checkpoint is a {}, which cannot be run here.', 'Dieser Checkpoint ist ein {0} und kann hier nicht laufen.'],
      ['This checkpoint is {}, which cannot be run here.', 'Dieser Checkpoint ist {0} und kann hier nicht laufen.'],
      ['Supported: {} (for example HuggingFaceTB/SmolVLM-256M-Instruct).', 'Möglich sind: {0} (zum Beispiel HuggingFaceTB/SmolVLM-256M-Instruct).'],
    ],
  },
  'bad-input': {
    said: 'Mit dieser Eingabe kann das Modell nichts anfangen: {}',
    fix: 'Das ist ein Fehler des Programms: Exportiere den Lauf und melde ihn.',
    rows: [
      ['The chat template cannot render these messages ({}).', 'Die Chatvorlage kann diese Nachrichten nicht setzen ({0}).'],
      ['Give every message a role and at least one text or picture.', 'Gib jeder Nachricht eine Rolle und mindestens einen Text oder ein Bild.'],
      ['{} is to be saved twice.', '{0} soll zweimal gespeichert werden.'],
      ['Give every tensor its own name.', 'Gib jedem Tensor einen eigenen Namen.'],
      ['The conversation has {} places for pictures, and {} pictures were given.', 'Das Gespräch hat {0} Plätze für Bilder, und {1} Bilder wurden gegeben.'],
      ['Give one picture for every image part, and keep the text {} out of the messages.', 'Gib ein Bild für jeden Bildplatz, und lass den Text {0} aus den Nachrichten.'],
    ],
  },
  'bad-values': {
    said: 'Die Gewichte enthalten Werte, mit denen nicht zu rechnen ist: {}',
    fix: 'Nimm einen früheren Checkpoint.',
    rows: [
      ['{}: {} holds {} at position {}.', '{0}: {1} enthält {2} an der Stelle {3}.'],
      ['The training that made this checkpoint diverged: use an earlier one.', 'Das Training dieses Checkpoints ist entgleist: Nimm einen früheren.'],
      ['{} holds {}, which cannot be saved as {}.', '{0} enthält {1}, und das lässt sich nicht als {2} speichern.'],
      ['Save as F32.', 'Speichere als F32.'],
      ['Go back to a checkpoint from before the training diverged.', 'Geh zu einem Checkpoint zurück, der vor dem Entgleisen des Trainings liegt.'],
    ],
  },
  'bad-header': {
    said: 'Die Datei mit den Gewichten ist nicht, was sie sein soll: {}',
    fix: 'Hole die Datei noch einmal.',
    rows: [
      ['{} holds {}, and {} lists it {}.', '{0} enthält {1}, und {2} führt es anders auf ({3}).'],
      shards,
      ['{} is not a valid safetensors file: {}.', '{0} ist keine gültige safetensors-Datei: {1}.'],
      ['Save the model again with transformers (save_pretrained) or fetch the file again.', 'Speichere das Modell noch einmal mit transformers (save_pretrained) oder hole die Datei noch einmal.'],
    ],
  },
  truncated: {
    said: 'Eine Datei ist nicht vollständig: {}',
    fix: 'Lade oder kopiere sie noch einmal.',
    rows: [
      ['{} is a Git LFS pointer, not the file itself.', '{0} ist ein Verweis von Git LFS, nicht die Datei selbst.'],
      ['Fetch the file with `git lfs pull`, or download it from the web page of the model.', 'Hole die Datei mit `git lfs pull`, oder lade sie von der Seite des Modells.'],
      ['{} is not complete: {}.', '{0} ist nicht vollständig: {1}.'],
      ['Download or copy the file again; large files are often cut off on the way.', 'Lade oder kopiere die Datei noch einmal; große Dateien werden unterwegs oft abgeschnitten.'],
      ['The {} file is cut off: its end is missing.', 'Die {0}-Datei ist abgeschnitten: Ihr Ende fehlt.'],
      ['Copy or download it again from where it came from.', 'Kopiere oder lade sie noch einmal von dort, wo sie herkam.'],
    ],
  },
  'several-models': {
    said: 'In der Auswahl sind mehrere Modelle: {}',
    fix: 'Wähle den Ordner von einem davon.',
    rows: [
      ['There are {} models in what was chosen: {}.', 'In der Auswahl sind {0} Modelle: {1}.'],
      ['Choose the folder of one of them: both roles of a run begin with it.', 'Wähle den Ordner von einem davon: Beide Rollen eines Laufs beginnen mit ihm.'],
    ],
  },
  'no-model-folder': {},
  'model-too-large': {
    said: 'Dieses Modell passt nicht auf dieses Gerät: {}',
    fix: 'Nimm ein kleineres Modell.',
    rows: [
      ['This model takes {} MB, and this device has about {} MB for it.', 'Dieses Modell braucht {0} MB, und dieses Gerät hat etwa {1} MB dafür.'],
      ['Hold its weights in 8 bits, or take a smaller model.', 'Halte seine Gewichte in 8 Bit, oder nimm ein kleineres Modell.'],
      ['Take a smaller model, for example SmolVLM-256M-Instruct.', 'Nimm ein kleineres Modell, zum Beispiel SmolVLM-256M-Instruct.'],
    ],
  },
  'no-model': {
    rows: [
      ['No model is loaded yet.', 'Noch ist kein Modell geladen.'],
      ['Load one first: the embedded model needs no download.', 'Lade zuerst eines: Das mitgelieferte Modell muss nicht heruntergeladen werden.'],
    ],
  },
  'model-not-here': {
    rows: [
      ['The chosen model is not on this machine yet.', 'Das gewählte Modell ist noch nicht auf diesem Gerät.'],
      ['Get it in the sheet of models, or choose the embedded one.', 'Hole es unter Modelle, oder wähle das mitgelieferte.'],
    ],
  },
  'model-in-use': {
    rows: [
      ['Another tab is writing or reading the files of this model.', 'Ein anderer Tab schreibt oder liest die Dateien dieses Modells.'],
      ['Close the other tab, then resume the download.', 'Schließe den anderen Tab und setze das Herunterladen dann fort.'],
    ],
  },
  'models-crashed': {
    said: 'Die gespeicherten Modelle konnten nicht gelesen werden.',
    fix: 'Lade die Seite neu; was gespeichert war, bleibt.',
    rows: [
      ['The stored models could not be read ({}).', 'Die gespeicherten Modelle konnten nicht gelesen werden ({0}).'],
      ['The stored models could not be read{}.', 'Die gespeicherten Modelle konnten nicht gelesen werden{0}.'],
      ['The stored models could not be read.', 'Die gespeicherten Modelle konnten nicht gelesen werden.'],
      reloadKept,
    ],
  },
  'asked-away': {
    rows: [
      ['The model was put to other work before it answered.', 'Das Modell bekam andere Arbeit, bevor es antworten konnte.'],
      ['Ask again.', 'Frag noch einmal.'],
    ],
  },
  'no-question': {
    said: 'Die Basis hat nichts gefragt, das sich lesen ließ.',
    fix: 'Schreib eine eigene Frage, oder versuche ein anderes Bild.',
    rows: [
      ['The base asked nothing that could be read, {} times.', 'Die Basis hat {0}-mal nichts gefragt, das sich lesen ließ.'],
      ['Type a question of your own, or try another picture.', 'Schreib eine eigene Frage, oder versuche ein anderes Bild.'],
    ],
  },

  // The hub
  'hub-address': {
    said: 'Damit ist kein Modell und kein Hub gemeint: {}',
    fix: 'Schreib BESITZER/NAME, zum Beispiel HuggingFaceTB/SmolVLM-256M-Instruct, oder die Adresse der Seite.',
    rows: [
      ['"{}" names no model.', '„{0}“ nennt kein Modell.'],
      ['Write OWNER/NAME, for example HuggingFaceTB/SmolVLM-256M-Instruct, or the address of its page.', 'Schreib BESITZER/NAME, zum Beispiel HuggingFaceTB/SmolVLM-256M-Instruct, oder die Adresse der Seite.'],
      ['{} is not the address of a hub.', '{0} ist nicht die Adresse eines Hubs.'],
      ['Use an https address, for example {}.', 'Nimm eine https-Adresse, zum Beispiel {0}.'],
    ],
  },
  'hub-token': {
    said: 'Das ist kein Token.',
    fix: 'Kopiere es aus den Einstellungen deines Kontos auf dem Hub.',
    rows: [
      ['That is no token: it has spaces or letters that a token cannot have.', 'Das ist kein Token: Es hat Leerzeichen oder Zeichen, die ein Token nicht haben kann.'],
      ['Copy it from the settings of your account on the hub.', 'Kopiere es aus den Einstellungen deines Kontos auf dem Hub.'],
    ],
  },
  'hub-unreachable': {
    said: 'Der Hub ist nicht erreichbar: {}',
    fix: 'Prüfe die Verbindung. Ein Modell kann auch als Ordner abgelegt werden.',
    rows: [
      ['{} could not be reached, or does not let this page in.', '{0} ist nicht erreichbar oder lässt diese Seite nicht herein.'],
      ['Check the connection, then go on where it stopped; a mirror must send Access-Control-Allow-Origin.', 'Prüfe die Verbindung und mach weiter, wo es aufhörte; ein Spiegel muss Access-Control-Allow-Origin senden.'],
    ],
  },
  'hub-denied': {
    said: 'Der Hub erlaubt das nicht: {}',
    fix: 'Prüfe den Namen, oder nimm ein Token, das es darf.',
    rows: [
      ['The token does not open {} on {}.', 'Das Token öffnet {0} auf {1} nicht.'],
      ['{} on {} is private, gated, or does not exist.', '{0} auf {1} ist privat, geschützt oder gibt es nicht.'],
      ['Accept its terms on its page, or use a token that may read it.', 'Nimm auf seiner Seite die Bedingungen an, oder verwende ein Token, das es lesen darf.'],
      ['Check the name, or give a token that may read it.', 'Prüfe den Namen, oder gib ein Token, das es lesen darf.'],
      ['The token may not write to {} on {}.', 'Das Token darf nicht in {0} auf {1} schreiben.'],
      ['Use a token with the permission to write, and a repository of your own or of an organisation that you may write to.', 'Nimm ein Token, das schreiben darf, und ein Repository, das dir gehört oder einer Organisation, für die du schreiben darfst.'],
    ],
  },
  'hub-missing': {
    said: 'Das gibt es auf dem Hub nicht: {}',
    fix: 'Prüfe den Namen und die Revision.',
    rows: [
      ['{} has no {} at {}, or lacks a file of it.', '{0} hat {1} in der Revision {2} nicht, oder es fehlt eine Datei davon.'],
      ['Check the name and the revision.', 'Prüfe den Namen und die Revision.'],
    ],
  },
  'hub-answer': {
    said: 'Der Hub hat anders geantwortet als erwartet: {}',
    fix: 'Warte ein wenig und versuche es noch einmal, oder nimm einen anderen Host.',
    rows: [
      ['{} gave an answer for {} that cannot be read.', 'Was {0} für {1} geantwortet hat, lässt sich nicht lesen.'],
      ['{} answered {} for {}.', '{0} hat für {2} mit {1} geantwortet.'],
      ['{} answered {} to the upload of {}.', '{0} hat auf das Hochladen von {2} mit {1} geantwortet.'],
      ['{} names an address for {} that is not safe: {} without https.', '{0} nennt für {1} eine Adresse, die nicht sicher ist: {2} ohne https.'],
      ['Wait a little, then go on where it stopped.', 'Warte ein wenig und mach dann weiter, wo es aufhörte.'],
      ['Try another host.', 'Versuche einen anderen Host.'],
      ['Use another host.', 'Nimm einen anderen Host.'],
      ['Check the address of the hub or the mirror.', 'Prüfe die Adresse des Hubs oder des Spiegels.'],
      ['{} is longer than the {} bytes that the hub lists.', '{0} ist länger als die {1} Bytes, die der Hub angibt.'],
      ['Try again: the repository may be changing.', 'Versuche es noch einmal: Das Repository wird vielleicht gerade geändert.'],
      ['Wait a little and push again: what was uploaded is not sent twice.', 'Warte ein wenig und lade noch einmal hoch: Was schon oben ist, wird nicht noch einmal gesendet.'],
    ],
  },
  'hub-conflict': {
    said: 'Jemand anders hat das Repository gleichzeitig geändert.',
    fix: 'Lade noch einmal hoch: Was schon oben ist, wird nicht noch einmal gesendet.',
    rows: [
      ['Somebody else changed {} on {} at the same time.', 'Jemand anders hat {0} auf {1} gleichzeitig geändert.'],
      ['Push again: what was uploaded is not sent twice.', 'Lade noch einmal hoch: Was schon oben ist, wird nicht noch einmal gesendet.'],
    ],
  },
  'hub-broken': {
    said: 'Die Verbindung zum Hub brach immer wieder ab: {}',
    fix: 'Mach weiter, wenn die Verbindung besser ist: Was da ist, bleibt.',
    rows: [
      ['The connection to {} broke off again and again, after {} of {}.', 'Die Verbindung zu {0} brach immer wieder ab, nach {1} von {2}.'],
      ['Resume the download when the connection is better: what has come is kept.', 'Setze das Herunterladen fort, wenn die Verbindung besser ist: Was da ist, bleibt.'],
      ['The connection to {} broke off again and again while {} was uploaded.', 'Die Verbindung zu {0} brach immer wieder ab, während {1} hochgeladen wurde.'],
      ['Push again when the connection is better: nothing was committed, and files that came through are not sent twice.', 'Lade noch einmal hoch, wenn die Verbindung besser ist: Nichts wurde festgeschrieben, und was durchkam, wird nicht noch einmal gesendet.'],
    ],
  },
  'hub-checksum': {
    said: 'Eine Datei kam beschädigt an: {}',
    fix: 'Nimm einen anderen Host: Ein Spiegel kann beschädigte Dateien haben.',
    rows: [
      ['{} came twice from {} with a checksum that is not the one it lists.', '{0} kam zweimal von {1} mit einer anderen Prüfsumme als angegeben.'],
      ['Use another host: a mirror may hold damaged files.', 'Nimm einen anderen Host: Ein Spiegel kann beschädigte Dateien haben.'],
    ],
  },
  'hub-file-size': {
    said: 'Eine Datei ist größer, als sie sein kann: {}',
    fix: 'Nimm ein anderes Repository des Modells.',
    rows: [
      ['{} of {} has {}, more than such a file can have.', '{0} von {1} hat {2}, mehr als eine solche Datei haben kann.'],
      ['Use another repository of the model.', 'Nimm ein anderes Repository des Modells.'],
    ],
  },
  'storage-full': {
    said: 'Für das Herunterladen ist kein Platz: {}',
    fix: 'Lösche ein gespeichertes Modell oder schaffe Platz auf diesem Gerät; dann geht es weiter, wo es aufhörte.',
    rows: [
      ['The download needs {}, and there is room for {}.', 'Das Herunterladen braucht {0}, und Platz ist für {1}.'],
      ['The download took {} of {}, and then there was no room.', 'Das Herunterladen kam bis {0} von {1}, dann war kein Platz mehr.'],
      ['The download of {} found no room for its record.', 'Beim Herunterladen von {0} war kein Platz mehr für das Verzeichnis seiner Dateien.'],
      ['The download {}.', 'Das Herunterladen hörte auf: {0}.'],
      ['Delete a stored model, or free space on this device; the download then goes on where it stopped.', 'Lösche ein gespeichertes Modell oder schaffe Platz auf diesem Gerät; dann geht es weiter, wo es aufhörte.'],
    ],
  },
  'model-not-stored': {
    said: 'Dieses Modell ist nicht vollständig gespeichert.',
    fix: 'Setze sein Herunterladen fort: Was da ist, bleibt.',
    rows: [
      ['This model is not stored as a whole.', 'Dieses Modell ist nicht vollständig gespeichert.'],
      ['Resume its download: what has come is kept.', 'Setze sein Herunterladen fort: Was da ist, bleibt.'],
    ],
  },
  'model-torn': {
    said: 'Eine gespeicherte Datei des Modells fehlt oder ist gekürzt: {}',
    fix: 'Lade das Modell noch einmal herunter: Nur Fehlendes wird geholt.',
    rows: [
      ['{} of {} is no longer as it was stored: the browser or the system cleared or cut it.', '{0} von {1} ist nicht mehr, wie es gespeichert wurde: Der Browser oder das System hat es gelöscht oder gekürzt.'],
      ['Download the model again: only what is missing is fetched.', 'Lade das Modell noch einmal herunter: Nur Fehlendes wird geholt.'],
    ],
  },
  'download-running': {
    said: 'Das wird schon heruntergeladen.',
    fix: 'Warte, bis es da ist.',
    rows: [
      ['{} is being downloaded already.', '{0} wird schon heruntergeladen.'],
      ['Wait for it.', 'Warte, bis es da ist.'],
    ],
  },
  'download-cancelled': {
    rows: [
      ['The download was stopped.', 'Das Herunterladen wurde angehalten.'],
      ['Resume it when you like: what has come is kept.', 'Setze es fort, wann du willst: Was da ist, bleibt.'],
    ],
  },
  'weights-lost': {},

  // The device
  'no-device': {
    rows: [
      ['No device is open.', 'Kein Gerät ist offen.'],
      ['Call openDevice first.', 'Rufe zuerst openDevice auf.'],
    ],
  },
  'no-webgpu': {
    rows: [
      ['WebGPU was asked for, but this machine offers no adapter.', 'WebGPU wurde verlangt, aber dieses Gerät bietet keinen Adapter.'],
      ['Use the WASM backend, or a browser with WebGPU.', 'Nimm WASM oder einen Browser mit WebGPU.'],
    ],
  },
  'no-wasm': {
    rows: [
      ['The WASM backend did not start: its .wasm files were not found or this machine lacks WebAssembly.', 'WASM ist nicht gestartet: Seine .wasm-Dateien wurden nicht gefunden, oder diesem Gerät fehlt WebAssembly.'],
      ['Use a browser with WebAssembly, or WebGPU.', 'Nimm einen Browser mit WebAssembly oder WebGPU.'],
    ],
  },
  'device-lost': {
    said: 'Das Gerät ging verloren: {}',
    fix: 'Setze den Lauf fort: Er geht bei seinem letzten Checkpoint auf einem frischen Gerät weiter.',
    rows: [
      ['{} Everything up to the last finished step is safe.', '{0} Alles bis zum letzten fertigen Schritt ist sicher.'],
      ['The GPU went away ({}), perhaps because the machine slept.', 'Die GPU ging verloren ({0}), vielleicht weil das Gerät schlief.'],
      ['A thread of WebAssembly died at work, so what it computed is not whole.', 'Ein Thread von WebAssembly brach bei der Arbeit ab; was er rechnete, ist nicht vollständig.'],
      ['The run continues from there on a fresh device.', 'Der Lauf geht von dort auf einem frischen Gerät weiter.'],
      ['Resume the run: it goes on from its last checkpoint on a fresh device.', 'Setze den Lauf fort: Er geht bei seinem letzten Checkpoint auf einem frischen Gerät weiter.'],
    ],
  },
  'device-closed': {
    said: 'Das Gerät wurde geschlossen.',
    fix: 'Öffne es noch einmal.',
    rows: [
      ['The {} device was closed.', 'Das Gerät {0} wurde geschlossen.'],
      ['Open it again.', 'Öffne es noch einmal.'],
    ],
  },
  'gpu-refused': {
    said: 'Die GPU hat einen Befehl abgelehnt: {}',
    fix: 'Setze den Lauf fort: Er geht bei seinem letzten Checkpoint weiter.',
    rows: [
      ['The GPU refused a command, so results since then are not valid: {}', 'Die GPU hat einen Befehl abgelehnt, deshalb gelten die Ergebnisse seitdem nicht: {0}'],
      resumeCheckpoint,
    ],
  },
  'gpu-memory': {
    said: 'Die GPU hat keinen Platz mehr.',
    fix: 'Schließe, was die GPU sonst nutzt, und setze beim letzten Checkpoint fort, oder beginne mit weniger Speicher, kleineren Gruppen oder einem kleineren Modell.',
    rows: [
      ['The GPU has no room for more beside the {} MB in use, so results since then are not valid.', 'Die GPU hat neben den {0} MB in Gebrauch keinen Platz mehr, deshalb gelten die Ergebnisse seitdem nicht.'],
      ['Close what else uses the GPU and resume from the last checkpoint, or start again with a smaller memory budget, smaller groups or a smaller model.', 'Schließe, was die GPU sonst nutzt, und setze beim letzten Checkpoint fort, oder beginne mit weniger Speicher, kleineren Gruppen oder einem kleineren Modell.'],
    ],
  },
  'wasm-memory': {
    said: 'WebAssembly hat keinen Platz mehr.',
    fix: 'Beginne mit weniger Speicher, kleineren Gruppen oder einem kleineren Modell, oder nimm WebGPU.',
    rows: [
      ['WebAssembly has no room for {} MB more beside the {} MB in use.', 'WebAssembly hat neben den {1} MB in Gebrauch keinen Platz für weitere {0} MB.'],
      ['Start again with a smaller memory budget, smaller groups or a smaller model, or use WebGPU.', 'Beginne mit weniger Speicher, kleineren Gruppen oder einem kleineren Modell, oder nimm WebGPU.'],
    ],
  },
  'wasm-failed': {
    rows: [
      ['A kernel failed on another thread of WebAssembly, so what it computed is not whole.', 'Auf einem anderen Thread von WebAssembly schlug eine Rechnung fehl; was sie ergab, ist nicht vollständig.'],
      resumeCheckpoint,
    ],
  },
  'memory-budget': {
    said: 'Der Lauf passt nicht in seinen Speicher: {}',
    fix: 'Gib ihm mehr Speicher, oder nimm kürzere Antworten oder ein kleineres Modell.',
    rows: [
      ['One answer of {} tokens needs {} to train on, and the memory budget is {}.', 'Mit einer Antwort von {0} Tokens zu trainieren braucht {1}, und der Lauf darf {2} nehmen.'],
      ['It would fit with {}, or {}, or {}.', 'Er würde passen mit {0}, oder {1}, oder {2}.'],
      ['It would fit with {}, or with a smaller model.', 'Er würde passen mit {0} oder mit einem kleineren Modell.'],
      ['It would fit with {}, or {}.', 'Er würde passen mit {0}, oder {1}.'],
      ['It would fit with {}{}.', 'Er würde passen mit {0}{1}.'],
      ['a memory budget of {}', '{0} Speicher'],
      ['answers of at most {} tokens', 'Antworten von höchstens {0} Tokens'],
      ['training at most {} M of the {} M weights, as adapters do', 'höchstens {0} M der {1} M Gewichte im Training, wie mit Adaptern'],
    ],
  },
  'worker-crashed': {
    said: 'Das Training brach ab.',
    fix: 'Alles bis zum letzten Checkpoint ist aufbewahrt: Setze dort fort.',
    rows: [
      ['The training stopped: its worker broke off ({}).', 'Das Training hielt an: Sein Worker brach ab ({0}).'],
      ['The training stopped: its worker broke off{}.', 'Das Training hielt an: Sein Worker brach ab{0}.'],
      ['The training stopped: its worker broke off.', 'Das Training hielt an: Sein Worker brach ab.'],
      ['Everything up to the last checkpoint is kept: resume from there.', 'Alles bis zum letzten Checkpoint ist aufbewahrt: Setze dort fort.'],
    ],
  },
  'tab-hidden': {},

  // The run
  'rollout-mismatch': {
    said: 'Rollouts und Anfragen passen nicht zusammen: {}',
    fix: 'Das ist ein Fehler des Programms: Exportiere den Lauf und melde ihn.',
    rows: [
      ['A completion answers the request "{}", which was not made.', 'Eine Ausgabe beantwortet die Anfrage „{0}“, die nicht gestellt wurde.'],
      ['The rollout {} came twice.', 'Der Rollout {0} kam zweimal.'],
      ['The rollout {} does not have one log-probability for each token.', 'Der Rollout {0} hat nicht für jedes Token eine Log-Wahrscheinlichkeit.'],
      programFault,
    ],
  },
  'suite-mismatch': {
    said: 'Zurückgehaltene Fragen und Antworten passen nicht zusammen: {}',
    fix: 'Das ist ein Fehler des Programms: Exportiere den Lauf und melde ihn.',
    rows: [
      ['The held-out question {} does not have {}.', 'Die zurückgehaltene Frage {0} hat etwas nicht: {1}.'],
      programFault,
    ],
  },
  'vote-missing': {
    said: 'Eine Frage hat keine Abstimmung.',
    fix: 'Das ist ein Fehler des Programms: Exportiere den Lauf und melde ihn.',
    rows: [
      ['The question {} has no vote.', 'Die Frage {0} hat keine Abstimmung.'],
      programFault,
    ],
  },
  'too-many-questions': {
    said: 'Ein Schritt hat zu viele Fragen gestellt: {}',
    fix: 'Nimm weniger Bilder pro Schritt des Fragestellers oder weniger Fragen pro Bild.',
    rows: [
      ['One step asked {} questions; at most {} can be compared with one another.', 'Ein Schritt hat {0} Fragen gestellt; höchstens {1} lassen sich miteinander vergleichen.'],
      ['Lower the pictures per questioner step or the questions per picture.', 'Nimm weniger Bilder pro Schritt des Fragestellers oder weniger Fragen pro Bild.'],
    ],
  },
  'repeated-template': {
    rows: [
      ['More than half of the questions begin with the same words: the questioner falls onto one template.', 'Mehr als die Hälfte der Fragen beginnt mit denselben Worten: Der Fragesteller fällt auf eine Schablone.'],
      ['Raise reward.diversityWeight or reward.balance, or lower grpo.learningRate.', 'Erhöhe reward.diversityWeight oder reward.balance, oder senke grpo.learningRate.'],
    ],
  },
  'few-kinds': {
    rows: [
      ['The questions come in far fewer kinds than at first: less than six tenths of them.', 'Die Fragen haben viel weniger Arten als am Anfang: nicht einmal sechs Zehntel davon.'],
      ['Raise reward.balance, or lower grpo.learningRate.', 'Erhöhe reward.balance, oder senke grpo.learningRate.'],
    ],
  },
  'sinking-agreement': {
    rows: [
      ['The votes agree much less than at first: the questioner finds questions that nothing answers.', 'Die Stimmen sind viel weniger einig als am Anfang: Der Fragesteller findet Fragen, die nichts beantwortet.'],
      ['Take reward.uncertainty=band and votes.unanswerable=true, or raise grpo.klCoefficient.', 'Nimm reward.uncertainty=band und votes.unanswerable=true, oder erhöhe grpo.klCoefficient.'],
    ],
  },
  'outgrowing-confidence': {
    rows: [
      ['The reasoner agrees with almost every label: it repeats its majorities, right or wrong.', 'Der Löser stimmt fast jeder Silberantwort zu: Er wiederholt seine Mehrheiten, richtig oder falsch.'],
      ['Stop here, train for fewer steps, or keep the frozen base as the voter (votes.voter=base).', 'Hör hier auf, trainiere weniger Schritte, oder lass die eingefrorene Basis abstimmen (votes.voter=base).'],
    ],
  },
  'even-groups': {
    rows: [
      ['Almost all groups of answers are of one mind: there is nothing left to learn from these labels.', 'Fast alle Gruppen von Antworten sind sich einig: Aus diesen Silberantworten ist nichts mehr zu lernen.'],
      ['Take fresh pictures, raise reasoner.temperature, or stop here.', 'Nimm frische Bilder, erhöhe reasoner.temperature, oder hör hier auf.'],
    ],
  },
  'sinking-entropy': {
    rows: [
      ['The reasoner is far more certain of every word than at first.', 'Der Löser ist sich jedes Wortes viel sicherer als am Anfang.'],
      ['Raise grpo.klCoefficient, anchor it to the base, or lower grpo.learningRate.', 'Erhöhe grpo.klCoefficient, verankere es an der Basis, oder senke grpo.learningRate.'],
    ],
  },
  'few-well-formed': {
    said: 'Zu wenige Ausgaben haben die verlangte Form: {}',
    fix: 'Nimm mehr Schritte zum Aufwärmen, ein größeres Modell oder Bilder, die es besser kennt.',
    rows: [
      ['Not one output of the {} had the form that is asked for, so there was nothing to warm up on.', 'Keine einzige Ausgabe der Rolle {0} hatte die verlangte Form, deshalb war nichts zum Aufwärmen da.'],
      ['After the warm-up on {} outputs of its own, {} of what the {} writes has the form that is asked for.', 'Nach dem Aufwärmen an {0} eigenen Ausgaben hat {1} von dem, was die Rolle {2} schreibt, die verlangte Form.'],
      ['questioner', 'Fragesteller'],
      ['reasoner', 'Löser'],
      ['Take more warm-up steps, a larger model, or pictures that it knows better.', 'Nimm mehr Schritte zum Aufwärmen, ein größeres Modell oder Bilder, die es besser kennt.'],
    ],
  },
  'few-silver-rows': {
    said: 'Es wurden weniger Silberfragen behalten als gewünscht: {}',
    fix: 'Verbreitere das Band, nimm mehr Bilder, oder stelle mehr Fragen pro Bild.',
    rows: [
      ['No question was kept: the reasoner is not trained in this round.', 'Keine Frage wurde behalten: Der Löser wird in dieser Runde nicht trainiert.'],
      ['{} kept and {} needed: the reasoner is not trained in this round.', '{0} behalten und {1} gebraucht: Der Löser wird in dieser Runde nicht trainiert.'],
      ['{} kept and {} wanted: {} steps pass over them {} times.', '{0} behalten und {1} gewünscht: {2} Schritte gehen {3}-mal darüber.'],
      ['{} kept and {} wanted: {} instead of {}.', '{0} behalten und {1} gewünscht: {2} statt {3}.'],
      ['1 row', '1 Zeile'],
      ['{} rows', '{0} Zeilen'],
      ['1 step', '1 Schritt'],
      ['{} steps', '{0} Schritte'],
      ['Widen the band, take more pictures, or ask more questions per picture.', 'Verbreitere das Band, nimm mehr Bilder, oder stelle mehr Fragen pro Bild.'],
    ],
  },
  'silver-shortage': {
    said: 'Es wurden weniger Silberfragen behalten als gewünscht: {}',
    fix: 'Nimm mehr Bilder, oder verbreitere das Band.',
    rows: [
      ['Only {} silver rows were kept; {} were asked for.', 'Nur {0} Silberfragen wurden behalten; {1} waren gewünscht.'],
      ['The reasoner trains on one pass over them. More pictures, or a lower silver.bandLow, would keep more.', 'Der Löser trainiert mit einem Durchgang darüber. Mehr Bilder oder ein kleineres silver.bandLow würden mehr behalten.'],
    ],
  },
  'skipped-update': {
    rows: [
      ['A gradient was not finite, so an update was skipped: weights and optimiser are as before it.', 'Ein Gradient war nicht endlich, deshalb wurde ein Update ausgelassen: Gewichte und Optimierer sind wie davor.'],
      ['If it comes again, lower the learning rate.', 'Kommt es wieder vor, so senke die Lernrate.'],
    ],
  },
  'pictures-missing': {
    said: 'Ein Bild dieses Laufs ist nicht hier: {}',
    fix: 'Leg dieselben Bilder noch einmal ab und setze dann fort.',
    rows: [
      ['The picture {} of this run is not here.', 'Das Bild {0} dieses Laufs ist nicht hier.'],
      ['Drop the same pictures again, then resume.', 'Leg dieselben Bilder noch einmal ab und setze dann fort.'],
    ],
  },
  'run-in-progress': {},
  'run-elsewhere': {},
  'run-not-here': {},
  'nothing-to-export': {},
  'sweep-values': {
    said: 'So lässt sich keine Reihe bilden: {}',
    fix: 'Fülle mindestens zwei der Felder aus.',
    rows: [
      ['A sweep takes two to {} different values.', 'Eine Reihe braucht zwei bis {0} verschiedene Werte.'],
      ['Fill in at least two of the fields.', 'Fülle mindestens zwei der Felder aus.'],
    ],
  },

  // What is stored
  'checkpoint-none': {
    said: 'Dieser Lauf hat hier keinen Checkpoint.',
    fix: 'Starte ihn noch einmal.',
    rows: [
      ['This run has no checkpoint here, so its weights cannot be asked.', 'Dieser Lauf hat hier keinen Checkpoint, deshalb können seine Gewichte nicht gefragt werden.'],
      ['Ask one that was trained in this browser, or import its whole .visplay file.', 'Frag einen, der in diesem Browser trainiert wurde, oder importiere seine ganze .visplay-Datei.'],
      ['The run {} stopped before its first checkpoint.', 'Der Lauf {0} hielt vor seinem ersten Checkpoint an.'],
      ['Start it again: the same seed and settings repeat it.', 'Starte ihn noch einmal: Mit demselben Startwert und denselben Einstellungen wiederholt er sich.'],
    ],
  },
  'checkpoint-torn': {
    said: 'Ein Checkpoint ist beschädigt: {}',
    fix: 'Gibt es einen davor, so wird er genommen; sonst starte den Lauf noch einmal.',
    rows: [
      ['The checkpoint does not hold the state of a run.', 'Der Checkpoint enthält nicht den Stand eines Laufs.'],
      repeat,
      ['The checkpoint is damaged: {}.', 'Der Checkpoint ist beschädigt: {0}.'],
      oneBefore,
    ],
  },
  'checkpoint-lost': {
    said: 'Kein Checkpoint dieses Laufs ist lesbar: {}',
    fix: 'Starte den Lauf noch einmal: Mit demselben Startwert und denselben Einstellungen wiederholt er sich.',
    rows: [
      ['No checkpoint of this run can be read. {}', 'Kein Checkpoint dieses Laufs ist lesbar. {0}'],
      repeat,
    ],
  },
  'checkpoint-ahead': {
    said: 'Ein Checkpoint passt nicht zu den Ereignissen: {}',
    fix: 'Gibt es einen davor, so wird er genommen; sonst starte den Lauf noch einmal.',
    rows: [
      ['The checkpoint belongs to event {}, but the events end at {}.', 'Der Checkpoint gehört zum Ereignis {0}, aber die Ereignisse enden bei {1}.'],
      oneBefore,
    ],
  },
  'checkpoint-model': {
    said: 'Der Checkpoint gehört zu einem anderen Modell: {}',
    fix: 'Lade sein Modell und versuche es dann noch einmal.',
    rows: [
      ['The checkpoint belongs to the model {}, and another one is loaded.', 'Der Checkpoint gehört zum Modell {0}, und geladen ist ein anderes.'],
      ['Load {}, then try again.', 'Lade {0} und versuche es dann noch einmal.'],
    ],
  },
  'checkpoint-version': {
    said: 'Der Checkpoint hat eine Version, die hier nicht gelesen wird: {}',
    fix: 'Setze ihn mit der Version fort, die ihn geschrieben hat.',
    rows: [
      ['The checkpoint has the version {}, and only version 1 can be read here.', 'Der Checkpoint hat die Version {0}, und nur Version 1 kann hier gelesen werden.'],
      ['Resume it with the version of the playground that wrote it.', 'Setze ihn mit der Version dieser Seite fort, die ihn geschrieben hat.'],
    ],
  },
  'run-missing': {
    said: 'Diesen Lauf gibt es hier nicht.',
    fix: 'Wähle einen aus der Liste der Läufe.',
    rows: [
      ['There is no stored run {}.', 'Es gibt keinen gespeicherten Lauf {0}.'],
      ['Pick one from the list of runs.', 'Wähle einen aus der Liste der Läufe.'],
    ],
  },
  'run-exists': {
    said: 'Dieser Lauf ist schon gespeichert.',
    fix: 'Setze ihn fort, oder lösche ihn zuerst.',
    rows: [
      ['The run {} is stored already.', 'Der Lauf {0} ist schon gespeichert.'],
      ['Resume it, or delete it first.', 'Setze ihn fort, oder lösche ihn zuerst.'],
    ],
  },
  'run-empty': {
    rows: [
      ['The run has no events yet.', 'Der Lauf hat noch keine Ereignisse.'],
      ['Let it take a step, then export it.', 'Lass ihn einen Schritt tun und exportiere ihn dann.'],
    ],
  },
  'run-file': {
    said: 'Das ist keine vollständige .visplay-Datei: {}',
    fix: 'Exportiere den Lauf noch einmal, oder kopiere die Datei noch einmal.',
    rows: [
      ['This is no whole .visplay file: {}.', 'Das ist keine vollständige .visplay-Datei: {0}.'],
      ['it has no events.jsonl', 'Ihr fehlt events.jsonl'],
      ['it has no manifest.json', 'Ihr fehlt manifest.json'],
      ['its events do not begin with the start of a run', 'Ihre Ereignisse beginnen nicht mit dem Start eines Laufs'],
      ['it is cut off or no zip at all', 'Sie ist abgeschnitten oder gar kein Zip'],
      ['its manifest is not JSON', 'Ihr Manifest ist kein JSON'],
      ['its manifest is not one of a run', 'Ihr Manifest ist keines eines Laufs'],
      ['{} in it is damaged', '{0} darin ist beschädigt'],
      ['it holds the path {}', 'Sie enthält den Pfad {0}'],
      ['it holds {} twice', 'Sie enthält {0} zweimal'],
      ['Export the run again, or copy the file again.', 'Exportiere den Lauf noch einmal, oder kopiere die Datei noch einmal.'],
    ],
  },
  'run-file-size': {
    said: 'Die Datei ist zu groß: {}',
    fix: 'Exportiere den Lauf ohne seine Checkpoints.',
    rows: [
      ['The file has {} bytes, and at most {} are read.', 'Die Datei hat {0} Bytes, und höchstens {1} werden gelesen.'],
      ['The file holds more than {} files, and at most {} are read.', 'Die Datei enthält mehr als {0} Dateien, und höchstens {1} werden gelesen.'],
      ['The file unpacks to {} bytes, and at most {} are read.', 'Entpackt hat die Datei {0} Bytes, und höchstens {1} werden gelesen.'],
      ['The file {}, and at most {} are read.', 'Die Datei ist zu groß ({0}); höchstens {1} werden gelesen.'],
      ['Export the run without its checkpoints.', 'Exportiere den Lauf ohne seine Checkpoints.'],
    ],
  },
  'run-file-version': {
    said: 'Die Datei hat eine Version, die hier nicht gelesen wird: {}',
    fix: 'Öffne sie mit einer neueren Version dieser Seite.',
    rows: [
      ['The file has version {} of the run format, and only version 1 can be read here.', 'Die Datei hat Version {0} des Formats für Läufe, und nur Version 1 kann hier gelesen werden.'],
      ['Open it with a newer version of the playground.', 'Öffne sie mit einer neueren Version dieser Seite.'],
    ],
  },
  'event-unknown': {
    said: 'Die Datei enthält ein Ereignis, das hier nicht bekannt ist: {}',
    fix: 'Öffne sie mit der Version, die sie geschrieben hat, oder einer neueren.',
    rows: [
      ['{} holds an event of the unknown kind {}.', '{0} enthält ein Ereignis der unbekannten Art {1}.'],
      ['Open it with the version of the playground that wrote it, or a newer one.', 'Öffne sie mit der Version dieser Seite, die sie geschrieben hat, oder einer neueren.'],
    ],
  },
  'event-broken': {
    said: 'Die Datei enthält etwas, das kein Ereignis ist: {}',
    fix: 'Nimm eine unveränderte Kopie der Datei.',
    rows: [
      ['{} is no event{}: {}.', '{0} ist kein Ereignis{1}: {2}.'],
      ['Line {} is not JSON.', 'Zeile {0} ist kein JSON.'],
      ['Line {}', 'Zeile {0}'],
      copyOfFile,
    ],
  },
  'event-gap': {
    said: 'Zwischen den Ereignissen fehlt etwas: {}',
    fix: 'Nimm eine unveränderte Kopie der Datei.',
    rows: [
      ['Line {} holds event {}, but {} comes next.', 'Zeile {0} enthält Ereignis {1}, aber {2} wäre an der Reihe.'],
      ['Event {} cannot follow event {} of {}.', 'Ereignis {0} kann nicht auf Ereignis {1} von {2} folgen.'],
      ['Resume the run from its last checkpoint.', 'Setze den Lauf bei seinem letzten Checkpoint fort.'],
      copyOfFile,
    ],
  },
  'event-torn': {
    said: 'Die letzte Zeile war nur halb geschrieben und bleibt weg.',
    fix: 'Nichts ist zu tun: Der Lauf geht bei seinem letzten Checkpoint weiter.',
    rows: [
      ['The last line ({}) was only half written and is left out.', 'Die letzte Zeile ({0}) war nur halb geschrieben und bleibt weg.'],
      ['Nothing is to be done: the run continues from its last checkpoint.', 'Nichts ist zu tun: Der Lauf geht bei seinem letzten Checkpoint weiter.'],
    ],
  },
  recording: {
    said: 'Diese Aufnahme kann nicht gezeigt werden: {}',
    fix: 'Starte einen eigenen Lauf.',
    rows: [
      ['The recording {} is not there.', 'Die Aufnahme {0} ist nicht da.'],
      ['This recording is not there.', 'Diese Aufnahme ist nicht da.'],
      ['The file could not be read.', 'Die Datei konnte nicht gelesen werden.'],
      ['Start a run of your own.', 'Starte einen eigenen Lauf.'],
      ['Compare runs of your own.', 'Vergleiche eigene Läufe.'],
      copyOfFile,
    ],
  },
  'library-crashed': {
    said: 'Die gespeicherten Läufe konnten nicht gelesen werden.',
    fix: 'Lade die Seite neu; was gespeichert war, bleibt.',
    rows: [
      ['The stored runs could not be read ({}).', 'Die gespeicherten Läufe konnten nicht gelesen werden ({0}).'],
      ['The stored runs could not be read{}.', 'Die gespeicherten Läufe konnten nicht gelesen werden{0}.'],
      ['The stored runs could not be read.', 'Die gespeicherten Läufe konnten nicht gelesen werden.'],
      reloadKept,
    ],
  },
  storage: {
    rows: [
      ['This browser window stores nothing, so runs are kept in memory and are lost with the tab.', 'Dieses Browserfenster speichert nichts, deshalb bleiben Läufe im Arbeitsspeicher und sind mit dem Tab verloren.'],
      ['Export a run to keep it, or use a window that is not private.', 'Exportiere einen Lauf, um ihn zu behalten, oder nimm ein Fenster, das nicht privat ist.'],
    ],
  },
  quota: {
    rows: [
      ['The browser has no room left, so this run is kept in memory from here on and is lost with the tab.', 'Der Browser hat keinen Platz mehr, deshalb bleibt dieser Lauf von hier an im Arbeitsspeicher und ist mit dem Tab verloren.'],
      ['Export it, or delete old runs and models under Device and storage.', 'Exportiere ihn, oder lösche alte Läufe und Modelle unter Gerät und Speicher.'],
    ],
  },
  'out-occupied': {
    said: 'Der Ordner enthält etwas, das kein Lauf ist.',
    fix: 'Nenne einen leeren Ordner.',
    rows: [
      ['The folder {} holds something that is no run.', 'Der Ordner {0} enthält etwas, das kein Lauf ist.'],
      ['Name a folder that is empty or does not exist yet.', 'Nenne einen Ordner, der leer ist oder noch nicht existiert.'],
    ],
  },
  'out-unusable': {
    said: 'Der Ordner kann nicht verwendet werden: {}',
    fix: 'Nenne einen, in den geschrieben werden kann.',
    rows: [
      ['The folder {} cannot be used: {}.', 'Der Ordner {0} kann nicht verwendet werden: {1}.'],
      ['Name one that can be written.', 'Nenne einen, in den geschrieben werden kann.'],
    ],
  },

  // The address
  'unknown-preset': {
    said: 'Diese Voreinstellung gibt es nicht: {}',
    fix: 'Wähle eine aus der Liste.',
    rows: [
      ['There is no preset "{}".', 'Es gibt keine Voreinstellung „{0}“.'],
      ['The presets are {}.', 'Die Voreinstellungen sind {0}.'],
    ],
  },
  'unknown-backend': {
    said: 'Dieses Backend gibt es nicht: {}',
    fix: 'Nimm auto, webgpu oder wasm.',
    rows: [
      ['There is no backend "{}".', 'Es gibt kein Backend „{0}“.'],
      ['It is one of {}.', 'Es ist eines von {0}.'],
    ],
  },
  'unknown-packing': {
    said: 'So lassen sich Gewichte nicht halten: {}',
    fix: 'Nimm auto, exact, 8bit oder 4bit.',
    rows: [
      ['There is no packing "{}".', 'Es gibt keine Packung „{0}“.'],
      ['It is one of {}.', 'Sie ist eine von {0}.'],
    ],
  },
  'unknown-mode': {
    said: 'Diesen Modus gibt es nicht: {}',
    fix: 'Nimm explore, teach oder lab.',
    rows: [
      ['There is no mode "{}".', 'Es gibt keinen Modus „{0}“.'],
      ['It is one of {}.', 'Er ist einer von {0}.'],
    ],
  },
  'unknown-part': {
    said: 'Diesen Teil hat die Seite nicht: {}',
    fix: 'Nimm einen der Teile, die es gibt.',
    rows: [
      ['The page has no part "{}" to hide.', 'Die Seite hat keinen Teil „{0}“, der sich verbergen ließe.'],
      ['The parts are {}.', 'Die Teile sind {0}.'],
    ],
  },
  'unknown-setting': {
    said: 'Diese Einstellung gibt es nicht: {}',
    fix: 'Sieh unter Erweitert nach, wie sie heißt.',
    rows: [
      ['There is no setting "{}".', 'Es gibt keine Einstellung „{0}“.'],
      ['Did you mean {}?', 'Meintest du {0}?'],
      ['The settings are {}.', 'Die Einstellungen sind {0}.'],
    ],
  },
  'setting-range': {
    said: 'Dieser Wert geht nicht: {}',
    fix: 'Sieh bei der Einstellung nach, was sie nimmt.',
    rows: [
      ['"{}" is no value for {}.', '„{0}“ ist kein Wert für {1}.'],
      ['It takes a whole number from {} to {}.', 'Es ist eine ganze Zahl von {0} bis {1}.'],
      ['It takes a number from {} to {}.', 'Es ist eine Zahl von {0} bis {1}.'],
      ['It takes true or false.', 'Es ist true oder false.'],
      ['It takes one of {}.', 'Es ist eines von {0}.'],
      ['It takes {}.', 'Möglich ist: {0}.'],
    ],
  },

  // Pictures
  'intake-failed': {
    said: 'Die Bilder konnten nicht gelesen werden: {}',
    fix: 'Lade die Seite neu und füge die Bilder noch einmal hinzu.',
    rows: [
      ['The worker that reads pictures did not start.', 'Der Worker, der Bilder liest, ist nicht gestartet.'],
      ['Reload the page and add the pictures again.', 'Lade die Seite neu und füge die Bilder noch einmal hinzu.'],
    ],
  },
  'no-such-folder': {
    said: 'Diesen Ordner gibt es nicht: {}',
    fix: 'Nenne einen Ordner mit Bildern in PNG, JPEG, WebP, GIF oder BMP.',
    rows: [
      ['{} does not exist or cannot be read.', '{0} gibt es nicht, oder es kann nicht gelesen werden.'],
      ['Name a folder of PNG, JPEG, WebP, GIF or BMP pictures.', 'Nenne einen Ordner mit Bildern in PNG, JPEG, WebP, GIF oder BMP.'],
    ],
  },
  'no-pictures': {
    rows: [
      ['There is no picture to play with.', 'Es gibt kein Bild zum Spielen.'],
      ['There are no pictures to ask about.', 'Es gibt keine Bilder, nach denen gefragt werden kann.'],
      ['Drop some pictures, or take a built-in collection.', 'Leg Bilder ab, oder nimm eine eingebaute Sammlung.'],
      ['The file holds no picture that can be used.', 'Die Datei enthält kein Bild, das sich verwenden lässt.'],
      ['None of the {} files is a picture that can be used.', 'Keine der {0} Dateien ist ein Bild, das sich verwenden lässt.'],
      ['Add PNG, JPEG, WebP, GIF or BMP files, a folder of them or a zip.', 'Füge Dateien in PNG, JPEG, WebP, GIF oder BMP hinzu, einen Ordner davon oder ein Zip.'],
    ],
  },
  'pictures-not-kept': {},
  empty: {
    rows: [
      ['The file is empty (0 bytes).', 'Die Datei ist leer (0 Bytes).'],
      ['Copy it again from where it came from.', 'Kopiere sie noch einmal von dort, wo sie herkam.'],
    ],
  },
  unreadable: {
    rows: [
      ['The file could not be read.', 'Die Datei konnte nicht gelesen werden.'],
      ['Check that it still exists and that you may open it, then add it again.', 'Prüfe, ob es sie noch gibt und du sie öffnen darfst, und füge sie dann noch einmal hinzu.'],
    ],
  },
  'file-too-large': {
    said: 'Die Datei ist zu groß.',
    fix: 'Speichere das Bild kleiner und füge es noch einmal hinzu.',
    rows: [
      ['The file has {}; the limit is {}.', 'Die Datei hat {0}; höchstens {1} werden gelesen.'],
      ['Save the picture smaller and add it again.', 'Speichere das Bild kleiner und füge es noch einmal hinzu.'],
    ],
  },
  'not-a-picture': {
    rows: [
      ['The content of this file is not a picture.', 'Der Inhalt dieser Datei ist kein Bild.'],
      ['Add PNG, JPEG, WebP, GIF or BMP files.', 'Füge Dateien in PNG, JPEG, WebP, GIF oder BMP hinzu.'],
    ],
  },
  'format-unsupported': {
    said: 'Dieses Format wird hier nicht gelesen.',
    fix: 'Speichere es als PNG, JPEG, WebP, GIF oder BMP und füge es noch einmal hinzu.',
    rows: [
      ['This is {}, which is not read here.', 'Das ist {0}, und das wird hier nicht gelesen.'],
      ['Save it as PNG, JPEG, WebP, GIF or BMP and add it again.', 'Speichere es als PNG, JPEG, WebP, GIF oder BMP und füge es noch einmal hinzu.'],
    ],
  },
  damaged: {
    said: 'Die Datei ist beschädigt.',
    fix: 'Öffne sie in einem Bildprogramm und speichere sie noch einmal als PNG oder JPEG.',
    rows: [
      ['The {} file is damaged and cannot be decoded.', 'Die {0}-Datei ist beschädigt und kann nicht gelesen werden.'],
      ['Open it in a picture program and save it again as PNG or JPEG.', 'Öffne sie in einem Bildprogramm und speichere sie noch einmal als PNG oder JPEG.'],
    ],
  },
  'too-many-pixels': {
    said: 'Das Bild hat zu viele Pixel.',
    fix: 'Speichere es kleiner, zum Beispiel 4.000 px breit, und füge es noch einmal hinzu.',
    rows: [
      ['The picture is {} × {} px; the limit is {} million pixels.', 'Das Bild hat {0} × {1} px; höchstens {2} Millionen Pixel werden gelesen.'],
      ['Save it smaller, for example 4,000 px wide, and add it again.', 'Speichere es kleiner, zum Beispiel 4.000 px breit, und füge es noch einmal hinzu.'],
    ],
  },
  'zip-damaged': {
    rows: [
      ['The zip archive is damaged or cut off.', 'Das Zip-Archiv ist beschädigt oder abgeschnitten.'],
      ['Download it again, or drop the folder.', 'Lade es noch einmal herunter, oder leg den Ordner ab.'],
    ],
  },
  'zip-protected': {
    rows: [
      ['This part of the zip archive is protected by a password.', 'Dieser Teil des Zip-Archivs ist mit einem Passwort geschützt.'],
      unpack,
    ],
  },
  'zip-method': {
    rows: [
      ['This part of the zip archive is packed in a way that is not read here.', 'Dieser Teil des Zip-Archivs ist auf eine Weise gepackt, die hier nicht gelesen wird.'],
      unpack,
    ],
  },
  'zip-nested': {
    rows: [
      ['This is a zip archive inside a zip archive.', 'Das ist ein Zip-Archiv in einem Zip-Archiv.'],
      ['Unpack the outer one and drop the inner one.', 'Entpacke das äußere und leg das innere ab.'],
    ],
  },
  'zip-bomb': {
    rows: [
      ['Unpacked, this would be far larger than any picture collection.', 'Entpackt wäre das viel größer als jede Bildersammlung.'],
      ['If you trust the archive, unpack it yourself and drop some of the pictures.', 'Vertraust du dem Archiv, so entpacke es selbst und leg einige der Bilder ab.'],
    ],
  },
  'zip-too-large': {
    rows: [
      ['Unpacked, {} would take more than is unpacked here.', 'Entpackt wäre {0} größer als das, was hier entpackt wird.'],
      ['If you trust the archive, unpack it yourself and choose the folder.', 'Vertraust du dem Archiv, so entpacke es selbst und wähle den Ordner.'],
    ],
  },
  'zip-without-adapter': {
    rows: [
      ['There is no adapter_config.json in {}.', 'In {0} liegt keine adapter_config.json.'],
      ['Zip the folder that peft saved, or unpack the archive and choose the folder of the model.', 'Zippe den Ordner, den peft gespeichert hat, oder entpacke das Archiv und wähle den Ordner des Modells.'],
    ],
  },
  'too-many-files': {
    said: 'Das sind zu viele Dateien; der Rest wurde nicht angesehen.',
    fix: 'Leg einen kleineren Ordner ab.',
    rows: [
      ['There are more than {} files; the rest was not looked at.', 'Es sind mehr als {0} Dateien; der Rest wurde nicht angesehen.'],
      ['Drop a smaller folder.', 'Leg einen kleineren Ordner ab.'],
    ],
  },
  'no-files': {
    rows: [
      ['There are no files here.', 'Hier sind keine Dateien.'],
      ['Add PNG, JPEG, WebP, GIF or BMP files, a folder of them or a zip; a picture on another page has to be saved first.', 'Füge Dateien in PNG, JPEG, WebP, GIF oder BMP hinzu, einen Ordner davon oder ein Zip; ein Bild auf einer anderen Seite muss zuerst gespeichert werden.'],
    ],
  },
  'left-out': {
    rows: [
      ['Using none of {} pictures: {}. Remove some to make room.', 'Von {0} Bildern wird keines verwendet: {1}. Entferne einige, um Platz zu schaffen.'],
      ['Using {} of {} pictures, drawn at random (seed {}): {}.', '{0} von {1} Bildern werden verwendet, zufällig gezogen (Startwert {2}): {3}.'],
      ['the memory for pictures is used up', 'Der Speicher für Bilder ist voll'],
      ['the number of pictures is at its limit', 'Mehr Bilder sind nicht möglich'],
    ],
  },
  'first-frame': {
    said: 'Das Bild ist bewegt; sein erstes Einzelbild wird genommen.',
    rows: [
      ['The {} is animated; its first frame is used.', 'Das {0} ist bewegt; sein erstes Einzelbild wird genommen.'],
    ],
  },
  scaled: {
    said: 'Das Bild wurde verkleinert.',
    rows: [
      ['Scaled from {} to {} px.', 'Von {0} auf {1} px verkleinert.'],
    ],
  },
};
