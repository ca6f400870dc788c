import { startServer } from './cli/start.ts';

await startServer();
