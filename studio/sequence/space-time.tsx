/** The space-time diagram: who sent what to whom, around the playhead; a message can be chosen. */
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { useComparison } from '../compare/use-comparison.js';
import { MessageCard } from '../hands/message-card.jsx';
import { FAMILIES } from '../network/families.js';
import { lookOf } from '../network/look.js';
import type { Former, Shown } from '../page/store.js';
import { useActions, useFrames, useStudio } from '../page/use-studio.js';
import { SavePicture } from '../pictures/save-picture.js';
import { createSvgContext } from '../pictures/svg-context.js';
import { COMMIT, countAt, LEADS, LIFE } from '../run/recording.js';
import { sayMs, sayRound } from '../time/say-time.js';
import { ANY_CHANNEL, lanesOf } from './choose-lanes.js';
import { comparedLines } from './compared-lines.js';
import { ChannelChoice, PeerChoice, toggled } from './lane-choice.js';
import { type LanesPicture, laneAt, paintLanes, xOf, yOf } from './paint-lanes.js';
import { type Line, linesOf } from './select-messages.js';

const SPANS_MS = [10, 50, 200, 1_000, 5_000, 20_000, 60_000] as const;
const LINES_MAX = 1_500;
/** Where so many are looked through, that is done less often. */
const DENSE_EVENTS = 100_000;

export function SpaceTime() {
  const { store } = useActions();
  const canvas = useRef<HTMLCanvasElement>(null);
  const picture = useRef<LanesPicture | undefined>(undefined);
  const [width, setWidth] = useState(0);
  const [spanMs, setSpan] = useState<number>(1_000);
  const [channel, setChannel] = useState(ANY_CHANNEL);
  const [peers, setPeers] = useState<ReadonlySet<number>>(new Set());
  const chosen = useStudio((state) => state.message);
  const setChosen = (message: number) => store.set({ message });
  const [isDense, setDense] = useState(false);
  const [count, setCount] = useState({ shown: 0, all: 0 });
  const shown = useStudio((state) => state.shown);
  const two = useComparison();
  const [isWished, setWished] = useState(true);
  /** Another scenario that is to be compared all the same. */
  const [alien, setAlien] = useState<Former | undefined>(undefined);
  const isCompared = two !== undefined && (two.isAkin ? isWished : alien === two.former);
  const selected = useStudio((state) => state.peer);
  const asked = { channel, peers };
  const lanes = useMemo(
    () => (shown === undefined ? [] : lanesOf(shown.cast, shown.recording, asked, selected)),
    [shown, channel, peers, selected],
  );
  const people = shown?.cast.peers.map(({ name }) => name).join();
  // Numbers of peers and channels mean others among other people.
  useEffect(() => {
    setPeers(new Set());
    setChannel(ANY_CHANNEL);
  }, [people]);
  const height = Math.max(120, Math.min(260, 26 + lanes.length * 18));
  useEffect(() => {
    const box = canvas.current!.parentElement!;
    const observer = new ResizeObserver(() => setWidth(box.clientWidth));
    observer.observe(box);
    return () => observer.disconnect();
  }, []);
  /** Whether the span was chosen by the length of what is shown. */
  const isFitted = useRef(false);
  const recording = shown?.recording;
  useEffect(() => {
    // What lasts milliseconds is seen as a whole to begin with.
    const { scenario, durationMs = 0 } = store.get().shown ?? {};
    const isShort = scenario === undefined && durationMs <= 5_000 && store.get().status !== 'live';
    if (recording === undefined || (!isShort && !isFitted.current)) return;
    isFitted.current = isShort;
    setSpan(isShort ? SPANS_MS.find((ms) => ms >= durationMs)! : 1_000);
  }, [recording, store]);
  useFrames(
    () => {
      const on = canvas.current?.getContext('2d');
      const { nowMs, peer, hidden } = store.get();
      if (on == null || shown === undefined || width === 0) return;
      on.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
      const fromMs = nowMs - spanMs * 0.9;
      const toMs = nowMs + spanMs * 0.1;
      const { recording } = shown;
      const first = countAt(recording, fromMs - 1_000);
      const end = countAt(recording, nowMs);
      const choice = { hidden, ...asked };
      const laneOf = new Map(lanes.map((one, lane) => [one, lane]));
      const found = linesOf(recording, first, end, {
        fromMs,
        toMs,
        lanes: new Set(lanes),
        choice,
        max: LINES_MAX,
      });
      const lines = isCompared
        ? comparedLines(two, found.lines, { fromMs, toMs, nowMs, lanes, choice })
        : found.lines;
      const look = lookOf(FAMILIES.map(({ colour }) => colour));
      const marks = marksIn(shown, first, end, laneOf).filter(({ ms }) => ms >= fromMs);
      picture.current = {
        width,
        height,
        fromMs,
        toMs,
        nowMs,
        names: lanes.map((one) => shown.cast.peers[one]!.name),
        laneOf,
        lines,
        isCompared,
        differsMs: two?.difference?.atMs,
        chosen,
        peer,
        picked: peers,
        marks: marks.map(({ kind, ...mark }) => ({
          ...mark,
          colour: kind === COMMIT ? look.orderer : kind === LIFE ? look.bad : look.accent,
        })),
        look,
      };
      paintLanes(on, picture.current);
      if (found.count !== count.all) setCount({ shown: found.lines.length, all: found.count });
      setDense(end - first > DENSE_EVENTS);
    },
    isDense ? 150 : 30,
  );
  return (
    <section class="space-time" aria-label="Space-time diagram">
      <header>
        <strong>Who sent what to whom</strong>
        <label>
          span{' '}
          <select value={String(spanMs)} onChange={(e) => setSpan(Number(e.currentTarget.value))}>
            {SPANS_MS.map((ms) => (
              <option key={ms} value={String(ms)}>
                {sayRound(ms)}
              </option>
            ))}
          </select>
        </label>
        {shown !== undefined && shown.cast.channels.length > 0 && (
          <ChannelChoice cast={shown.cast} channel={channel} onChange={setChannel} />
        )}
        {shown !== undefined && <PeerChoice cast={shown.cast} peers={peers} onChange={setPeers} />}
        {two !== undefined && (
          <label class="check">
            <input
              type="checkbox"
              checked={isCompared}
              onChange={({ currentTarget: { checked } }) =>
                two.isAkin ? setWished(checked) : setAlien(checked ? two.former : undefined)
              }
            />
            mark what differs: bold is only here, dotted only before
          </label>
        )}
        <SavePicture
          name="who-sent-what"
          of="the space-time diagram"
          svg={() => svgOf(picture.current)}
        />
        <span class="quiet count">
          {count.all} messages{count.all > count.shown && `, the newest ${count.shown} drawn`}
        </span>
        {chosen >= 0 && shown !== undefined && chosen < shown.recording.length && (
          <span class="chosen">
            <MessageCard index={chosen} />
            {shown.envelopeOf?.(chosen) !== undefined && (
              <button type="button" onClick={() => store.set({ tab: 'source' })}>
                look inside
              </button>
            )}
          </span>
        )}
      </header>
      <div class="lanes">
        <canvas
          ref={canvas}
          role="img"
          aria-label="Messages over time; the log with messages switched on says the same in words"
          width={width * devicePixelRatio}
          height={height * devicePixelRatio}
          style={{ height: `${height}px` }}
          onClick={({ offsetX, offsetY }) => {
            const drawn = picture.current;
            const lane = drawn === undefined ? undefined : lanes[laneAt(drawn, offsetX, offsetY)];
            if (lane !== undefined) setPeers(toggled(peers, lane));
            else setChosen(drawn === undefined ? -1 : nearest(drawn, offsetX, offsetY));
          }}
        />
      </div>
    </section>
  );
}

function svgOf(picture: LanesPicture | undefined): string | undefined {
  if (picture === undefined) return undefined;
  const { context, svg } = createSvgContext();
  paintLanes(context as unknown as CanvasRenderingContext2D, picture);
  const title = `Who sent what to whom until ${sayMs(picture.nowMs)}`;
  return svg(picture.width, picture.height, title, picture.look.panel);
}

function marksIn(
  { recording }: Shown,
  first: number,
  end: number,
  laneOf: ReadonlyMap<number, number>,
) {
  const marks: { lane: number; ms: number; kind: number }[] = [];
  for (let i = first; i < end; i++) {
    const kind = recording.kind[i]!;
    if (kind !== COMMIT && kind !== LIFE && kind !== LEADS) continue;
    const lane = laneOf.get(recording.a[i]!);
    if (lane !== undefined) marks.push({ lane, ms: recording.at[i]!, kind });
  }
  return marks;
}

/** The message whose line passes a point within a few px; -1 for none. */
function nearest(picture: LanesPicture, x: number, y: number): number {
  let found = -1;
  let least = 6;
  for (const line of picture.lines) {
    const distance = distanceTo(picture, line, x, y);
    if (distance >= least) continue;
    least = distance;
    found = line.index;
  }
  return found;
}

function distanceTo(picture: LanesPicture, line: Line, x: number, y: number): number {
  const [x1, y1] = [xOf(picture, line.sentMs), yOf(picture, picture.laneOf.get(line.from)!)];
  const [x2, y2] = [xOf(picture, line.endMs), yOf(picture, picture.laneOf.get(line.to)!)];
  const length = (x2 - x1) ** 2 + (y2 - y1) ** 2 || 1;
  const along = Math.max(0, Math.min(1, ((x - x1) * (x2 - x1) + (y - y1) * (y2 - y1)) / length));
  return Math.hypot(x - x1 - along * (x2 - x1), y - y1 - along * (y2 - y1));
}
