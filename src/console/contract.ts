/** The shapes of `/api/v1`: what the handlers read and answer, what the OpenAPI page says, and what the screens expect. */
export * from './contract/apis.ts';
export * from './contract/attributes.ts';
export * from './contract/audit.ts';
export * from './contract/check.ts';
export * from './contract/conversations.ts';
export * from './contract/deliveries.ts';
export * from './contract/events.ts';
export * from './contract/flows.ts';
export * from './contract/held-person.ts';
export * from './contract/otp.ts';
export * from './contract/parts.ts';
export * from './contract/people.ts';
export * from './contract/session.ts';
export * from './contract/simulator.ts';
export * from './contract/status.ts';
export * from './contract/trace.ts';
export * from './contract/try.ts';
