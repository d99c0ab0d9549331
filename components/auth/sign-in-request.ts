const SIGN_IN_PATH = "/api/auth/callback/credentials";

/** Signs in with next-auth's own calls. Null when it worked (the cookie is set), else a code for `useErrorText().ofSignIn`. */
export async function requestSignIn(email: string, password: string): Promise<string | null> {
  try {
    const csrfToken = await fetchCsrfToken();
    const response = await fetch(SIGN_IN_PATH, { method: "POST", body: new URLSearchParams({ csrfToken, email, password, json: "true" }) });
    if (response.status === 503) return "unavailable";
    const { url } = (await response.json()) as { url: string };
    return new URL(url, window.location.href).searchParams.get("error");
  } catch {
    return "offline";
  }
}

/** next-auth's proof that a form is our own page's; its double stands in a cookie. */
export async function fetchCsrfToken(): Promise<string> {
  const response = await fetch("/api/auth/csrf");
  return ((await response.json()) as { csrfToken: string }).csrfToken;
}
