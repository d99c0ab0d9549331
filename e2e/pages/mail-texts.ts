import { PHOTO } from "./shop";

export const ORDER = {
  subject: "Order 20418: two jackets arrived in the wrong size",
  text: "Hello,\n\ntwo of the jackets from order 20418 arrived in size S. We ordered L for both. Could you exchange them before the 28th? Our season opens on the 30th.\n\nBen and Kim are in copy, they run the warehouse.\n\nThank you,\nAna Morales\nOlivares Hotels",
};

/** An answer as mail programs make it, with the history below. */
export const withHistory = (text: string, quoted: { who: string; text: string }): string =>
  `${text}\n\nOn Sat, 21 Nov 2026 at 10:12, ${quoted.who} wrote:\n${quoted.text
    .split("\n")
    .map((line) => `> ${line}`.trimEnd())
    .join("\n")}\n`;

export const INVOICE = {
  subject: "发票税号填写有误，请重新开具（订单 20455）",
  text: "您好：\n\n昨天收到的发票税号最后一位写错了，应为 7，麻烦重新开具一张。财务本周五之前需要入账。\n\n王思远\n绿野户外",
  html: '<div style="font-family:微软雅黑;color:#000000"><p>您好：</p><p>昨天收到的发票税号最后一位写错了，应为 <b style="color:red">7</b>，麻烦重新开具一张。财务本周五之前需要入账。</p><p>王思远<br>绿野户外</p></div>',
};

/** As QQ Mail answers: the history under a line of its own. */
export const qqAnswer = (from: string) => ({
  text: "补充一下：抬头也请改成“绿野户外用品有限公司”。",
  html: `<div>补充一下：抬头也请改成“绿野户外用品有限公司”。</div><div><br></div><div style="font-size:12px;padding:2px 0"><span>------------------&nbsp;原始邮件&nbsp;------------------</span></div><div style="font-size:12px"><b>发件人:</b> &quot;王思远&quot; &lt;${from}&gt;;<br><b>发送时间:</b> 2026年11月21日(星期六) 上午10:12<br><b>主题:</b> ${INVOICE.subject}</div><div>昨天收到的发票税号最后一位写错了，应为 7。</div>`,
});

export const photographed = (label: Buffer) => ({
  subject: "The zip of my Aurora jacket",
  text: "The zip came off on the second day. See the label in the picture; the receipt is attached.",
  html: '<p>The zip came off on the second day. See the label in the picture; the receipt is attached.</p><p><img src="cid:label@post.test" width="320" height="160" alt="The label"></p>',
  attachments: [
    { name: "label.png", type: "image/png", base64: label.toString("base64"), cid: "label@post.test" },
    { name: "receipt.png", type: "image/png", base64: PHOTO.toString("base64") },
  ],
});

/** What would change the desk's title if it ran. */
const HOSTILE = `<script>top.document.title="ran"</script><svg onload="top.document.title='ran'"></svg><iframe srcdoc="<script>top.document.title='ran'</script>"></iframe>`;

/** A drawing in colours of its own, with a picture that lies on the sender's server, and one to count who reads. */
export const newsletter = (picture: string) => ({
  subject: "Your pick-ups in December",
  text: "From 1 December we collect twice a day.",
  html: `<table width="100%" style="background-color:#eef2f5"><tr><td align="center" style="padding:12px"><table width="516" style="background-color:#ffffff"><tr><td style="background-color:#0b3d4f;color:#ffffff;padding:18px;font-size:20px">Carrier Nord</td></tr><tr><td style="padding:18px;color:#24343d">From 1 December we collect twice a day, at 9 and at 16 o'clock. Our depots:<br><br><img src="${picture}" width="480" height="160" alt="The depots"><img src="${picture}&amp;seen=1" width="1" height="1"></td></tr></table></td></tr></table>${HOSTILE}`,
});

export const MARKED = {
  subject: "Re: Quotation for 40 backpacks",
  text: "The price is fine. Please deliver to the new address, not to the old one.",
  html: '<div style="font-family:Calibri,sans-serif;color:rgb(0,0,0);background-color:rgb(255,255,255)"><p>The price is fine. Please deliver to the <b style="color:#1f497d">new address</b>, not to the old one.</p></div>',
};

/** In the bytes of GB18030 under the name of GB2312, as Outlook in China sends it: 陈晨, 退货款没有到账. */
export const gb18030Mail = (from: string, to: string): Buffer =>
  Buffer.concat([
    Buffer.from(
      [
        `From: =?gb2312?B?s8Kzvw==?= <${from}>`,
        `To: <${to}>`,
        "Subject: =?gb2312?B?zcu79b/uw7vT0LW91cs=?=",
        `Message-ID: <1.${from}>`,
        `Date: ${new Date().toUTCString()}`,
        "MIME-Version: 1.0",
        'Content-Type: text/plain; charset="gb2312"',
        "Content-Transfer-Encoding: 8bit",
        "\r\n",
      ].join("\r\n"),
    ),
    Buffer.from("zcu79dK71tzBy6Osv+67ucO709C1vdXLoaPH67DvztKy6dK7z8Khow==", "base64"),
  ]);

/** What a mail program on holiday answers by itself. */
export const awayMail = (from: string, to: string, answered: string): Buffer =>
  Buffer.from(
    [
      `From: Kim Park <${from}>`,
      `To: <${to}>`,
      `Subject: Automatic reply: ${ORDER.subject}`,
      `Message-ID: <away.${from}>`,
      `In-Reply-To: ${answered}`,
      `References: ${answered}`,
      `Date: ${new Date().toUTCString()}`,
      "Auto-Submitted: auto-replied",
      "MIME-Version: 1.0",
      "Content-Type: text/plain; charset=utf-8",
      "",
      "I am away until 26 November. Ben looks after the warehouse meanwhile.",
    ].join("\r\n"),
  );
