/** How the parts of the page read what it shows. */
import { createContext } from 'preact';
import { useContext, useEffect, useRef, useState } from 'preact/hooks';
import type { StudioState } from './store.js';
import type { Studio } from './studio.js';

export const StudioContext = createContext<Studio>(undefined as never);

export const useActions = (): Studio => useContext(StudioContext);

/** A part of the state; the component is drawn anew when it changes. */
export function useStudio<T>(select: (state: StudioState) => T): T {
  const { store } = useContext(StudioContext);
  const chosen = useRef(select);
  chosen.current = select;
  const [, setValue] = useState<T>(() => select(store.get()));
  useEffect(() => {
    const check = () => setValue(() => chosen.current(store.get()));
    check();
    return store.subscribe(check);
  }, [store]);
  return select(store.get());
}

/** Between two drawings of what is text while time runs. */
const SLOW_MS = 120;

/** Calls `draw` in the next frame after anything has changed, at most every `everyMs` of the reader's time. */
export function useFrames(draw: () => void, everyMs = 0): void {
  const { store } = useContext(StudioContext);
  const latest = useRef(draw);
  latest.current = draw;
  const asking = useRef(() => {});
  // Drawn anew as well when the component is: a canvas that changes its size is empty.
  useEffect(() => asking.current());
  useEffect(() => {
    let frame = 0;
    let drawnMs = Number.NEGATIVE_INFINITY;
    const ask = () => {
      if (frame === 0) frame = requestAnimationFrame(onFrame);
    };
    const onFrame = (atMs: number) => {
      frame = 0;
      if (atMs - drawnMs < everyMs) return ask();
      drawnMs = atMs;
      latest.current();
    };
    const end = store.subscribe(ask);
    asking.current = ask;
    ask();
    return () => {
      end();
      cancelAnimationFrame(frame);
    };
  }, [store, everyMs]);
}

/** The instant of the playhead, told some eight times a second at most. */
export function useSlowNow(): number {
  const { store } = useContext(StudioContext);
  const [nowMs, setNow] = useState(store.get().nowMs);
  useFrames(() => setNow(store.get().nowMs), SLOW_MS);
  return nowMs;
}
