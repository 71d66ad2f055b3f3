/** The figures of a run up to now. Anew when time stands still, and once a second while it runs. */
import { useRef } from 'preact/hooks';
import type { Shown } from '../page/store.js';
import { useActions, useSlowNow } from '../page/use-studio.js';
import { countAt } from '../run/recording.js';
import { expectedRate } from './expected-rate.js';
import { heightsOf, pushHopMs, reachOf, trafficOf } from './figures.js';
import { pushCurve, shareAt } from './push-curve.js';
import { kindsSent, ratesOf, runningAt } from './rates.js';
import { viewsOf } from './views.js';

/** Points of each line, but one. */
const STEPS = 60;
const EVERY_MS = 1_000;
/** Fabric's own, for a trace that does not say it. */
const FANOUT = 3;

export type Figures = ReturnType<typeof figuresOf>;

/** `kind`: of messages, whose rate is shown. */
export function useFigures(shown: Shown, channel: number, kind: string): Figures {
  const { store } = useActions();
  const nowMs = useSlowNow();
  const last = useRef<{ madeMs: number; key: string; of: Shown; figures: Figures } | undefined>(
    undefined,
  );
  const { isPlaying } = store.get();
  const key = `${channel} ${nowMs}`;
  const isOther = last.current?.figures.rate.kind !== kind;
  const { current } = last;
  const isFresh = isPlaying && performance.now() - (current?.madeMs ?? 0) < EVERY_MS;
  const isSame =
    current?.of.recording === shown.recording && !isOther && (current.key === key || isFresh);
  if (isSame) return current.figures;
  const figures = figuresOf(shown, channel, nowMs, kind);
  last.current = { madeMs: performance.now(), key, of: shown, figures };
  return figures;
}

function figuresOf(
  { recording, cast, scenario }: Shown,
  channel: number,
  nowMs: number,
  rateOf: string,
) {
  const index = countAt(recording, nowMs);
  const members = cast.channels[channel]?.members ?? [];
  const reach = reachOf(recording, channel, index);
  const longestMs = Math.max(100, ...reach.flatMap(({ afterMs }) => afterMs.slice(-1)));
  const atStep = (step: number) => (longestMs * step) / STEPS;
  const shares = Array.from({ length: STEPS + 1 }, (_, step) => {
    const counts = reach.map(({ afterMs }) => afterMs.filter((ms) => ms <= atStep(step)).length);
    const had = counts.reduce((sum, count) => sum + count, 0);
    return had / Math.max(1, counts.length * members.length);
  });
  const fanout = scenario?.parameters.propagatePeerNum ?? FANOUT;
  const hopMs = pushHopMs(recording, channel, index);
  const sizes = cast.organisations.map(
    (_, one) => members.filter((peer) => cast.peers[peer]!.organisation === one).length,
  );
  const curve = pushCurve(sizes, fanout);
  const computed =
    hopMs === undefined || hopMs <= 0
      ? undefined
      : Array.from({ length: STEPS + 1 }, (_, step) => shareAt(curve, hopMs, atStep(step)));
  const formula = scenario && expectedRate(rateOf, scenario, cast);
  const runs = runningAt(recording, cast.peers.length, index, nowMs, STEPS);
  return {
    nowMs,
    members,
    reach,
    longestMs,
    shares,
    fanout,
    hopMs,
    computed,
    pushEnds: curve.at(-1) ?? 0,
    heights: heightsOf(recording, channel, members, index, nowMs, STEPS),
    views: viewsOf(recording, cast.peers.length, index, nowMs, STEPS),
    traffic: trafficOf(recording, index),
    rate: {
      kind: rateOf,
      kinds: kindsSent(recording, index),
      measured: ratesOf(recording, rateOf, index, nowMs, STEPS),
      expected: formula && runs.map(formula),
    },
  };
}
