/** Where the peers stand: organisations round the ordering service, peers of each close together. Always the same. */
import type { Cast } from '../run/cast.js';

export interface Layout {
  readonly width: number;
  readonly height: number;
  /** Between two neighbours of an organisation, px. */
  readonly spacing: number;
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
  /** Where the name stands: the middle of its baseline. */
  readonly nameY: number;
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
/** The same, past the word below it. */
const ORDERER_WORD_PX = 46;
/** The name of an organisation, above its disc. */
const NAME_PX = 16;
/** What a peer at the bottom of a disc says reaches so far below it. */
const BADGE_PX = 12;
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
  const { radius: discRadius, places } = placesOf(count, width, height);
  const x = new Float32Array(peers.length);
  const y = new Float32Array(peers.length);
  const discs = organisations.map((name, o) => {
    const at = places[o]!;
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
    const nameY = Math.max(12, at.y - discRadius - 5);
    return { name, ...at, radius: discRadius, nameY };
  });
  const room = most <= RING_MAX ? (2 * Math.PI * RING) / Math.max(3, most) : 1.6 / Math.sqrt(most);
  const tightness = most <= RING_MAX ? 2.6 : 3.6;
  // A few peers of a small organisation stay within its disc, away from what stands beside it.
  const within = most <= RING_MAX ? (1 - RING) * discRadius : discRadius;
  const radius = Math.max(2, Math.min(22, within, (room * discRadius) / tightness));
  const spacing =
    most <= RING_MAX ? 2 * RING * discRadius * Math.sin(Math.PI / Math.max(3, most)) : 0;
  return { width, height, spacing, x, y, radius, organisations: discs, orderer: centre };
}

interface Spot {
  readonly x: number;
  readonly y: number;
}
type Arrangement = (index: number, radius: number) => Spot;

/** The arrangement in which discs are the largest that leave each other and the ordering service their place. */
function placesOf(
  count: number,
  width: number,
  height: number,
): { readonly radius: number; readonly places: readonly Spot[] } {
  const centre = { x: width / 2, y: height / 2 };
  if (count === 1) return { radius: Math.min(width, height) / 2 - 24, places: [centre] };
  const sides: Arrangement = (index, radius) => ({
    x: centre.x + (index === 0 ? -1 : 1) * Math.min(width / 2 - radius - 12, height * 0.95),
    y: centre.y,
  });
  const tried =
    count === 2 ? [sides] : [onRing(count, width, height), inRows(count, width, height)];
  const found = tried.map((arrangement) => {
    const places = (radius: number) =>
      Array.from({ length: count }, (_, index) => arrangement(index, radius));
    let radius = count === 2 ? Math.min(width / 4 - 28, height / 2 - 24) : height / 4;
    while (radius > 4 && isCrowded(places(radius), radius, centre)) radius *= 0.98;
    return { radius, places: places(radius) };
  });
  return found.reduce((best, one) => (one.radius > 1.05 * best.radius ? one : best));
}

function isCrowded(places: readonly Spot[], radius: number, centre: Spot): boolean {
  return places.some(({ x, y }, i) => {
    // Below the ordering service stands its name, and above the disc the organisation's.
    const isUnder = y > centre.y && Math.abs(x - centre.x) < radius;
    return (
      Math.hypot(x - centre.x, y - centre.y) < radius + (isUnder ? ORDERER_WORD_PX : ORDERER_PX) ||
      x < radius ||
      places.some((other, j) => {
        const isAbove = Math.abs(x - other.x) < radius;
        const gap = isAbove ? NAME_PX + BADGE_PX : 4;
        return j < i && Math.hypot(x - other.x, y - other.y) < 2 * radius + gap;
      })
    );
  });
}

const onRing =
  (count: number, width: number, height: number): Arrangement =>
  (index, radius) => {
    const angle = -Math.PI / 2 + (2 * Math.PI * index) / count;
    const reachX = Math.min(width / 2 - radius - 12, height * 0.95);
    const reachY = height / 2 - radius - (NAME_PX + BADGE_PX) / 2;
    const y = height / 2 + (NAME_PX - BADGE_PX) / 2 + reachY * Math.sin(angle);
    return { x: width / 2 + reachX * Math.cos(angle), y };
  };

/** The first half above, the other below from right to left, so that neighbours stay neighbours. */
function inRows(count: number, width: number, height: number): Arrangement {
  const above = Math.ceil(count / 2);
  return (index, radius) => {
    const isAbove = index < above;
    const inRow = isAbove ? above : count - above;
    const place = isAbove ? index : inRow - 1 - (index - above);
    const wide = Math.min(width - 24, height * 2.6);
    return {
      x: width / 2 + wide * ((place + 0.5) / inRow - 0.5),
      y: isAbove ? radius + NAME_PX : height - radius - BADGE_PX,
    };
  };
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
