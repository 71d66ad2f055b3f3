/** The network: a canvas with a pointer, a keyboard and words beside it. */
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { useActions, useFrames, useStudio } from '../page/use-studio.js';
import { SavePicture } from '../pictures/save-picture.js';
import { createSvgContext } from '../pictures/svg-context.js';
import { countAt } from '../run/recording.js';
import { sayMs } from '../time/say-time.js';
import { FAMILIES, familyOf } from './families.js';
import { FaultChips } from './fault-chips.js';
import { flightAt } from './flight-spot.js';
import { SEEN_MS } from './in-flight.js';
import { type Layout, layoutOf, peerAt } from './layout.js';
import { Legend } from './legend.js';
import { lookOf } from './look.js';
import { marksOf } from './marks.js';
import { type Picture, paint } from './paint.js';

const prefersStill = () => matchMedia('(prefers-reduced-motion: reduce)').matches;

export function NetworkView() {
  const { store } = useActions();
  const canvas = useRef<HTMLCanvasElement>(null);
  const picture = useRef<Picture | undefined>(undefined);
  const size = useSizeOf(canvas);
  const cast = useStudio(({ shown }) => shown?.cast);
  const [hovered, setHovered] = useState(-1);
  const [stride, setStride] = useState(1);
  const layout = useMemo<Layout | undefined>(
    () =>
      cast === undefined || size.width === 0 ? undefined : layoutOf(cast, size.width, size.height),
    [cast, size],
  );
  useFrames(() => {
    const { shown, nowMs, speed, hidden, peer, message } = store.get();
    const on = canvas.current?.getContext('2d');
    if (on == null || layout === undefined || shown === undefined || shown.cast !== cast) return;
    const ratio = devicePixelRatio;
    on.setTransform(ratio, 0, 0, ratio, 0, 0);
    const scene = shown.timeline.seek(countAt(shown.recording, nowMs));
    const { marks, isOrdererDown } = marksOf(shown, scene.faults);
    picture.current = {
      layout,
      cast: shown.cast,
      scene,
      recording: shown.recording,
      nowMs,
      leastMs: SEEN_MS * speed,
      hidden,
      selected: peer,
      hovered,
      message,
      isOrdererDown,
      marks,
      isStill: prefersStill(),
      look: lookOf(FAMILIES.map(({ colour }) => colour)),
    };
    const drawn = paint(on, picture.current);
    if (drawn !== stride) setStride(drawn);
  });
  const at = ({ offsetX, offsetY }: MouseEvent) =>
    layout === undefined ? -1 : peerAt(layout, offsetX, offsetY);
  /** A message before the peer below it, unless it stands on one; a place with neither is the whole network. */
  const choose = (event: MouseEvent) => {
    const peer = at(event);
    const { shown, nowMs, speed, hidden } = store.get();
    if (layout === undefined || shown === undefined) return;
    const { recording } = shown;
    const message = flightAt(
      {
        layout,
        recording,
        nowMs,
        count: countAt(recording, nowMs),
        leastMs: SEEN_MS * speed,
        isStill: prefersStill(),
        isHidden: (i) => hidden.has(FAMILIES[familyOf(recording.strings[recording.c[i]!]!)]!.name),
      },
      event.offsetX,
      event.offsetY,
    );
    if (message >= 0 && peer < 0) store.set({ message, tab: 'messages', isPlaying: false });
    else store.set({ peer });
  };
  const name = hovered >= 0 ? cast?.peers[hovered]?.name : undefined;
  return (
    <section class="network" aria-label="Network">
      <div class="network-canvas">
        <canvas
          ref={canvas}
          role="img"
          aria-label="The peers and the messages between them; the log beside says the same in words"
          width={size.width * devicePixelRatio}
          height={size.height * devicePixelRatio}
          onPointerMove={(event) => setHovered(at(event))}
          onPointerLeave={() => setHovered(-1)}
          onClick={choose}
        />
      </div>
      <FaultChips />
      {name !== undefined && <div class="hover-name">{name}</div>}
      {stride > 1 && <div class="sampled">1 message of {stride} is drawn</div>}
      <SavePicture name="network" of="the network" svg={() => svgOf(picture.current)} />
      <Legend />
    </section>
  );
}

function svgOf(picture: Picture | undefined): string | undefined {
  if (picture === undefined) return undefined;
  const { context, svg } = createSvgContext();
  paint(context as unknown as CanvasRenderingContext2D, picture);
  const { width, height } = picture.layout;
  return svg(width, height, `The network at ${sayMs(picture.nowMs)}`, picture.look.panel);
}

function useSizeOf(canvas: { current: HTMLCanvasElement | null }) {
  const [size, setSize] = useState({ width: 0, height: 0 });
  useEffect(() => {
    const box = canvas.current!.parentElement!;
    const observer = new ResizeObserver(() =>
      setSize({ width: box.clientWidth, height: box.clientHeight }),
    );
    observer.observe(box);
    return () => observer.disconnect();
  }, []);
  return size;
}
