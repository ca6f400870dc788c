import type { Command } from 'commander';

/** Every command by its name. Each is loaded only when it is asked for, so that the others cost it nothing. */
export const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  start: async () => (await import('./start.ts')).startCommand(),
  check: async () => (await import('./check.ts')).checkCommand(),
  test: async () => (await import('./test.ts')).testCommand(),
  chat: async () => (await import('./chat.ts')).chatCommand(),
  api: async () => (await import('./api.ts')).apiCommand(),
  diagram: async () => (await import('./diagram.ts')).diagramCommand(),
  trace: async () => (await import('./trace.ts')).traceCommand(),
  import: async () => (await import('./import.ts')).importCommand(),
  schemas: async () => (await import('./schemas.ts')).schemasCommand(),
  erase: async () => (await import('./erase.ts')).eraseCommand(),
  export: async () => (await import('./export.ts')).exportCommand(),
  backup: async () => (await import('./backup.ts')).backupCommand(),
  restore: async () => (await import('./backup.ts')).restoreCommand(),
  'rotate-key': async () => (await import('./rotate-key.ts')).rotateKeyCommand(),
  doctor: async () => (await import('./doctor.ts')).doctorCommand(),
  publish: async () => (await import('./publish.ts')).publishCommand(),
  migrate: async () => (await import('./migrate.ts')).migrateCommand(),
  connect: async () => (await import('./connect.ts')).connectCommand(),
  disconnect: async () => (await import('./connect.ts')).disconnectCommand(),
};
