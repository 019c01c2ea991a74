const number = new Intl.NumberFormat();
const rough = new Intl.NumberFormat(undefined, { maximumSignificantDigits: 3 });
const BYTES = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];

export function count(value: number): string {
  return number.format(value);
}

/** With three digits that count. */
export function roughly(value: number): string {
  return rough.format(value);
}

/** In the largest unit of which there is at least one. */
export function bytes(value: number): string {
  const power = value < 1 ? 0 : Math.min(BYTES.length - 1, Math.floor(Math.log2(value) / 10));
  return `${roughly(value / 2 ** (10 * power))} ${BYTES[power]}`;
}
