interface ModelNameProps {
  readonly provider: string;
  readonly model: string;
}

/** A model and whose it is. */
export function ModelName({ provider, model }: ModelNameProps) {
  return (
    <>
      {model} <span className="text-ink-soft">{provider}</span>
    </>
  );
}
