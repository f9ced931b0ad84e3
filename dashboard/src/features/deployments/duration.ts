/** A time in seconds, in words, rounded up. */
export function duration(seconds: number): string {
  if (seconds < 120) return `${String(Math.ceil(seconds))} s`;
  const minutes = Math.ceil(seconds / 60);
  return minutes < 120 ? `${String(minutes)} min` : `${String(Math.ceil(minutes / 60))} h`;
}
