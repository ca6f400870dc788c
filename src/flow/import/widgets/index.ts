import type { Widget } from '../widget.ts';
import { httpRequest } from './http-request.ts';
import { runFunction } from './run-function.ts';
import { runSubflow } from './run-subflow.ts';
import { sendAndWait } from './send-and-wait.ts';
import { sendMessage } from './send-message.ts';
import { sendToFlex } from './send-to-flex.ts';
import { setVariables } from './set-variables.ts';
import { split } from './split.ts';

/** Every kind of state that can be taken over. */
const WIDGETS: readonly Widget[] = [
  sendMessage,
  sendAndWait,
  httpRequest,
  runFunction,
  split,
  setVariables,
  runSubflow,
  sendToFlex,
];

/** The widget of a type of Studio; undefined where there is none, as for all that belongs to calls. */
export function widgetOf(type: string): Widget | undefined {
  return WIDGETS.find(({ types }) => types.includes(type));
}
