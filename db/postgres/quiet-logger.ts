import { Logger } from 'graphile-worker';

/** The jobs' library has nothing to say that our own log does not. */
export const quietLogger = new Logger(() => () => {});
