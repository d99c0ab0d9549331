const attempt = <T>(fn: () => T): T | undefined => {
  try {
    return fn();
  } catch {
    // Storage may be refused, full, or hold what somebody else wrote: then memory has to do.
  }
};

/** Reads JSON from the page's own storage; undefined where there is none. */
export const load = <T>(area: "localStorage" | "sessionStorage", key: string) => attempt(() => JSON.parse(window[area].getItem(key) ?? "") as T);

/** Keeps a value; undefined forgets it. */
export const save = (area: "localStorage" | "sessionStorage", key: string, value?: unknown) =>
  attempt(() => (value ? window[area].setItem(key, JSON.stringify(value)) : window[area].removeItem(key)));
