const WHOSE = "c.channel || ' ' || c.ours || ' ' || c.theirs AS contact";

/** What is read of either database. */
export const READ = {
  conversations: `SELECT v.*, ${WHOSE} FROM conversations v JOIN contacts c ON c.id = v.contact_id ORDER BY v.id`,
  messages: `SELECT m.*, ${WHOSE} FROM messages m JOIN contacts c ON c.id = m.contact_id ORDER BY m.id`,
  traces: 'SELECT * FROM traces ORDER BY conversation_id, turn',
  jobs: 'SELECT * FROM jobs ORDER BY id',
  seenWrong: 'SELECT what FROM seen_wrong',
  firstStart: "SELECT value FROM meta WHERE key = 'first_start'",
  beingSaid: "SELECT id FROM messages WHERE direction = 'out' AND status = 'sending'",
  unrest: `SELECT (SELECT count(*) FROM conversations WHERE status <> 'ended')
    + (SELECT count(*) FROM messages WHERE status IN ('received', 'kept', 'queued', 'sending', 'unknown'))
    + (SELECT count(*) FROM jobs WHERE dead_at IS NULL) AS count`,
} as const;

/** Tables that a run fills. */
export const FILLED = [
  'traces',
  'jobs',
  'dedupe',
  'messages',
  'conversations',
  'contacts',
  'own_numbers',
  'opt_outs',
  'meta',
  'flow_versions',
];
