import { publicUrl } from "@/lib/env";
import { AppError } from "@/lib/errors";
import type { ChannelAdapter, ConsentInput, OAuthMethod } from "@/server/channels/contract";
import { appTokens } from "./app-tokens";
import { apiUrl, platformApp } from "./platform-app";

/** Where the platform sends the person back to. Registered at the platform, so it carries nothing variable. */
export function oauthRedirectUri(kind: string): string {
  return `${publicUrl()}/api/oauth/${kind}/callback`;
}

/** What a consent page and its answer need of us. Throws unavailable, naming the variables, when our app at the platform is not configured. */
export function consentInput(adapter: ChannelAdapter, method: OAuthMethod): ConsentInput {
  const platform = method.platform ?? adapter.kind;
  const app = platformApp(platform);
  if (!app) {
    const prefix = platform.toUpperCase().replaceAll("-", "_");
    throw new AppError("unavailable", `no app of ours at ${platform}`, {
      reason: "app-not-configured",
      publicMessage: `${adapter.title} cannot be connected yet: this installation has no ${method.platform ? `${platform} app` : `${adapter.title} app`}. Whoever runs it sets ${prefix}_APP_ID and ${prefix}_APP_SECRET.`,
    });
  }
  return { app, appTokens: appTokens(platform, app), apiUrl: apiUrl(adapter, method.platform), redirectUri: oauthRedirectUri(adapter.kind) };
}
