import { handleAuth } from "@/server/auth/handle-auth";

export const GET = (request: Request) => handleAuth(request);
export const POST = (request: Request) => handleAuth(request);
