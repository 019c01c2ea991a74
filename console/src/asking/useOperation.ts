import { call, type Given } from './operations';
import { useAsked, type Asked } from './useAsked';

/** The answer of an operation that reads. */
export function useOperation<Document>(operation: string, given: Given = {}, everyMillis?: number): Asked<Document> {
  return useAsked(JSON.stringify([operation, given]), () => call<Document>(operation, given), everyMillis);
}
