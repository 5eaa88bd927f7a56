// The look of <error-card>: nothing comes in from the page around it but its colour scheme.
//
// A page says which by `color-scheme`, and `light-dark()` follows it; a page that says nothing gets
// the system's.

const STYLE = `
:host { display: block; max-inline-size: 40rem; min-inline-size: 0; }
:host([data-follow-system]) { color-scheme: light dark; }
:host([hidden]) { display: none; }
.card, .card * { box-sizing: border-box; }
.card {
  all: initial;
  color-scheme: inherit;
  display: block;
  background: light-dark(#fff, #12181f);
  border: 1px solid light-dark(#dde3ea, #2d3947);
  border-inline-start: 4px solid light-dark(#b0410c, #ffa873);
  border-radius: 8px;
  color: light-dark(#1c2733, #e3e9f0);
  font: 400 15px/1.45 system-ui, -apple-system, "Segoe UI", "Noto Sans", "Liberation Sans", sans-serif;
  overflow-wrap: anywhere;
  padding: 12px 16px;
}
p { margin: 0; }
code { font: 0.92em ui-monospace, "SF Mono", "Cascadia Mono", "Liberation Mono", Menlo, monospace; }
.head { align-items: center; display: flex; flex-wrap: wrap; font-size: 13px; gap: 8px; }
.code { color: light-dark(#b0410c, #ffa873); font-weight: 600; }
.status, .badge { background: light-dark(#edf0f4, #28323d); border-radius: 4px; font-size: 12px; font-weight: 650; line-height: 1; padding: 5px 7px; }
.title { font-size: 16px; font-weight: 700; line-height: 1.3; margin-block: 6px 4px; }
.title a { color: inherit; text-decoration-thickness: 1px; text-underline-offset: 3px; }
.title a:hover { color: light-dark(#b0410c, #ffa873); }
a:focus-visible { border-radius: 2px; outline: 2px solid light-dark(#b0410c, #ffa873); outline-offset: 2px; }
.fix code { background: light-dark(#f3f5f8, #1a222c); border-radius: 3px; padding: 1px 4px; }
.more { color: light-dark(#55626f, #a3b0bd); font-size: 13px; margin-block-start: 6px; }
.badges { display: flex; flex-wrap: wrap; gap: 6px; margin-block-start: 10px; }
.never { background: light-dark(#fdeceb, #3a1f20); color: light-dark(#a8201a, #ffa29b); }
.backoff { background: light-dark(#e8f2fb, #182b3d); color: light-dark(#14558f, #96c8f7); }
.wait { background: light-dark(#fdf3dc, #332a17); color: light-dark(#7a4d00, #f2c66d); }
@media print { .card { break-inside: avoid; } }
`;

/** @type {CSSStyleSheet | undefined} */
let sheet;

/** Return the style sheet that all cards of a page share. @returns {CSSStyleSheet} */
export function cardStyle() {
  if (!sheet) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
  }
  return sheet;
}
