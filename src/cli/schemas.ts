import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { schemaFiles } from '../flow/json-schemas.ts';
import { projectRoot } from '../lib/project-root.ts';

/** `parley schemas`: writes the JSON Schemas of flows and APIs from the code's own schema. For developers of Parley. */
export function schemasCommand(): Command {
  return new Command('schemas').description('write schemas/*.json anew from the code').action(() => {
    const folder = join(projectRoot(), 'schemas');
    mkdirSync(folder, { recursive: true });
    for (const [name, text] of schemaFiles()) {
      writeFileSync(join(folder, name), text);
      process.stdout.write(`schemas/${name}\n`);
    }
  });
}
