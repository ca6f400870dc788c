import { after } from '../clock.ts';

interface StreamHandlers {
  readonly onData: (data: unknown) => void;
  /** It is open again after it was not for a while. */
  readonly onAgain?: () => void;
  /** The server has refused it. True: try again in a while. */
  readonly onRefused: () => boolean;
}

const RETRY_MS = 5_000;

/**
 * Listens to server-sent events of a path below `/api/v1` until the function it gives is called. Closed while the page
 * is hidden: a browser has only six connections to a server, and each open stream of each of its tabs takes one.
 */
export function listenTo(path: string, { onData, onAgain, onRefused }: StreamHandlers): () => void {
  const open = { source: null as EventSource | null, stopRetry: () => {}, lost: false };
  const close = () => {
    open.stopRetry();
    open.source?.close();
    open.source = null;
  };
  const connect = () => {
    close();
    const source = new EventSource(`/api/v1${path}`);
    open.source = source;
    source.addEventListener('message', ({ data }: MessageEvent<string>) => onData(JSON.parse(data) as unknown));
    source.addEventListener('open', () => {
      if (open.lost) onAgain?.();
      open.lost = false;
    });
    source.addEventListener('error', () => {
      open.lost = true;
      // The browser connects again by itself unless the server refused.
      if (source.readyState === EventSource.CLOSED && onRefused()) open.stopRetry = after(RETRY_MS, connect);
    });
  };
  const onVisibility = () => {
    if (document.visibilityState === 'hidden') {
      open.lost = true;
      close();
    } else if (open.source === null) connect();
  };
  if (document.visibilityState !== 'hidden') connect();
  document.addEventListener('visibilitychange', onVisibility);
  return () => {
    document.removeEventListener('visibilitychange', onVisibility);
    close();
  };
}
