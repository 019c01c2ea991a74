import type { Failure } from '../asking/documents';

/** Each rule that a record broke: of which field, what was required, and what was got. */
export function Why({ failures }: { failures: readonly Failure[] }) {
  return (
    <ul>
      {failures.map(failure => (
        <li key={`${failure.field} ${failure.rule}`}>
          <strong>{failure.field ?? 'record'}</strong> {failure.rule}
          {failure.required !== null && `: requires ${failure.required}`}
          {failure.got !== null && (
            <>
              , got <q>{failure.got}</q>
            </>
          )}
        </li>
      ))}
    </ul>
  );
}
