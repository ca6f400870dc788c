/** A place inside an element where the editor's own styles are allowed: there they are no style elements, which the server's rules for pages refuse. */
export function shadowOf(host: HTMLElement): HTMLElement {
  const root = host.shadowRoot ?? host.attachShadow({ mode: 'open' });
  const inner = document.createElement('div');
  inner.style.height = '100%';
  root.replaceChildren(inner);
  return inner;
}
