/** A time in the reader's own zone; a dash for none. */
export function Moment({ at }: { at: string | null | undefined }) {
  if (at === null || at === undefined) {
    return <>–</>;
  }
  return (
    <time dateTime={at} title={at}>
      {new Date(at).toLocaleString()}
    </time>
  );
}
