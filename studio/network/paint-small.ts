/**
 * Draws peers that are too small for words, all of a kind in one path: a ring of the organisation's
 * colour, filled as far as the lowest ledger has come.
 */
import { KILLED, RUNS } from '../time/scene.js';
import type { Picture } from './paint.js';

export function paintSmallPeers(on: CanvasRenderingContext2D, picture: Picture): void {
  const { layout, cast, scene, look, selected, hovered } = picture;
  const { radius } = layout;
  const channels = cast.channels.length;
  const most = heightsMax(picture);
  const level: number[] = [];
  const behind: number[] = [];
  const leaders: number[] = [];
  const dead: number[] = [];
  const waiting: number[] = [];
  const running: number[][] = cast.organisations.map(() => []);
  for (let peer = 0; peer < cast.peers.length; peer++) {
    const life = scene.life[peer];
    if (life !== RUNS) {
      (life === KILLED ? dead : waiting).push(peer);
      continue;
    }
    running[cast.peers[peer]!.organisation]!.push(peer);
    let isLevel = true;
    let leads = false;
    for (let c = 0; c < channels; c++) {
      const cell = peer * channels + c;
      const height = scene.height[cell]!;
      if (height >= 0 && height < most[c]!) isLevel = false;
      if (scene.leads[cell] === 1) leads = true;
    }
    if (leads) leaders.push(peer);
    else if (channels > 0) (isLevel ? level : behind).push(peer);
  }
  const rings = (peers: readonly number[], size: number) => {
    on.beginPath();
    for (const peer of peers) {
      on.moveTo(layout.x[peer]! + size, layout.y[peer]!);
      on.arc(layout.x[peer]!, layout.y[peer]!, size, 0, 2 * Math.PI);
    }
  };
  on.lineWidth = radius > 4 ? 1.8 : 1.2;
  for (const [organisation, peers] of running.entries()) {
    rings(peers, radius);
    on.fillStyle = look.panel;
    on.fill();
    on.strokeStyle = look.organisations[organisation % look.organisations.length]!;
    on.stroke();
  }
  for (const [peers, colour] of [
    [dead, look.bad],
    [waiting, look.edge],
  ] as const) {
    rings(peers, radius);
    on.fillStyle = look.ground;
    on.fill();
    on.setLineDash([3, 2.5]);
    on.strokeStyle = colour;
    on.stroke();
    on.setLineDash([]);
  }
  for (const [peers, colour, alpha] of [
    [level, look.orderer, 0.75],
    [behind, look.orderer, 0.18],
    [leaders, look.accent, 1],
  ] as const) {
    rings(peers, radius * 0.66);
    on.globalAlpha = alpha;
    on.fillStyle = colour;
    on.fill();
  }
  on.globalAlpha = 1;
  for (const [peer, colour] of [
    [hovered, look.quiet],
    [selected, look.accent],
  ] as const) {
    if (peer < 0) continue;
    rings([peer], radius + 4);
    on.lineWidth = 2.5;
    on.strokeStyle = colour;
    on.stroke();
  }
}

/** Of all peers, by channel. */
function heightsMax({ scene, cast }: Picture): number[] {
  const channels = cast.channels.length;
  const most = cast.channels.map(() => 0);
  for (let i = 0; i < scene.height.length; i++)
    if (scene.height[i]! > most[i % channels]!) most[i % channels] = scene.height[i]!;
  return most;
}
