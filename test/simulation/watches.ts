const RANK = (row: string) =>
  `(case ${row}.status when 'queued' then 0 when 'sending' then 1 when 'unknown' then 2 when 'sent' then 3 when 'read' then 5 else 4 end)`;

/** A text may go back only to be tried again: after a refusal that passes, or once a doubt is settled. */
const MOVES_BACK = `old.direction = 'out' AND ${RANK('new')} < ${RANK('old')}
  AND NOT (new.status = 'queued' AND old.status IN ('sending', 'unknown'))`;
const USED_TWICE = "old.direction = 'in' AND old.status NOT IN ('received', 'kept')";
const TOO_MANY = "(SELECT count(*) FROM messages WHERE contact_id = new.contact_id AND status = 'kept') > 20";

const SAY = {
  movesBack: "'text ' || old.id || ' went back from ' || old.status || ' to ' || new.status",
  usedTwice: "'message ' || old.id || ' was ' || old.status || ' and became ' || new.status",
  tooMany: "'contact ' || new.contact_id || ' has more than 20 kept messages'",
  endedTwice: "'conversation ' || old.id || ' had ended as ' || old.outcome || ' and was changed'",
} as const;

/** Watches every write for what must never happen, however short it lasts: for a database of one process. */
export const SQLITE_WATCHES = `
  CREATE TEMP TABLE seen_wrong (what TEXT NOT NULL);
  CREATE TEMP TRIGGER moves_back BEFORE UPDATE OF status ON main.messages WHEN ${MOVES_BACK} BEGIN
    INSERT INTO seen_wrong VALUES (${SAY.movesBack});
  END;
  CREATE TEMP TRIGGER used_twice BEFORE UPDATE OF status ON main.messages WHEN ${USED_TWICE} BEGIN
    INSERT INTO seen_wrong VALUES (${SAY.usedTwice});
  END;
  CREATE TEMP TRIGGER too_many_kept AFTER INSERT ON main.messages WHEN new.status = 'kept' AND ${TOO_MANY} BEGIN
    INSERT INTO seen_wrong VALUES (${SAY.tooMany});
  END;
  CREATE TEMP TRIGGER ended_twice BEFORE UPDATE ON main.conversations WHEN old.status = 'ended' BEGIN
    INSERT INTO seen_wrong VALUES (${SAY.endedTwice});
  END;
`;

function postgresWatch(name: string, on: string, when: string, say: string, only = 'true'): string {
  return `
  CREATE FUNCTION ${name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF ${only} THEN INSERT INTO seen_wrong VALUES (${say}); END IF;
    RETURN new;
  END $$;
  CREATE TRIGGER ${name} ${on} FOR EACH ROW WHEN (${when}) EXECUTE FUNCTION ${name}();`;
}

/** The same for a database that processes share. */
export const POSTGRES_WATCHES = [
  'CREATE TABLE seen_wrong (what text NOT NULL);',
  postgresWatch('moves_back', 'BEFORE UPDATE OF status ON messages', MOVES_BACK, SAY.movesBack),
  postgresWatch('used_twice', 'BEFORE UPDATE OF status ON messages', USED_TWICE, SAY.usedTwice),
  postgresWatch('too_many_kept', 'AFTER INSERT ON messages', "new.status = 'kept'", SAY.tooMany, TOO_MANY),
  postgresWatch('ended_twice', 'BEFORE UPDATE ON conversations', "old.status = 'ended'", SAY.endedTwice),
].join('\n');
