/** Makes a script shorter while it still shows what is asked for (delta debugging). */
import type { Script, Step } from './script/script.js';

/** Whether a script still shows it. */
export type Shows = (script: Script) => Promise<boolean>;

/** A script none of whose steps, peers and settings can be left out alone. */
export async function shrink(script: Script, shows: Shows): Promise<Script> {
  let current = script;
  for (let size = Math.ceil(current.steps.length / 2); size >= 1; ) {
    const shorter = await withoutSome(current, size, shows);
    if (shorter) current = shorter;
    else size = size === 1 ? 0 : Math.ceil(size / 2);
    size = Math.min(size, current.steps.length);
  }
  return simplified(current, shows);
}

/** From the end on: what came last depends on what came before. */
async function withoutSome(
  script: Script,
  size: number,
  shows: Shows,
): Promise<Script | undefined> {
  const { steps } = script;
  for (let end = steps.length; end > 0; end -= size) {
    const left = steps.filter((_, i) => i < end - size || i >= end);
    const candidate = { ...script, steps: left };
    if (await shows(candidate)) return candidate;
  }
  return undefined;
}

async function simplified(script: Script, shows: Shows): Promise<Script> {
  let current = script;
  const { shape } = script;
  const names = new Set(script.steps.flatMap(namesOf));
  const candidates: ((from: Script) => Script)[] = [
    (from) => ({ ...from, cast: from.cast.filter((name) => names.has(name)) }),
    (from) => ({ ...from, shape: { ...from.shape, mortal: false } }),
    (from) => ({ ...from, shape: { ...from.shape, state: false } }),
    (from) => ({ ...from, shape: { ...from.shape, leadership: 'none' } }),
    ...([0, 1] as const)
      .filter((channels) => channels < shape.channels)
      .map((channels) => (from: Script) => ({ ...from, shape: { ...from.shape, channels } })),
  ];
  for (const simpler of candidates) {
    const candidate = simpler(current);
    if (JSON.stringify(candidate) === JSON.stringify(current)) continue;
    if (await shows(candidate)) current = candidate;
  }
  return current;
}

function namesOf(step: Step): readonly string[] {
  if (!('who' in step)) return [];
  return 'of' in step && step.of !== undefined ? [step.who, step.of] : [step.who];
}
