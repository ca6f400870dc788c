/** What is known of somebody we have not met. */
export const STRANGER = {
  contactId: null,
  name: null,
  language: null,
  lastInboundAt: null,
  attributes: {},
  verified: null,
  conversation: null,
  kept: [],
  delayedUntil: null,
  unsentSince: null,
};
