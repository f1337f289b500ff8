// What the page says in German outside of the app, by its English, with {} for each part. Asked for only where German is read.

export const german = {
  // boot.js
  "Load the page again": "Seite neu laden",
  "A bug in the playground ended this run.": "Ein Fehler im Programm hat diesen Lauf beendet.",
  "Clocktower has stopped": "Clocktower ist stehen geblieben",
  "A part of Clocktower did not arrive": "Ein Teil von Clocktower ist nicht angekommen",
  "What you asked for is in the second part of its program. Check the connection, then load the page again.":
    "Was du wolltest, steckt im zweiten Teil des Programms. Prüfe die Verbindung, und lade dann die Seite neu.",
  "This link does not open": "Dieser Link lässt sich nicht öffnen",
  "There is no run in it that can be shown. It may have been cut off on its way, or changed.":
    "Darin ist kein Lauf, der sich zeigen lässt. Vielleicht wurde der Link unterwegs abgeschnitten oder verändert.",
  "Open the example": "Beispiel öffnen",
  "This browser cannot run WebAssembly": "Dieser Browser kann kein WebAssembly",
  "Clocktower's broker is a WebAssembly program. Any current browser runs it.":
    "Der Broker von Clocktower ist ein WebAssembly-Programm. Jeder aktuelle Browser führt es aus.",
  "Clocktower could not start": "Clocktower konnte nicht starten",
  "Its program did not arrive or did not run. Check that pkg/ was built beside this page, then load it again.":
    "Das Programm ist nicht angekommen oder nicht gelaufen. Prüfe, ob pkg/ neben dieser Seite gebaut wurde, und lade sie dann neu.",
  // kept.js
  "A bug in the playground ended this run. Nothing had been done in it yet that could be lost.":
    "Ein Fehler im Programm hat diesen Lauf beendet. Darin war noch nichts getan, was verloren gehen könnte.",
  "A bug in the playground ended this run. What you did is kept in this browser: {}, {} command, event {}.":
    "Ein Fehler im Programm hat diesen Lauf beendet. Was du getan hast, ist in diesem Browser aufbewahrt: {}, {} Befehl, Ereignis {}.",
  "A bug in the playground ended this run. What you did is kept in this browser: {}, {} commands, event {}.":
    "Ein Fehler im Programm hat diesen Lauf beendet. Was du getan hast, ist in diesem Browser aufbewahrt: {}, {} Befehle, Ereignis {}.",
  "Go on with this run": "Mit diesem Lauf weitermachen",
  "Copy a link to it": "Link dazu kopieren",
  "Start afresh": "Neu anfangen",
  "Link copied": "Link kopiert",
  "The link is in the address bar": "Der Link steht in der Adresszeile",
  // embedded.js
  "Open in Clocktower": "In Clocktower öffnen",
  // notes.html, notes.js
  "Notes · Clocktower": "Notizen · Clocktower",
  "Since the notes were opened": "Seit die Notizen offen sind",
  "Notes": "Notizen",
  "On the screen": "Auf dem Bildschirm",
  "Open these notes from a page of Clocktower that presents.": "Öffne diese Notizen von einer Seite von Clocktower aus, die vorführt.",
  "Moments": "Momente",
  "‹ Before": "‹ Zurück",
  "Next ›": "Weiter ›",
  "This scenario has no notes.": "Zu diesem Szenario gibt es keine Notizen.",
};
