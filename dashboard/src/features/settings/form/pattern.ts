/**
 * A pattern as an HTML field takes one: it stands for all of the text, while Pydantic's may stand for a part of it. What
 * a browser does not understand is left to the API.
 *
 * Source: https://html.spec.whatwg.org/multipage/input.html#the-pattern-attribute
 */
export function htmlPattern(pattern: string | null): string | undefined {
  if (pattern === null) return undefined;
  const whole = `.*?(?:${pattern}).*`;
  try {
    new RegExp(whole, "v");
    return whole;
  } catch {
    return undefined;
  }
}
