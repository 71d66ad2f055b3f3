/**
 * How far push alone carries a block: each who gets it hands it to `fanout` others once. Computed for a
 * network without end, s = e^(-f(1-s)); of n peers one has it to begin with.
 */
export function finalSize(peers: number, fanout: number): number {
  if (peers <= 1 || fanout >= peers - 1) return 1;
  let missed = Math.exp(-fanout);
  for (let i = 0; i < 200; i++) missed = Math.exp(-fanout * (1 - missed));
  return 1 - missed;
}
