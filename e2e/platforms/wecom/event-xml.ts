import { xmlOf } from "../shared/wechat-seal";
import { type Corp, seconds } from "./world";

/** An event as a corporation is told of it, before it is sealed. */
export function eventXml({ corpId }: Corp, at: number, [name, fields]: [name: string, fields: [string, string][]]): string {
  return xmlOf([["ToUserName", corpId], ["CreateTime", seconds(at)], ["MsgType", "event"], ["Event", name], ...fields]);
}
