/** Starts the page: fetches what it knows, and opens the run of its address, of its server, or the first one. */
import { render } from 'preact';
import { decodePlace, type Place } from '../run/address.js';
import { listenToDrops } from '../sources/drop.js';
import { openFiles } from '../sources/open-files.js';
import { runClock } from '../time/clock.js';
import { App } from './app.jsx';
import { listenToKeys } from './keyboard.js';
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
listenToDrops(studio);

const get = async (name: string) => (await fetch(name)).json();

const metas = (name: string): string[] =>
  [...document.querySelectorAll<HTMLMetaElement>(`meta[name=${name}]`)].map(
    ({ content }) => content,
  );

/** What `fabric-gossip studio FILE …` was given: their names, and where the page gets them. */
const servedFiles = (): Promise<{ name: string; blob: Blob }[]> =>
  Promise.all(
    metas('served').map(async (name, i) => ({
      name,
      blob: await (await fetch(`given-${i}`)).blob(),
    })),
  );

async function start(): Promise<void> {
  const [offered, place, served] = await Promise.all([
    get('scenarios.json') as Promise<Offered[]>,
    location.hash.length > 1 ? decodePlace(location.hash.slice(1)) : undefined,
    servedFiles(),
  ]);
  store.set({ offered });
  const connect = metas('connect');
  if (place !== undefined) openPlace(place);
  else if (connect.length > 0) (await import('../sources/live.js')).watchPeers(studio, connect);
  else if (served.length > 0) await openFiles(studio, served, metas('wanted')[0]);
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
