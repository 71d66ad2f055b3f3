/**
 * Every metric of a peer: its name, what kind it is, its labels, what it says. Fabric's names are kept as
 * they are; those that Fabric does not have begin with `fabric_gossip_`.
 *
 * Compared with spec/14-observability.md (OBSV-1, OBSV-2).
 */

/** Seconds: from a block cut at full speed to one that waited for another leader. */
const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60] as const;

const rows = [
  ['gossip_state_height', 'gauge', 'channel', 'Blocks in the ledger'],
  ['gossip_state_commit_duration', 'histogram', 'channel', 'Seconds to commit a block'],
  ['gossip_payload_buffer_size', 'gauge', 'channel', 'Blocks that wait for their turn'],
  ['gossip_leader_election_leader', 'gauge', 'channel', '1 while the peer leads, else 0'],
  ['gossip_membership_total_peers_known', 'gauge', 'channel', 'Channel peers, self left out'],
  ['gossip_comm_messages_sent', 'counter', '', 'Envelopes sent, handshakes left out'],
  ['gossip_comm_messages_received', 'counter', '', 'Envelopes received, handshakes left out'],
  ['gossip_comm_overflow_count', 'counter', '', 'Envelopes dropped at a full send queue'],
  ['fabric_gossip_sent_messages_total', 'counter', 'type', 'Envelopes sent'],
  ['fabric_gossip_sent_bytes_total', 'counter', 'type', 'Bytes of envelopes sent'],
  ['fabric_gossip_received_messages_total', 'counter', 'type', 'Envelopes received'],
  ['fabric_gossip_received_bytes_total', 'counter', 'type', 'Bytes of envelopes received'],
  [
    'fabric_gossip_blocks_first_total',
    'counter',
    'channel source',
    'Blocks seen for the first time',
  ],
  ['fabric_gossip_duplicates_total', 'counter', 'type', 'Messages whose like was held already'],
  ['fabric_gossip_pull_rounds_total', 'counter', 'kind', 'Rounds of pull begun'],
  ['fabric_gossip_pull_hits_total', 'counter', 'kind', 'Rounds of pull that brought something'],
  ['fabric_gossip_block_age_seconds', 'histogram', 'channel', 'From first transaction to commit'],
  ['fabric_gossip_block_wait_seconds', 'histogram', 'channel', 'From first sight to commit'],
  ['fabric_gossip_members', 'gauge', 'state', 'Members by state'],
  ['fabric_gossip_deaths_total', 'counter', '', 'Members taken for dead'],
  ['fabric_gossip_false_deaths_total', 'counter', '', 'Dead members heard of again, not restarted'],
  ['fabric_gossip_state_info_age_seconds', 'gauge', 'channel of', 'Age of stored StateInfo'],
  [
    'fabric_gossip_leader_changes_total',
    'counter',
    'channel',
    'Times the peer began or ceased to lead',
  ],
  ['fabric_gossip_rejected_total', 'counter', 'clause type sender author', 'Messages rejected'],
] as const;

type Row = (typeof rows)[number];
export type MetricName = Row[0];
export type MetricKind = Row[1];

export interface MetricRow {
  readonly name: MetricName;
  readonly kind: MetricKind;
  readonly labels: readonly string[];
  readonly help: string;
  /** Upper bounds of a histogram, seconds. */
  readonly buckets: readonly number[];
}

export const metricTable: readonly MetricRow[] = rows.map(([name, kind, labels, help]) => ({
  name,
  kind,
  labels: labels === '' ? [] : labels.split(' '),
  help,
  buckets: kind === 'histogram' ? SECONDS : [],
}));
