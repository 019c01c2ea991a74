import { useSearchParams } from 'react-router-dom';

/** What a list is narrowed down to. It stands in the address of the page, so that it can be kept and sent to others. */
export interface Address {
  of: (name: string) => string | undefined;
  /** The address with other values; undefined takes one away. */
  with: (changes: Readonly<Record<string, string | undefined>>) => string;
  /** Goes there. */
  change: (changes: Readonly<Record<string, string | undefined>>) => void;
}

export function useAddress(): Address {
  const [parameters, setParameters] = useSearchParams();
  const changed = (changes: Readonly<Record<string, string | undefined>>) => {
    const all = new URLSearchParams(parameters);
    Object.entries(changes).forEach(([name, value]) => (value === undefined ? all.delete(name) : all.set(name, value)));
    return all;
  };
  return {
    of: name => parameters.get(name) ?? undefined,
    with: changes => `?${changed(changes)}`,
    change: changes => setParameters(changed(changes)),
  };
}
