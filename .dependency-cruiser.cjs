// Who may import whom: the rooms of the house. An exception is a decision record in docs/decisions/.
const TESTS = "\\.(test|spec)\\.tsx?$|^server/testing/|^server/channels/contract-tests|^server/channels/[^/]+/[^/]*fixtures";
/** Rooms of server/ that hold no domain. */
const ROOMS = "access|auth|channels|cli|connections|db|intake|jobs|local|realtime|rest|testing|trpc|widget";
const DOMAIN = `^server/(?!${ROOMS})[^/]+/`;

/** `from` may import only what `to` matches (packages and Node's own modules are another matter). */
const only = (name, comment, from, to) => ({
  name,
  comment,
  severity: "error",
  from: { path: from, pathNot: TESTS },
  to: { path: "^(app|components|lib|server|prisma|e2e|public)/", pathNot: to },
});
const never = (name, comment, from, to) => ({ name, comment, severity: "error", from, to });

module.exports = {
  forbidden: [
    never(
      "no-cycles",
      "Two files that need each other are one thing, or the rule between them is a third.",
      {},
      {
        circular: true,
        // Only a type, or a job that loads its work when it runs: nothing waits for anything.
        viaOnly: { dependencyTypesNot: ["type-only", "dynamic-import"] },
      },
    ),
    never("no-unresolved", "An import that leads nowhere.", {}, { couldNotResolve: true }),
    never("no-test-code-in-product", "What runs in production does not run test code.", { pathNot: `${TESTS}|^e2e/` }, { path: "^server/testing/" }),
    only(
      "app",
      "Pages are thin: they ask procedures, or the rooms whose route handlers they mount.",
      "^app/",
      `^(app|components|lib)/|^server/(trpc|rest|auth|intake|realtime|widget|connections|billing)/`,
    ),
    never(
      "components-know-no-server",
      "A component that could reach the server would run there one day. The router's type is all it may know.",
      { path: "^components/" },
      { path: "^(server|prisma|e2e|app)/", dependencyTypesNot: ["type-only"] },
    ),
    never(
      "ui-knows-no-domain",
      "The kit is for every room.",
      { path: "^components/ui/", pathNot: TESTS },
      { path: "^components/(?!ui/)", dependencyTypesNot: ["type-only"] },
    ),
    only("lib", "Pure and isomorphic: nothing of ours but lib.", "^lib/", "^lib/"),
    only("db", "The door knows no rooms behind it, but who acts.", "^server/db/", "^server/(db|access)/|^lib/"),
    only("access", "Who may do what is a table, not a place that fetches.", "^server/access/", "^server/(access|db)/|^lib/"),
    only(
      "jobs",
      "The machinery knows no job; the registry and the schedule name them all.",
      "^server/jobs/(?!registry|schedule|.*\\.job\\.ts)",
      "^server/(jobs|db|access|testing)/|^server/metrics/instruments|^server/log(-error)?\\.ts|^lib/",
    ),
    never(
      "channel-rooms",
      "An adapter is pure but for its transport: never the database, jobs, or another channel.",
      { path: "^server/channels/([^/]+)/", pathNot: TESTS },
      { path: "^(server|prisma|e2e|app|components)/", pathNot: "^server/channels/(contract|shared/|$1/)" },
    ),
    only("channel-contract", "The contract knows no room; the registry knows every adapter.", "^server/channels/contract", "^server/channels/contract|^lib/"),
    only(
      "domains",
      "A use case knows the door, jobs, realtime, access, channels by contract, and other domains; never who called it.",
      `${DOMAIN}|^server/(connections|auth|intake|realtime)/`,
      `${DOMAIN}|^server/(connections|auth|intake|realtime|db|jobs|access)/|^server/channels/(contract|registry|shared/)|^server/log\\.ts|^lib/`,
    ),
    only(
      "transports",
      "Procedures and routes open the door and call one use case. The two kinds whose platform we are share their wire shapes.",
      "^server/(trpc|rest|widget)/",
      `^server/(trpc|rest|widget|intake|realtime|connections|auth|access|db|jobs)/|^server/channels/(contract|registry|(api|widget)/payload)|${DOMAIN}|^server/log\\.ts|^lib/`,
    ),
    never(
      "simulators-know-no-product",
      "A simulator that shared code with the product would share its mistakes.",
      { path: "^e2e/platforms/" },
      { path: "^(app|components|lib|server|prisma)/" },
    ),
    never(
      "product-knows-no-simulator",
      "The product speaks to a platform, never to the code of one.",
      { path: "^(app|components|lib|server|prisma)/", pathNot: TESTS },
      { path: "^e2e/" },
    ),
    never("entries-are-not-imported", "Processes are started, not imported.", {}, { path: "^server/(web|worker)\\.ts$" }),
  ],
  options: {
    // TypeScript 7 has no JavaScript API for the cruiser to use.
    parser: "swc",
    tsConfig: { fileName: "tsconfig.json" },
    tsPreCompilationDeps: true,
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^(node_modules|build|\\.next|server/db/generated)" },
    enhancedResolveOptions: {
      extensions: [".ts", ".tsx", ".mjs", ".js", ".json", ".css"],
      exportsFields: ["exports"],
      conditionNames: ["import", "require", "node", "default"],
    },
  },
};
