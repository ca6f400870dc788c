import { Command } from 'commander';
import { startServer } from './start-server.ts';

/** `npx parley start`: what `npm start` runs, without its bound on the heap. */
export function startCommand(): Command {
  return new Command('start').description('start the server').action(startServer);
}
