import { redirect } from "next/navigation";

/** A workspace begins at its inbox. */
export default async function WorkspacePage({ params }: { params: Promise<{ tenant: string }> }) {
  redirect(`/w/${(await params).tenant}/inbox`);
}
