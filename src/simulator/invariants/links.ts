/**
 * Links: LINK-I1 (at most one open link to a PKI-ID) and LINK-I2 (an open link has the PKI-ID of whoever
 * is at its other end). Looked at whenever a link opens.
 */
import { isIn } from '../../peer/run.js';
import type { LinkEntry } from '../../peer/state.js';
import type { InvariantContext, InvariantWatch } from './context.js';

const isOpenLink = ({ acceptor, dialler }: LinkEntry): boolean =>
  (acceptor !== undefined && isIn('link-acceptor', acceptor, 'open')) ||
  (dialler !== undefined && isIn('link-dialler', dialler, 'open'));
const remoteOf = ({ acceptor, dialler }: LinkEntry): string =>
  acceptor?.entity.pkiId ?? dialler?.entity.pkiId ?? '';

export function watchLinks({ network, breach }: InvariantContext): InvariantWatch {
  return {
    observer: {
      trace(node, trace) {
        if (trace.kind !== 'step' || trace.to !== 'open' || trace.from === 'open') return;
        if (!trace.machine.startsWith('link-')) return;
        const { links } = node.peer!.state;
        const opened = links.get(trace.entity);
        if (opened === undefined || !isOpenLink(opened)) return;
        const pki = remoteOf(opened);
        let count = 0;
        for (const link of links.values())
          if (isOpenLink(link) && remoteOf(link) === pki) count += 1;
        const name = network().trust.nameOf(pki);
        if (count > 1) breach('LINK-I1', node.name, `${count} open links to ${name}`);
        const far = node.streams.get(trace.entity)?.far?.node.name;
        if (far !== undefined && far !== name)
          breach('LINK-I2', node.name, `link ${trace.entity} to ${far} is taken to be to ${name}`);
      },
    },
  };
}
