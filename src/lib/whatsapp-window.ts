/** How long WhatsApp takes ordinary texts to a person after they last wrote, in milliseconds. */
const WINDOW = 24 * 3_600_000;

/** Whether WhatsApp would take no ordinary text to this person now, but only a content template. Other channels have no such window. */
export function isOutsideWindow(channel: 'sms' | 'whatsapp', lastInboundAt: number | null, now: number): boolean {
  return channel === 'whatsapp' && (lastInboundAt === null || now - lastInboundAt >= WINDOW);
}
