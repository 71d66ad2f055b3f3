/** The colours of the style sheet, for a canvas; read again when the scheme changes. */
import type { Look } from './paint-peer.js';

let known: { readonly scheme: string; readonly look: Look } | undefined;

export function lookOf(families: readonly string[]): Look {
  const root = document.documentElement;
  const scheme = root.dataset.scheme ?? '';
  if (known?.scheme === scheme) return known.look;
  const style = getComputedStyle(root);
  const colour = (name: string) => style.getPropertyValue(name).trim();
  const look: Look = {
    ground: colour('--ground'),
    panel: colour('--panel'),
    ink: colour('--ink'),
    quiet: colour('--quiet'),
    edge: colour('--edge'),
    accent: colour('--accent'),
    bad: colour('--bad'),
    warn: colour('--warn'),
    lead: colour('--lead'),
    orderer: colour('--orderer'),
    organisations: ['--org-1', '--org-2', '--org-3', '--org-4', '--org-5', '--org-6'].map(colour),
    channels: ['--channel-1', '--channel-2', '--channel-3', '--channel-4'].map(colour),
    families: families.map(colour),
  };
  known = { scheme, look };
  return look;
}
