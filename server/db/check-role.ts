import pg from "pg";

/**
 * Asks the database whether the login of a URL is kept by row-level security. Throws one sentence naming DATABASE_URL when
 * it is a superuser or bypasses it (every tenant would see every other), or when the database does not answer.
 */
export async function assertSafeRole(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  try {
    await client.connect();
  } catch (error) {
    throw new Error(`DATABASE_URL does not answer: ${(error as Error).message}`);
  }
  try {
    const { rows } = await client.query<{ rolname: string; rolsuper: boolean; rolbypassrls: boolean }>(
      "select rolname, rolsuper, rolbypassrls from pg_roles where rolname = current_user",
    );
    const role = rows[0];
    if (role?.rolsuper || role?.rolbypassrls)
      throw new Error(
        `DATABASE_URL signs in as ${role.rolname}, which ${role.rolsuper ? "is a superuser" : "bypasses row-level security"}: every tenant would see every other. Use a plain login.`,
      );
  } finally {
    await client.end();
  }
}
