import type { Method, Route } from "./route";

interface Matched {
  kind: "matched";
  route: Route;
  params: Record<string, string>;
}

/** The route of a path below /api/v1; or the methods that the path has; or nothing. */
export type Match = Matched | { kind: "wrong-method"; allowed: Method[] } | { kind: "unknown" };

/** Finds routes by path, compiled once. A fixed segment wins over a parameter. */
export function routeMatcher(routes: Route[]): (method: string, path: string) => Match {
  const compiled = routes
    .map((route) => ({ route, pattern: patternOf(route.path), parameters: route.path.split("{").length }))
    .sort((a, b) => a.parameters - b.parameters);
  return (method, path) => {
    const fitting = compiled.filter(({ pattern }) => pattern.test(path));
    const found = fitting.find(({ route }) => route.method === method);
    if (found) return { kind: "matched", route: found.route, params: paramsOf(found.pattern, path) };
    if (fitting.length === 0) return { kind: "unknown" };
    return { kind: "wrong-method", allowed: [...new Set(fitting.map(({ route }) => route.method))] };
  };
}

function patternOf(path: string): RegExp {
  return new RegExp(`^${path.replace(/\{(\w+)\}/g, "(?<$1>[^/]+)")}/?$`);
}

/** Decoded; a segment that is not URL-encoded right stays as it is and names nothing. */
function paramsOf(pattern: RegExp, path: string): Record<string, string> {
  const groups = pattern.exec(path)?.groups ?? {};
  return Object.fromEntries(Object.entries(groups).map(([name, value]) => [name, decode(value)]));
}

function decode(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
