import { ToggleGroup, ToggleGroupItem } from '@patternfly/react-core';
import type { Address } from './useAddress';

interface Properties {
  label: string;
  /** Of the parameter in the address. */
  name: string;
  words: readonly string[];
  address: Address;
}

/** Narrows a list down to one of a few words, or to none of them. */
export function Choose({ label, name, words, address }: Properties) {
  const chosen = address.of(name);
  return (
    <ToggleGroup aria-label={label} isCompact>
      {[undefined, ...words].map(word => (
        <ToggleGroupItem
          key={word ?? ''}
          text={word ?? 'all'}
          buttonId={`${name}-${word ?? 'all'}`}
          isSelected={chosen === word}
          onChange={() => address.change({ [name]: word, after: undefined })}
        />
      ))}
    </ToggleGroup>
  );
}
