/** The filter of the report. Without it the page shows everything, and all of it can be read. */
export const SCRIPT = `
const input = document.querySelector('.filter input');
const buttons = [...document.querySelectorAll('.filter button')];
const told = document.querySelector('.filter span');
const cases = [...document.querySelectorAll('details.case')];
const words = new Map(cases.map((c) => [c, c.textContent.toLowerCase()]));
let verdict = 'all';
function show() {
  const wanted = input.value.toLowerCase().split(/\\s+/).filter(Boolean);
  let count = 0;
  for (const c of cases) {
    const fits = (verdict === 'all' || c.dataset.verdict === verdict) && wanted.every((w) => words.get(c).includes(w));
    c.hidden = !fits;
    if (fits) count += 1;
  }
  for (const s of document.querySelectorAll('section')) s.hidden = !s.querySelector('details.case:not([hidden])');
  told.textContent = count + ' of ' + cases.length;
}
input.addEventListener('input', show);
for (const b of buttons) b.addEventListener('click', () => {
  verdict = b.dataset.verdict;
  for (const other of buttons) other.setAttribute('aria-pressed', String(other === b));
  show();
});
let opened = [];
const folded = () => [...document.querySelectorAll('details:not(.case details)')].filter((d) => !d.open && !d.hidden);
addEventListener('beforeprint', () => { opened = folded(); for (const d of opened) d.open = true; });
addEventListener('afterprint', () => { for (const c of opened) c.open = false; });
function reveal() {
  const named = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!named) return;
  for (let d = named.closest('details'); d; d = d.parentElement.closest('details')) d.open = true;
  named.scrollIntoView();
}
addEventListener('hashchange', reveal);
show();
reveal();
`;
