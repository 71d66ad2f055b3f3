/** Watches peers that run with `--inspect`: their lines over a WebSocket, shown as they come. */
import type { FileLine } from '../../src/trace/told.js';
import { type Studio, shownOf } from '../page/studio.js';
import { createLiveLines, type LiveLines } from './live-lines.js';
import type { Watched } from './watched.js';

/** Between two looks at what has come, ms. */
const READ_EVERY_MS = 200;
/** Before a connection that failed is tried again, ms. */
const RETRY_MS = 2_000;
const RETRIES_MAX = 60;

/** Undefined if the text is the address of a WebSocket on this machine; else what is wrong with it. */
export function addressProblem(text: string): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isHere = ['127.0.0.1', 'localhost', '[::1]'].includes(url?.hostname ?? '');
  return url?.protocol === 'ws:' && isHere
    ? undefined
    : `"${text}": expected ws://127.0.0.1:PORT, as fabric-gossip peer --inspect prints it`;
}

/** Shows these peers from now on, until something else is opened. */
export function watchPeers(studio: Studio, addresses: readonly string[]): void {
  const { store } = studio;
  const wrong = addresses.map(addressProblem).find((problem) => problem !== undefined);
  if (wrong !== undefined) return store.set({ problem: wrong });
  const lines = createLiveLines();
  const sockets = new Map<string, WebSocket>();
  const states = new Map<string, Watched>();
  let generation = -1;
  let castVersion = -1;
  let isOver = false;

  const say = (address: string, state: Watched['state'], why = ''): void => {
    states.set(address, { address, state, why });
    if (!isOver) store.set({ watched: [...states.values()] });
  };

  function connect(address: string, retries: number): void {
    if (isOver) return;
    const socket = new WebSocket(address);
    sockets.set(address, socket);
    let hasOpened = false;
    socket.onopen = () => {
      hasOpened = true;
      say(address, 'open');
    };
    socket.onmessage = ({ data }) => {
      const line = lineIn(String(data));
      if (line !== undefined) lines.add(address, line);
    };
    socket.onclose = ({ reason }) => {
      lines.gone(address);
      say(
        address,
        'ended',
        reason || (hasOpened ? 'the connection broke' : 'nobody answers there'),
      );
      const left = hasOpened ? RETRIES_MAX : retries - 1;
      if (left > 0) setTimeout(() => connect(address, left), RETRY_MS);
    };
  }

  function publish(): void {
    if (!lines.read()) return;
    const { reader } = lines;
    const durationMs = reader.untilMs + 1;
    const { shown, isPlaying } = store.get();
    if (generation === lines.generation && castVersion === reader.version && shown !== undefined)
      store.set({ shown: { ...shown, durationMs }, untilMs: durationMs });
    else show(lines, durationMs, generation < 0 || isPlaying);
    generation = lines.generation;
    castVersion = reader.version;
  }

  /** The page anew: somebody came whom the pictures do not have yet. */
  function show({ reader }: LiveLines, durationMs: number, follows: boolean): void {
    const { cast, recording, about } = reader;
    const before = store.get();
    const name = before.shown?.cast.peers[before.peer]?.name;
    const says = about?.says ?? {};
    const title = addresses.length === 1 && about ? about.title : `${addresses.length} live peers`;
    const more = { about: { kind: 'about', source: 'live', title, says } as const };
    // A copy: who draws by what has changed compares objects.
    const now = { ...cast, peers: [...cast.peers], organisations: [...cast.organisations] };
    const shown = shownOf(now, undefined, durationMs, recording, more);
    if (generation < 0) studio.show(shown);
    store.set({
      shown,
      untilMs: durationMs,
      status: 'live',
      speed: 1,
      isPlaying: follows,
      nowMs: follows ? durationMs : before.nowMs,
      peer: now.peers.findIndex((one) => one.name === name),
    });
  }

  const timer = setInterval(publish, READ_EVERY_MS);
  const end = store.subscribe(() => {
    const { status, shown } = store.get();
    if (generation < 0 || (status === 'live' && shown?.recording === lines.reader.recording))
      return;
    // Read anew, and not shown yet.
    if (status === 'live' && generation !== lines.generation) return;
    isOver = true;
    clearInterval(timer);
    end();
    for (const socket of sockets.values()) socket.close();
    store.set({ watched: [] });
  });
  for (const address of addresses) {
    say(address, 'connecting');
    connect(address, RETRIES_MAX);
  }
}

function lineIn(text: string): FileLine | undefined {
  try {
    const line = JSON.parse(text) as Partial<FileLine> | null;
    const isLine =
      typeof line?.seq === 'number' &&
      typeof line.atMs === 'number' &&
      typeof line.peer === 'string' &&
      line.trace != null;
    return isLine ? (line as FileLine) : undefined;
  } catch {
    return undefined;
  }
}
