// The entry point: each page starts the features whose elements it holds.

import { startCopyButtons } from "./copy.js";
import { startFacets } from "./facets.js";

startCopyButtons(document);
startFacets(document);
