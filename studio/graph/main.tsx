/** Starts the page of the state graph at the place that its address names. */
import { render } from 'preact';
import { followScheme } from '../page/scheme.js';
import { GraphApp } from './graph-app.jsx';
import { listenToGraphKeys } from './graph-keys.js';
import { createGraphPage } from './graph-page.js';

const worker = new Worker('graph-worker.js', { type: 'module' });
const page = createGraphPage(worker, (address) => history.replaceState(null, '', `#${address}`));
followScheme(document.documentElement, matchMedia('(prefers-color-scheme: dark)'), () =>
  page.set({}),
);
render(<GraphApp page={page} />, document.getElementById('app')!);
listenToGraphKeys(page);
page.goTo(location.hash.slice(1));
window.addEventListener('hashchange', () => page.goTo(location.hash.slice(1)));
void fetch('spec.json')
  .then((answer) => answer.json())
  .then((spec) => page.set({ spec }));
// For tests, and for who likes to look inside.
Object.assign(window, { graph: page });
