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
  const discRadius = radiusOf(count, width, height);
  const x = new Float32Array(peers.length);
  const y = new Float32Array(peers.length);
  const discs = organisations.map((name, o) => {
    const at = placeOf(o, count, centre, width, height, discRadius);
    for (const [i, peer] of members[o]!.entries()) {
      const spot = spotOf(i, members[o]!.length, count === 1);
      x[peer] = at.x + spot.x * discRadius;
      y[peer] = at.y + spot.y * discRadius;
    }
    return { name, ...at, radius: discRadius };
  });
  const room = most <= RING_MAX ? (2 * Math.PI * 0.68) / Math.max(3, most) : 1.6 / Math.sqrt(most);
  const tightness = most <= RING_MAX ? 2.6 : 3.6;
  const radius = Math.max(2, Math.min(22, (room * discRadius) / tightness));
  return { width, height, x, y, radius, organisations: discs, orderer: centre };
}

function radiusOf(count: number, width: number, height: number): number {
  if (count === 1) return Math.min(width, height) / 2 - 24;
  if (count === 2) return Math.min(width / 4 - 28, height / 2 - 24);
  const across = Math.min(width, height * 1.5);
  return Math.min(height / 4.2, (across * Math.sin(Math.PI / count)) / 2.5);
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

/** In a disc of radius 1. */
function spotOf(index: number, count: number, isAlone: boolean): { x: number; y: number } {
  if (count === 1 && !isAlone) return { x: 0, y: 0 };
  if (count <= RING_MAX) {
    const angle = -Math.PI / 2 + (2 * Math.PI * (index + (count === 2 ? 0 : 0.5))) / count;
    return { x: 0.68 * Math.cos(angle), y: 0.68 * Math.sin(angle) };
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
