/** What was sent by kind, as bars: messages above, bytes below. The numbers stand in it. */
import { FAMILIES } from '../network/families.js';
import type { FamilyTraffic } from './figures.js';
import { sayBytes } from './say-bytes.js';

const WIDTH = 440;
const LEFT = 96;
const RIGHT = 70;
const ROW = 26;

export function TrafficPicture({ traffic }: { readonly traffic: readonly FamilyTraffic[] }) {
  const most = Math.max(1, ...traffic.map(({ messages }) => messages));
  const mostBytes = Math.max(1, ...traffic.map(({ bytes }) => bytes));
  const width = (share: number) => Math.max(0, (WIDTH - LEFT - RIGHT) * share);
  const hasBytes = traffic.some(({ bytes }) => bytes > 0);
  return (
    <svg
      class="traffic-picture"
      viewBox={`0 0 ${WIDTH} ${FAMILIES.length * ROW + 4}`}
      role="img"
      aria-label="Messages and bytes by kind; the table says the same"
    >
      {FAMILIES.map(({ name, colour }, family) => {
        const { messages, bytes } = traffic[family]!;
        const y = family * ROW + 4;
        return (
          <g key={name} style={{ color: `var(${colour})` }}>
            <text x={LEFT - 8} y={y + 14} text-anchor="end">
              {name}
            </text>
            <rect x={LEFT} y={y + 1} width={width(messages / most)} height="8" rx="2" />
            <text x={LEFT + width(messages / most) + 5} y={y + 9}>
              {messages.toLocaleString('en')}
            </text>
            {hasBytes && (
              <>
                <rect
                  class="bytes"
                  x={LEFT}
                  y={y + 12}
                  width={width(bytes / mostBytes)}
                  height="8"
                  rx="2"
                />
                <text x={LEFT + width(bytes / mostBytes) + 5} y={y + 20}>
                  {sayBytes(bytes)}
                </text>
              </>
            )}
          </g>
        );
      })}
    </svg>
  );
}
