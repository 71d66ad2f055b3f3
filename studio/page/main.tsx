/** Starts the page: fetches what it knows, and opens the run of its address, of its server, or the first one. */
import { render } from 'preact';
import { decodePlace, type Place } from '../run/address.js';
import { runClock } from '../time/clock.js';
import { App } from './app.jsx';
import { listenToKeys } from './keyboard.js';
import { openFile } from './open-file.js';
import { followScheme } from './scheme.js';
import type { Offered } from './store.js';
import { createStudio, shownOf } from './studio.js';
import { StudioContext } from './use-studio.js';

const studio = createStudio(new Worker('worker.js', { type: 'module' }));
const { store, open } = studio;

followScheme(document.documentElement, matchMedia('(prefers-color-scheme: dark)'), () =>
  store.set({}),
);

render(
  <StudioContext.Provider value={studio}>
    <App />
  </StudioContext.Provider>,
  document.getElementById('app')!,
);
runClock(studio);
listenToKeys(studio);

const get = async (name: string) => (await fetch(name)).json();

/** What `fabric-gossip studio FILE` was given. */
async function servedFile(): Promise<Blob | undefined> {
  if (document.querySelector('meta[name=served]') === null) return undefined;
  return (await fetch('given')).blob();
}

async function start(): Promise<void> {
  const [offered, place, served] = await Promise.all([
    get('scenarios.json') as Promise<Offered[]>,
    location.hash.length > 1 ? decodePlace(location.hash.slice(1)) : undefined,
    servedFile(),
  ]);
  store.set({ offered });
  if (place !== undefined) openPlace(place);
  else if (served !== undefined) await openFile(studio, served);
  else {
    const first = offered.find(({ scenario }) => scenario.name === 'four peers') ?? offered[0]!;
    open(first.scenario);
    // Who does not like motion begins by themselves.
    if (!matchMedia('(prefers-reduced-motion: reduce)').matches) studio.play(true);
  }
  store.set({ spec: await get('spec.json'), lessons: await get('lessons.json') });
}

function openPlace({ scenario, atMs, peer }: Place): void {
  open(scenario, atMs);
  const end = store.subscribe(() => {
    const { shown } = store.get();
    if (shown === undefined) return;
    end();
    store.set({ peer: shown.cast.peers.findIndex(({ name }) => name === peer) });
  });
}

void start();
// For tests, and for who likes to look inside.
Object.assign(window, { studio, shownOf });
