/** A text of a machine, as it is; JSON is set out on several lines. */
export function Code({ text, label }: { readonly text: string; readonly label: string }) {
  return (
    <pre className="code" aria-label={label} role="group" tabIndex={0}>
      {setOut(text)}
    </pre>
  );
}

function setOut(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
