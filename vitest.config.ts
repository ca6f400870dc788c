import { defineConfig } from 'vitest/config';

// `unit`: beside their subject, no server. `system`: a real server over HTTP, a real database file.
export default defineConfig({
  test: {
    pool: 'forks',
    projects: [
      {
        extends: true,
        test: { name: 'unit', isolate: false, include: ['src/**/*.test.ts', 'db/**/*.test.ts', 'test/architecture.test.ts'] },
      },
      {
        extends: true,
        test: { name: 'system', include: ['test/**/*.test.ts'], exclude: ['test/architecture.test.ts'], testTimeout: 20_000 },
      },
    ],
  },
});
