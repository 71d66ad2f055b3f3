/** Every rule of the judge. */
import type { Rule } from './rule.js';
import { blockRules } from './rules/blocks.js';
import { channelRules } from './rules/channels.js';
import { convergenceRules } from './rules/convergence.js';
import { disclosureRules } from './rules/disclosure.js';
import { exchangeRules } from './rules/exchange.js';
import { formRules } from './rules/form.js';
import { handshakeRules } from './rules/handshake.js';
import { signatureRules } from './rules/signatures.js';
import { timestampRules } from './rules/timestamps.js';

export const ALL_RULES: readonly Rule[] = [
  ...formRules,
  ...signatureRules,
  ...handshakeRules,
  ...timestampRules,
  ...disclosureRules,
  ...channelRules,
  ...exchangeRules,
  ...blockRules,
  ...convergenceRules,
];
