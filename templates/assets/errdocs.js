// The entry point: each page starts the features whose elements it holds.

import { startCopyButtons } from "./copy.js";
import { startFacets } from "./facets.js";
import { startHeaderSearch } from "./header-search.js";
import { startHeldSpelling } from "./held-spelling.js";
import { startLinkMenus } from "./link-menu.js";
import { startLookup } from "./lookup-box.js";
import { startNotFound } from "./not-found.js";
import { startOwnValues } from "./own-values.js";
import { startRecent } from "./recent.js";
import { startReports } from "./report.js";
import { startRequestForms } from "./request-form.js";
import { startShortcuts } from "./shortcuts.js";

startLookup();
startRequestForms(document, startOwnValues(document));
startHeldSpelling(document);
startCopyButtons(document);
startFacets(document);
startShortcuts(document);
startLinkMenus(document);
startNotFound(document);
startReports(document);
startRecent(document);

// The theme's script takes the parts of its search as it finds them. It may come after this one, and
// before the page is complete.
if (document.readyState === "complete") startHeaderSearch(document);
else addEventListener("load", () => startHeaderSearch(document), { once: true });
