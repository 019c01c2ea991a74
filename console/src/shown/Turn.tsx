import { Link } from 'react-router-dom';
import type { Address } from './useAddress';

/** Leads to the next page of a list, and back to its first. @param next null on the last page */
export function Turn({ next, address }: { next: string | null; address: Address }) {
  return (
    <p>
      {address.of('after') !== undefined && <Link to={address.with({ after: undefined })}>First page</Link>} {next !== null && <Link to={address.with({ after: next })}>Next page</Link>}
    </p>
  );
}
