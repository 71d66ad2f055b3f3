/** How the report looks, on screen in light and dark, and on paper. No font or picture from outside. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --page: light-dark(#fff, #15181c);
  --panel: light-dark(#f5f6f8, #1e2328);
  --text: light-dark(#1b1f24, #e4e7eb);
  --dim: light-dark(#5c6670, #98a3ae);
  --line: light-dark(#d3d8de, #3a424b);
  --good: light-dark(#17692f, #66d18a);
  --bad: light-dark(#b3161f, #ff8a86);
  --unsure: light-dark(#8a5800, #f0bd5a);
  --link: light-dark(#0a53a8, #84b8ff);
}
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 76rem; padding: 1.5rem; background: var(--page); color: var(--text);
  font: 16px/1.5 system-ui, sans-serif; }
h1 { font-size: 1.6rem; margin: 0 0 .25rem; }
h2 { font-size: 1.2rem; margin: 2rem 0 .5rem; border-bottom: 1px solid var(--line); }
h4 { font-size: .95rem; margin: 1rem 0 .25rem; } h4 .dim { font-weight: 400; }
code, pre, .id { font-family: ui-monospace, monospace; font-size: .875rem; }
pre { overflow-x: auto; background: var(--panel); padding: .6rem .8rem; border-radius: 4px; margin: .25rem 0; }
a { color: var(--link); }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .15rem 1rem; margin: .5rem 0; }
dt { color: var(--dim); } dd { margin: 0; overflow-wrap: anywhere; }
.verdict { font-size: 1.15rem; font-weight: 600; padding: .75rem 1rem; border-left: .4rem solid; background: var(--panel); }
.good { color: var(--good); border-color: var(--good); }
.bad { color: var(--bad); border-color: var(--bad); }
.unsure { color: var(--unsure); border-color: var(--unsure); }
.dim { color: var(--dim); }
table { border-collapse: collapse; margin: .5rem 0; }
th, td { text-align: left; padding: .2rem .7rem .2rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
td.good, td.bad, td.unsure { border-color: var(--line); }
td.n, th.n { text-align: right; }
.filter { position: sticky; top: 0; background: var(--page); padding: .6rem 0; display: flex; gap: .5rem;
  flex-wrap: wrap; align-items: center; z-index: 1; }
.filter input { font: inherit; flex: 1 1 16rem; padding: .35rem .6rem; border: 1px solid var(--dim); border-radius: 4px;
  background: var(--page); color: var(--text); }
.filter button { font: inherit; padding: .3rem .7rem; border: 1px solid var(--dim); border-radius: 4px;
  background: var(--page); color: var(--text); cursor: pointer; }
.filter button[aria-pressed="true"] { background: var(--text); color: var(--page); }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
details.case { border-bottom: 1px solid var(--line); padding: .35rem 0; }
details.case > summary { cursor: pointer; display: grid; grid-template-columns: 8.5rem 1fr max-content; gap: .75rem; }
details.case > summary::before { content: none; }
details.case > div { padding: .25rem 0 1rem 1rem; }
summary .said, .matrix .said { display: block; color: var(--dim); font-weight: 400; }
.matrix td.good a, .matrix td.bad a, .matrix td.unsure a, .matrix td.dim a { color: inherit; }
.matrix thead th { position: sticky; top: 0; background: var(--page); }
.word { font-weight: 600; }
summary .word::before { content: '\\25b8'; display: inline-block; width: 1.1em; color: var(--dim); }
details[open] > summary .word::before { content: '\\25be'; }
.diagram { overflow-x: auto; border: 1px solid var(--line); border-radius: 4px; padding: .5rem; }
.sequence { display: block; font: 12px system-ui, sans-serif; }
.sequence text { fill: var(--text); }
.sequence .lane { font-weight: 600; font-size: 13px; }
.sequence .time { fill: var(--dim); font-size: 11px; }
.sequence line { stroke: var(--text); stroke-width: 1.3; }
.sequence .life { stroke: var(--line); }
.sequence circle { fill: var(--dim); }
.sequence .head { fill: var(--text); }
.sequence .background .head { fill: var(--dim); }
.sequence .event .head { fill: var(--link); }
.sequence .illegal .head { fill: var(--bad); }
.sequence .background line { stroke: var(--dim); stroke-dasharray: 2 3; }
.sequence .background text { fill: var(--dim); }
.sequence .event line { stroke: var(--link); stroke-dasharray: 5 3; }
.sequence .illegal line { stroke: var(--bad); stroke-width: 2; }
.sequence .illegal .label { fill: var(--bad); font-weight: 600; }
.sequence .wrong line { stroke: var(--bad); stroke-width: 2.6; }
.sequence .wrong .label, .sequence .missing .label { fill: var(--bad); font-weight: 700; }
.sequence .wrong .head, .sequence .wrong circle { fill: var(--bad); }
.sequence .missing line { stroke: var(--bad); stroke-width: 2; stroke-dasharray: 2 5; }
.machine { display: block; font: 12px ui-monospace, monospace; }
.machine text { fill: var(--dim); white-space: pre; }
.machine .name { fill: var(--text); font: 600 13px system-ui, sans-serif; }
.machine .label { fill: var(--page); }
.machine .line { fill: none; stroke: var(--dim); }
.machine .head, .machine .start { fill: var(--dim); }
.machine .state rect { fill: var(--panel); stroke: var(--line); stroke-width: 1.5; }
.machine .any rect, .machine .any .line { stroke-dasharray: 5 4; }
.machine .path .line { stroke: var(--link); stroke-width: 2.5; }
.machine .path .head { fill: var(--link); }
.machine .state.path rect { stroke: var(--link); stroke-width: 2; }
.machine text.path { fill: var(--link); }
.machine .offending .line { stroke: var(--bad); stroke-width: 3; }
.machine .offending .head { fill: var(--bad); }
.machine text.offending { fill: var(--bad); font-weight: 600; }
.mutants { display: block; font: 11px system-ui, sans-serif; }
.mutants text { fill: var(--text); }
.mutants text.bad, .mutants rect.bad { fill: var(--bad); }
.mutants rect.passed { fill: var(--line); }
.mutants rect.unsure { fill: var(--unsure); }
.mutants rect.dim { fill: none; stroke: var(--line); }
.mutants .chapter { font-weight: 600; }
tr.offending > * { color: var(--bad); font-weight: 600; background: var(--panel); }
.outcome { background: var(--panel); padding: .6rem .8rem; border-radius: 4px; }
.outcome .observed { font-weight: 600; }
.where { display: block; font-size: .875rem; }
.wide { overflow-x: auto; }
.log { max-height: 16rem; overflow: auto; }
.trouble { list-style: none; padding: 0; }
.trouble li { padding: .15rem 0; }
.identity > summary, .decoded > summary, .spec > summary { cursor: pointer; }
.spec { border-bottom: 1px solid var(--line); padding: .35rem 0; }
.spec :target, tr:target, details.case:target > summary { background: light-dark(#fff3bf, #4a3d00); }
.exchange td { font-size: .875rem; } .exchange .background { color: var(--dim); }
[hidden] { display: none !important; }
@media (max-width: 40rem) { details.case > summary { grid-template-columns: 1fr; gap: 0; } }
@media print {
  :root { color-scheme: light; }
  .filter, .identity > summary { display: none; }
  .diagram, .wide, .log { overflow: visible; max-height: none; }
  .diagram svg { max-width: 100%; height: auto; }
  details.case { break-inside: avoid; }
  body { max-width: none; padding: 0; font-size: 11px; }
}
`;
