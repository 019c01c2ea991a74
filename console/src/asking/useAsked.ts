import { useCallback, useEffect, useState } from 'react';
import { problemOf, type Problem } from './problem';

/** What is known of something that was asked for; the last answer stays when a later one is a refusal. */
export interface Asked<Document> {
  document?: Document | undefined;
  problem?: Problem | undefined;
  /** Asks at once again. */
  again: () => void;
}

/**
 * Asks when the component appears and whenever the key changes.
 *
 * @param key tells one question from another
 * @param everyMillis asks again so long after each answer; undefined for never
 */
export function useAsked<Document>(key: string, ask: () => Promise<Document>, everyMillis?: number): Asked<Document> {
  const [known, setKnown] = useState<{ key: string; document?: Document; problem?: Problem }>({ key });
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    let wanted = true;
    let timer: number | undefined;
    const keep = (answer: { document: Document } | { problem: Problem }) =>
      wanted && setKnown(before => ({ ...('problem' in answer && before.key === key ? before : {}), key, ...answer }));
    const turnOver = () =>
      ask()
        .then(document => keep({ document }))
        .catch((thrown: unknown) => keep({ problem: problemOf(thrown) }))
        .finally(() => {
          if (wanted && everyMillis !== undefined) {
            timer = window.setTimeout(turnOver, everyMillis);
          }
        });
    void turnOver();
    return () => {
      wanted = false;
      window.clearTimeout(timer);
    };
    // `ask` is made anew at each drawing; the key stands for it.
  }, [key, everyMillis, turn]);
  const again = useCallback(() => setTurn(before => before + 1), []);
  return known.key === key ? { ...known, again } : { again };
}
