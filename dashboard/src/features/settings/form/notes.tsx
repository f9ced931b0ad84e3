interface NoteProps {
  readonly id: string;
  readonly children: string;
}

/** What a field is for. */
export function About({ id, children }: NoteProps) {
  return (
    <p id={id} className="mt-0.5 max-w-prose text-sm text-ink-soft">
      {children}
    </p>
  );
}

/** What the API has against a value. */
export function Fault({ id, children }: NoteProps) {
  return (
    <p id={id} className="mt-1 text-sm text-danger">
      {children}
    </p>
  );
}
