/** What the shapes and colours are; each family of messages can be left out. */
import { useActions, useStudio } from '../page/use-studio.js';
import { FAMILIES, type Shape } from './families.js';
import { FlightsSaid } from './flight-count.js';
import { CHANNEL_SHAPES } from './paint-peer.js';

export function Legend() {
  const { store } = useActions();
  const hidden = useStudio((state) => state.hidden);
  const channels = useStudio(({ shown }) => shown?.cast.channels);
  const toggle = (name: string) => {
    const next = new Set(hidden);
    if (!next.delete(name)) next.add(name);
    store.set({ hidden: next });
  };
  return (
    <div class="legend">
      {FAMILIES.map(({ name, shape, colour }) => (
        <button
          type="button"
          key={name}
          aria-pressed={!hidden.has(name)}
          onClick={() => toggle(name)}
        >
          <Glyph shape={shape} colour={`var(${colour})`} />
          {name}
        </button>
      ))}
      {channels?.map(({ name }, index) => (
        <span key={name}>
          <Glyph
            shape={CHANNEL_SHAPES[index % CHANNEL_SHAPES.length]!}
            colour={`var(--channel-${(index % 4) + 1})`}
          />
          {name}
        </span>
      ))}
      <span>
        <Glyph shape="star" colour="var(--accent)" />
        leads
      </span>
      <FlightsSaid />
    </div>
  );
}

const PATHS: Readonly<Record<Shape, string>> = {
  circle: 'M11 6a5 5 0 1 1-10 0a5 5 0 1 1 10 0z',
  ring: 'M10 6a4 4 0 1 1-8 0a4 4 0 1 1 8 0z',
  square: 'M1.5 1.5h9v9h-9z',
  bar: 'M0 3.5h12v5h-12z',
  triangle: 'M6 .5 11.5 10.5h-11z',
  diamond: 'M6 0 12 6 6 12 0 6z',
  cross: 'M2 2 10 10M10 2 2 10',
  star: 'M6 0 7.6 4.2 12 4.4 8.6 7.2 9.8 11.6 6 9.1 2.2 11.6 3.4 7.2 0 4.4 4.4 4.2z',
};

export function Glyph({ shape, colour }: { readonly shape: Shape; readonly colour: string }) {
  const isLine = shape === 'cross' || shape === 'ring';
  return (
    <svg class="glyph" viewBox="0 0 12 12" width="11" height="11" aria-hidden="true">
      <path
        d={PATHS[shape]}
        fill={isLine ? 'none' : colour}
        stroke={isLine ? colour : 'none'}
        stroke-width="2"
      />
    </svg>
  );
}
