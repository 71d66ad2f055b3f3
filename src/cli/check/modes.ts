/** Which options say something in which use of the command: one that says nothing there is refused, not passed over. */

/** What the command line asks for. */
export type Mode = 'list' | 'explore' | 'verify' | 'serve' | 'trace';

const ABOUT: Readonly<Record<Mode, string>> = {
  list: 'without a model',
  explore: 'with a model',
  verify: 'with --verify-memo',
  serve: 'with --serve',
  trace: 'with --trace',
};

/** By name of the option; `reductions` and `fairness` are there with `--no-` as well. */
const USES: Readonly<Record<string, readonly Mode[]>> = {
  size: ['explore', 'verify', 'serve'],
  depth: ['explore', 'verify'],
  states: ['explore', 'verify'],
  order: ['explore', 'verify'],
  reduce: ['explore', 'verify'],
  reductions: ['explore', 'verify'],
  liveness: ['explore'],
  fairness: ['explore'],
  workers: ['explore'],
  memory: ['explore', 'verify'],
  checkpoint: ['explore'],
  resume: ['explore'],
  shard: ['explore'],
  verifyMemo: ['verify'],
  exact: ['explore', 'verify'],
  counterexample: ['explore'],
  studio: ['explore'],
  serve: ['serve'],
  port: ['explore', 'serve'],
  site: ['explore', 'serve'],
  trace: ['trace'],
  scenario: ['trace'],
  certs: ['trace'],
  aliveInterval: ['trace'],
  electionDuration: ['trace'],
  seed: ['trace'],
  json: ['list', 'explore', 'verify', 'serve', 'trace'],
};

export interface Given {
  readonly mode: Mode;
  /** Names of the options that were typed. */
  readonly names: readonly string[];
}

export function modeOf(model: string | undefined, names: readonly string[]): Mode {
  if (names.includes('trace')) return 'trace';
  if (names.includes('serve')) return 'serve';
  if (model === undefined) return 'list';
  return names.includes('verifyMemo') ? 'verify' : 'explore';
}

/** What is wrong with them, in words; undefined if nothing is. */
export function misfit({ mode, names }: Given): string | undefined {
  const idle = names.find((name) => !USES[name]!.includes(mode));
  if (idle !== undefined) return `--${spelled(idle)} says nothing ${ABOUT[mode]}`;
  const lacks = (name: string, other: string): string | undefined =>
    mode === 'explore' && names.includes(name) && !names.includes(other)
      ? `--${spelled(name)}: expected --${spelled(other)} beside it`
      : undefined;
  if (names.includes('reduce') && names.includes('reductions'))
    return '--reduce: not with --no-reductions';
  return lacks('port', 'studio') ?? lacks('site', 'studio');
}

/** As it is typed. */
const spelled = (name: string): string =>
  name === 'reductions'
    ? 'no-reductions'
    : name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
