const MOST = 100_000;

/** A page number as an address bar may hold it; anything else is the first page. */
export function pageNumber(text: string | null): number {
  const number = Math.trunc(Number(text ?? '1'));
  return number >= 1 && number <= MOST ? number : 1;
}
