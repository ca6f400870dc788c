import { existsSync, watch as watchPlace } from 'node:fs';
import { basename, dirname } from 'node:path';
import { type FSWatcher, watch } from 'chokidar';
import type { Clock } from './ports.ts';

/** Long enough for an editor, or a checkout, to write what belongs together. */
const SETTLE = 150;

export interface FolderWatch {
  close(): Promise<void>;
}

interface Listeners {
  /** Called soon after JSON files in the folder changed, came or went, and once when the watch stands, so that nothing is missed. */
  readonly changed: () => void;
  readonly failed: (error: unknown) => void;
}

/** Watches a folder and the folders in it, also when another one takes its place, as a deployment does it. */
export function watchFolder(folder: string, clock: Clock, { changed, failed }: Listeners): FolderWatch {
  let cancel: (() => void) | null = null;
  let closed = false;
  const soon = () => {
    if (closed) return;
    cancel ??= clock.after(SETTLE, () => {
      cancel = null;
      changed();
    });
  };
  const open = () => (existsSync(folder) ? watchInside(folder, soon, failed) : null);
  let inside = open();
  // Whoever watches a folder goes on watching it when it is moved away or removed.
  const place = watchPlace(dirname(folder), (_event, name) => {
    if (closed || name !== basename(folder)) return;
    inside?.close().catch(failed);
    inside = open();
    soon();
  });
  place.on('error', failed);
  return {
    close: async () => {
      closed = true;
      cancel?.();
      place.close();
      await inside?.close();
    },
  };
}

function watchInside(folder: string, soon: () => void, failed: (error: unknown) => void): FSWatcher {
  const watcher = watch(folder, {
    ignoreInitial: true,
    depth: 1,
    ignored: (path, stats) => stats?.isFile() === true && !path.endsWith('.json'),
  });
  // Of two changes within 50 ms the library tells only the first, but of both as they come in.
  return watcher.on('ready', soon).on('all', soon).on('raw', soon).on('error', failed);
}
