/** Where the peers stand: organisations round the ordering service, peers of each close together. Always the same. */
import type { Cast } from '../run/cast.js';

export interface Layout {
  readonly width: number;
  readonly height: number;
  /** By number of the peer, px. */
  readonly x: Float32Array;
  readonly y: Float32Array;
  /** Of every peer, px. */
  readonly radius: number;
  readonly organisations: readonly Disc[];
  /** The ordering service. */
  readonly orderer: { readonly x: number; readonly y: number };
}

export interface Disc {
  readonly name: string;
  readonly x: number;
  readonly y: number;
  readonly radius: number;
}

/** Peers of an organisation that stand on one ring; more fill a disc. */
const RING_MAX = 14;
/** Radius of that ring in a disc of radius 1. */
const RING = 0.68;
/** From the middle of the ordering service to a disc, px: past the corner of its square. */
const ORDERER_PX = 22;
/** The angle after which a sunflower sets its next seed, rad. */
const GOLDEN = Math.PI * (3 - Math.sqrt(5));

export function layoutOf(cast: Cast, width: number, height: number): Layout {
  const { organisations, peers } = cast;
  const count = organisations.length;
  const centre = { x: width / 2, y: height / 2 };
  const members = organisations.map((_, o) =>
    peers.flatMap((p, i) => (p.organisation === o ? [i] : [])),
  );
  const most = Math.max(1, ...members.map(({ length }) => length));
  const discRadius = radiusOf(count, centre, width, height);
  const x = new Float32Array(peers.length);
  const y = new Float32Array(peers.length);
  const discs = organisations.map((name, o) => {
    const at = placeOf(o, count, centre, width, height, discRadius);
    for (const [i, peer] of members[o]!.entries()) {
      const spot = spotOf(
        i,
        members[o]!.length,
        count === 1,
        Math.atan2(centre.y - at.y, centre.x - at.x),
      );
      x[peer] = at.x + spot.x * discRadius;
      y[peer] = at.y + spot.y * discRadius;
    }
    return { name, ...at, radius: discRadius };
  });
  const room = most <= RING_MAX ? (2 * Math.PI * RING) / Math.max(3, most) : 1.6 / Math.sqrt(most);
  const tightness = most <= RING_MAX ? 2.6 : 3.6;
  // A few peers of a small organisation stay within its disc, away from what stands beside it.
  const within = most <= RING_MAX ? (1 - RING) * discRadius : discRadius;
  const radius = Math.max(2, Math.min(22, within, (room * discRadius) / tightness));
  return { width, height, x, y, radius, organisations: discs, orderer: centre };
}

/** The largest with which the discs leave each other and the ordering service their place. */
function radiusOf(
  count: number,
  centre: { x: number; y: number },
  width: number,
  height: number,
): number {
  if (count === 1) return Math.min(width, height) / 2 - 24;
  if (count === 2) return Math.min(width / 4 - 28, height / 2 - 24);
  // Of an even number one is right below: its name needs room under the word of the ordering service.
  const free = count % 2 === 0 ? Math.max(ORDERER_PX, Math.min(48, height / 8)) : ORDERER_PX;
  let radius = height / 4.2;
  const isCrowded = () => {
    const at = Array.from({ length: count }, (_, o) =>
      placeOf(o, count, centre, width, height, radius),
    );
    return at.some(({ x, y }, o) => {
      const next = at[(o + 1) % count]!;
      return (
        Math.hypot(x - centre.x, y - centre.y) < radius + free ||
        Math.hypot(x - next.x, y - next.y) < 2 * radius
      );
    });
  };
  while (radius > 4 && isCrowded()) radius *= 0.98;
  return radius;
}

function placeOf(
  index: number,
  count: number,
  centre: { x: number; y: number },
  width: number,
  height: number,
  radius: number,
): { x: number; y: number } {
  if (count === 1) return centre;
  const turn = count === 2 ? Math.PI : -Math.PI / 2;
  const angle = turn + (2 * Math.PI * index) / count;
  const reachX = Math.min(width / 2 - radius - 12, height * 0.95);
  const reachY = height / 2 - radius - 14;
  return { x: centre.x + reachX * Math.cos(angle), y: centre.y + reachY * Math.sin(angle) };
}

/** In a disc of radius 1, from which the ordering service is seen at an angle. */
function spotOf(
  index: number,
  count: number,
  isAlone: boolean,
  towards: number,
): { x: number; y: number } {
  if (count === 1 && !isAlone) return { x: 0, y: 0 };
  if (count <= RING_MAX) {
    // A gap of the ring faces the ordering service, not a peer: that one would lie on it.
    const from = isAlone ? -Math.PI / 2 : towards;
    const angle = from + (2 * Math.PI * (index + 0.5)) / count;
    return { x: RING * Math.cos(angle), y: RING * Math.sin(angle) };
  }
  // The ordering service stands in the middle of a lone organisation.
  const hole = isAlone ? 0.04 * count : 0;
  const reach = 0.93 * Math.sqrt((index + 0.5 + hole) / (count + hole));
  return { x: reach * Math.cos(index * GOLDEN), y: reach * Math.sin(index * GOLDEN) };
}

/** The peer at a point, within a few px; -1 for none. */
export function peerAt({ x, y, radius }: Layout, atX: number, atY: number): number {
  let nearest = -1;
  let least = (Math.max(radius, 6) + 4) ** 2;
  for (let i = 0; i < x.length; i++) {
    const distance = (x[i]! - atX) ** 2 + (y[i]! - atY) ** 2;
    if (distance > least) continue;
    least = distance;
    nearest = i;
  }
  return nearest;
}
