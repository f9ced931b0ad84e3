/** A fairlead: the eye through which a line runs without chafing. */
export function Mark() {
  return (
    <svg aria-hidden viewBox="0 0 24 24" className="size-7 text-accent" fill="none" stroke="currentColor">
      <circle cx="12" cy="12" r="5" strokeWidth="3" />
      <path d="M1.5 19.5C8 19.5 8 12 12 12s4-7.5 10.5-7.5" strokeWidth="1.8" strokeLinecap="round" />
    </svg>
  );
}
