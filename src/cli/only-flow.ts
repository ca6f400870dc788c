import type { Loaded } from '../flow/load.ts';

/** The same flows with one of them taking every message; null when there is none of that id. */
export function onlyFlow(loaded: Loaded, id: string): Loaded | null {
  const wanted = loaded.flows.find((flow) => flow.id === id);
  if (!wanted) return null;
  const everywhere = { ...wanted.trigger, default: true, channels: ['sms', 'whatsapp'] as const, to: [] };
  return { ...loaded, flows: [{ ...wanted, trigger: everywhere }] };
}
