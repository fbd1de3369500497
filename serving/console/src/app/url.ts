import { useCallback } from 'react';
import { useSearchParams } from 'react-router';

/** The words in the address at this moment; what was last rendered may be behind two quick clicks. */
export function words(): URLSearchParams {
  return new URLSearchParams(window.location.search);
}

/** One word of the address bar: its value ('' when absent) and a setter; '' removes it. */
export function useUrl(name: string): [string, (value: string, push?: boolean) => void] {
  const [params, setParams] = useSearchParams();
  const set = useCallback(
    (value: string, push = false) => {
      setParams(
        () => {
          const after = words();
          if (value) after.set(name, value);
          else after.delete(name);
          return after;
        },
        { replace: !push },
      );
    },
    [name, setParams],
  );
  return [params.get(name) ?? '', set];
}

/** Several words at once, so that one step is one entry of the history. */
export function useUrls(): (change: Record<string, string>, push?: boolean) => void {
  const [, setParams] = useSearchParams();
  return useCallback(
    (change, push = false) => {
      setParams(
        () => {
          const after = words();
          for (const [name, value] of Object.entries(change)) {
            if (value) after.set(name, value);
            else after.delete(name);
          }
          return after;
        },
        { replace: !push },
      );
    },
    [setParams],
  );
}
