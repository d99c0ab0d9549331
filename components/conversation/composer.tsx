"use client";

import { LayoutTemplate, Paperclip } from "lucide-react";
import { useTranslations } from "next-intl";
import { useRef, useState } from "react";
import { flushSync } from "react-dom";
import { addressLabel } from "@/components/mail/recipients-summary";
import { ReplyRecipients } from "@/components/mail/reply-recipients";
import { useDesk } from "@/components/shell/desk-context";
import { useKeyHandlers } from "@/components/shell/key-context";
import { useIsMac } from "@/components/shell/use-is-mac";
import { TemplateAnswer } from "@/components/templates/template-answer";
import { IconButton } from "@/components/ui/icon-button";
import { Kbd } from "@/components/ui/kbd";
import { cn } from "@/lib/cn";
import { drawKey } from "@/lib/keys";
import { ButtonsEditor } from "./buttons-editor";
import { ClosedNotice } from "./closed-notice";
import { ComposerInput } from "./composer-input";
import { ComposerTabs } from "./composer-tabs";
import { FileChips } from "./file-chips";
import { formatField } from "./format-field";
import { FormattingBar } from "./formatting-bar";
import { LengthCounter } from "./length-counter";
import { MessagePreview } from "./message-preview";
import { SegmentCounter } from "./segment-counter";
import { SendButton } from "./send-button";
import { ShrinkQuestion } from "./shrink-question";
import { SplitQuestion } from "./split-question";
import type { Conversation } from "./types";
import { useComposer } from "./use-composer";
import { useFiles } from "./use-files";
import { VoiceRecorder } from "./voice-recorder";
import { SendsNotice, WindowNotice } from "./window-notice";

interface ComposerProps {
  conversation: Conversation;
  contactName: string;
  /** The newest seq on screen: something newer stops the send. */
  lastSeq(): number;
  announceTyping(): void;
  onSendAndSettle(status: "resolved" | "pending"): void;
}

/** Where an answer or a note is written. It knows the channel: its window, its lengths, its files. */
export function Composer(props: ComposerProps) {
  const t = useTranslations("conversation");
  const { may } = useDesk();
  if (!may("conversations.reply")) return <p className="border-line border-t bg-sunken px-5 py-4 text-center text-ink-3 text-sm">{t("mayNotReply")}</p>;
  return <OpenComposer {...props} />;
}

function OpenComposer({ conversation, contactName, lastSeq, announceTyping, onSendAndSettle }: ComposerProps) {
  const t = useTranslations("conversation");
  const templates = useTranslations("templates");
  const isMac = useIsMac();
  const input = useRef<HTMLTextAreaElement>(null);
  const picker = useRef<HTMLInputElement>(null);
  const composer = useComposer(conversation, lastSeq);
  const { draft, isNote, uploads, state } = composer;
  const { addFiles, isDropping, bindDrop, tooLarge, settle } = useFiles(composer, conversation);
  const setMode = (mode: "reply" | "note") => {
    // At once: what is typed after the key must already find the field.
    flushSync(() => composer.change({ mode }));
    input.current?.focus();
  };
  useKeyHandlers({ reply: () => setMode("reply"), note: () => setMode("note") });
  const { voice, audio } = conversation.replyChannel.capabilities?.attachments ?? {};
  const canSpeak = !isNote && Boolean(voice ?? audio);
  const isMail = conversation.replyChannel.capabilities?.mail === true;
  const [firstTo] = composer.reply?.mail?.to ?? [];
  const addressee = firstTo ? addressLabel(firstTo) : contactName;
  const isClosed = !isNote && state.kind !== "open";
  const [isChoosing, setIsChoosing] = useState(false);
  const hasTemplates = !isNote && conversation.replyChannel.capabilities?.templates === true && (state.kind === "open" || state.kind === "closed");

  return (
    <div className="shrink-0 px-4 pb-3 max-md:px-2 max-md:pb-[max(0.5rem,env(safe-area-inset-bottom))]">
      <section
        aria-label={isNote ? t("note") : t("reply")}
        {...bindDrop}
        className={cn(
          "relative rounded-card border border-line-strong bg-surface has-[:is(textarea,input):focus-visible]:outline-2 has-[:is(textarea,input):focus-visible]:outline-accent has-[:is(textarea,input):focus-visible]:-outline-offset-1",
          isNote && "border-note-line bg-note",
        )}
      >
        <ComposerTabs mode={draft.mode} onChange={setMode}>
          {isNote ? null : <WindowNotice conversation={conversation} state={state} />}
        </ComposerTabs>
        {hasTemplates && (isClosed || isChoosing) ? (
          <TemplateAnswer
            key={conversation.id}
            channelId={conversation.channel.id}
            onClose={isClosed ? null : () => setIsChoosing(false)}
            lastSeq={lastSeq}
            conversationId={conversation.id}
            onSent={() => setIsChoosing(false)}
          />
        ) : isClosed ? (
          <ClosedNotice state={state} channel={conversation.channel.name} />
        ) : (
          <>
            {composer.reply ? <ReplyRecipients key={conversation.id} reply={composer.reply} onLeave={() => input.current?.focus()} /> : null}
            <ComposerInput
              ref={input}
              value={draft.text}
              label={isNote ? t("writeNote") : t("writeTo", { name: shortName(addressee), channel: conversation.channel.name })}
              isEnterSending={!isMail}
              onChange={(text) => {
                composer.change({ text });
                if (!isNote && text) announceTyping();
              }}
              onSend={() => composer.send()}
              onFiles={addFiles}
            />
            <FileChips
              files={draft.files}
              uploads={uploads.uploads}
              onRemoveFile={composer.removeFile}
              onRemoveUpload={uploads.remove}
              onRetry={uploads.retry}
            />
            {tooLarge.map((file) => (
              <ShrinkQuestion
                key={file.name + file.lastModified}
                file={file}
                channel={conversation.channel.name}
                onSettle={(isAgreed) => settle(file, isAgreed)}
              />
            ))}
            <Shown composer={composer} conversation={conversation} />
            {isNote ? null : <SendsNotice state={state} needed={composer.needed} channel={conversation.channel.name} />}
            <div className="group/bar flex h-11 items-center gap-1 pr-1.5 pl-2 max-md:h-13">
              <input
                ref={picker}
                type="file"
                multiple
                hidden
                onChange={(event) => {
                  addFiles([...(event.target.files ?? [])]);
                  event.target.value = "";
                }}
              />
              <IconButton label={t("attach")} onClick={() => picker.current?.click()}>
                <Paperclip aria-hidden />
              </IconButton>
              {canSpeak ? <VoiceRecorder onRecorded={(file) => addFiles([file], { isVoice: true })} /> : null}
              <FormattingBar onFormat={(formatting) => input.current && formatField(input.current, formatting)} />
              {hasTemplates ? (
                <IconButton label={templates("open")} onClick={() => setIsChoosing(true)}>
                  <LayoutTemplate aria-hidden />
                </IconButton>
              ) : null}
              {isNote || isMail ? null : (
                <ButtonsEditor
                  buttons={draft.buttons ?? []}
                  maxTitle={conversation.replyChannel.capabilities?.buttonTitle}
                  onChange={(buttons) => composer.change({ buttons })}
                />
              )}
              <span className="ml-auto flex min-w-0 items-center gap-2 pr-2 text-2xs text-ink-3 max-md:group-has-[[role=timer]]/bar:hidden">
                <SegmentCounter draft={draft} capabilities={isNote ? null : conversation.replyChannel.capabilities} />
                <LengthCounter length={composer.length} />
                <span className="max-md:hidden">
                  <Kbd>{drawKey(isMail ? "Mod+Enter" : "Enter", isMac)}</Kbd>
                </span>
              </span>
              <SendButton
                isNote={isNote}
                isDisabled={!composer.canSend}
                onSend={() => composer.send()}
                onSendAndSettle={(status) => composer.send({ thenStatus: status }) && onSendAndSettle(status)}
              />
            </div>
          </>
        )}
        {isDropping ? (
          <p className="pointer-events-none absolute inset-0 flex items-center justify-center rounded-card bg-accent-soft font-medium text-accent-ink text-sm">
            {t("dropHere")}
          </p>
        ) : null}
      </section>
    </div>
  );
}

/** What the customer will see, and what has to be asked about it. */
function Shown({ composer, conversation }: { composer: ReturnType<typeof useComposer>; conversation: Conversation }) {
  const t = useTranslations("writing");
  const { shown, isAsking } = composer;
  const { capabilities } = conversation.replyChannel;
  const channel = conversation.channel.name;
  if (!shown || !capabilities) return null;
  return (
    <>
      <MessagePreview shown={shown} capabilities={capabilities} channel={channel} />
      {composer.areButtonsWrittenOut ? <p className="mx-3 mb-2 text-ink-2 text-xs">{t("buttonsWrittenOut", { channel })}</p> : null}
      {isAsking ? (
        <SplitQuestion count={shown.trees.length} channel={channel} onBack={composer.stopAsking} onSend={() => composer.send({ split: true })} />
      ) : null}
    </>
  );
}

const LONGEST_NAME = 40;

/** A pasted company name must not fill the field. */
function shortName(name: string): string {
  const characters = [...name];
  return characters.length > LONGEST_NAME ? `${characters.slice(0, LONGEST_NAME).join("")}…` : name;
}
