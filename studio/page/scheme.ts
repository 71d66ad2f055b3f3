/**
 * Light or dark: as the reader's system has it, until they choose. The style sheet and the canvases go
 * by one attribute of the root, `data-scheme`.
 */
interface Root {
  readonly dataset: { scheme?: string | undefined };
}
interface Preference {
  readonly matches: boolean;
  addEventListener(what: 'change', listener: () => void): void;
}

/** Sets the attribute now, and again when the system changes. `changed` is told of the latter. */
export function followScheme(root: Root, isDark: Preference, changed: () => void): void {
  let set = '';
  const take = () => {
    // What the reader chose stays.
    if ((root.dataset.scheme ?? '') !== set) return;
    set = isDark.matches ? 'dark' : 'light';
    root.dataset.scheme = set;
  };
  take();
  isDark.addEventListener('change', () => {
    take();
    changed();
  });
}

/** From light to dark, or back. */
export function turnScheme(root: Root): void {
  root.dataset.scheme = root.dataset.scheme === 'dark' ? 'light' : 'dark';
}
