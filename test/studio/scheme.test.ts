/** Light and dark: the attribute that everything goes by, and that the style sheet has each palette once. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { followScheme, turnScheme } from '../../studio/page/scheme.js';

/** What a browser says of the system's preference, and how it says so again. */
function preference(isDark: boolean) {
  const target = new EventTarget();
  let matches = isDark;
  return {
    media: {
      get matches() {
        return matches;
      },
      addEventListener: (what: 'change', listener: () => void) =>
        target.addEventListener(what, listener),
    },
    becomes(dark: boolean) {
      matches = dark;
      target.dispatchEvent(new Event('change'));
    },
  };
}
const rootOf = () => ({ dataset: {} as { scheme?: string } });

describe('light and dark', () => {
  it.each([
    [false, 'light', 'dark'],
    [true, 'dark', 'light'],
  ] as const)(
    'begins as the system has it (dark: %s), and the first turn changes it',
    (isDark, first, turned) => {
      const root = rootOf();
      followScheme(root, preference(isDark).media, () => {});
      expect(root.dataset.scheme).toBe(first);
      turnScheme(root);
      expect(root.dataset.scheme).toBe(turned);
    },
  );
  it('follows the system, and tells who paints', () => {
    const root = rootOf();
    const { media, becomes } = preference(false);
    let told = 0;
    followScheme(root, media, () => {
      told += 1;
    });
    becomes(true);
    expect([root.dataset.scheme, told]).toEqual(['dark', 1]);
  });
  it('leaves what the reader chose when the system changes', () => {
    const root = rootOf();
    const { media, becomes } = preference(false);
    followScheme(root, media, () => {});
    turnScheme(root);
    becomes(true);
    becomes(false);
    expect(root.dataset.scheme).toBe('dark');
  });
  it('has every colour of the dark palette once, and each in the light one', () => {
    const css = readFileSync('studio/style.css', 'utf8');
    const [light, dark] = [/^:root \{([^}]*)\}/m, /^:root\[data-scheme="dark"\] \{([^}]*)\}/m].map(
      (block) => [...block.exec(css)![1]!.matchAll(/(--[\w-]+):/g)].map(([, name]) => name!),
    );
    expect(dark!.length).toBeGreaterThan(20);
    expect(new Set(dark).size).toBe(dark!.length);
    expect(dark!.filter((name) => !light!.includes(name))).toEqual([]);
    expect(css).not.toContain('prefers-color-scheme');
  });
});
