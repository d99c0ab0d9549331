const withNextIntl = require("next-intl/plugin")("./lib/i18n.ts");

/** Pages refuse framing; the widget's own page is served by server/widget and says who may frame it. */
const pageHeaders = [
  { key: "X-Frame-Options", value: "DENY" },
  { key: "X-Content-Type-Options", value: "nosniff" },
  { key: "Referrer-Policy", value: "strict-origin-when-cross-origin" },
];

module.exports = withNextIntl({
  poweredByHeader: false,
  typedRoutes: false,
  allowedDevOrigins: ["127.0.0.1"],
  serverExternalPackages: [
    "pg",
    "@prisma/client",
    "@prisma/adapter-pg",
    "@node-rs/argon2",
    "graphile-worker",
    "nodemailer",
    "pino",
    "prom-client",
    "undici",
    "file-type",
  ],
  headers: async () => [{ source: "/((?!widget/).*)", headers: pageHeaders }],
});
