import { anyOf, anyWordOf, variants } from "./vocabulary";

const devices = [...variants((words) => words.device)];
const firsts = devices.filter((phrase) => !phrase.startsWith("...")).map((phrase) => phrase.replace(/\.\.\.$/, "").trim());
const lasts = devices.filter((phrase) => phrase.startsWith("...")).map((phrase) => phrase.slice(3));
const DEVICE_FIRST = new RegExp(`^[\\s>~_-]{0,9}${anyWordOf(firsts)}`, "u");
const DEVICE_LAST = new RegExp(`${anyWordOf(lasts)}[.。!]?(?:<[^>]*>)?$`, "u");

/** Makers, systems, mail programs, and words for a telephone. */
const NAMES = [
  ..."phone ipad ipod android samsung galaxy huawei xiaomi redmi oppo vivo oneplus pixel nokia motorola blackberry jolla tablet windows".split(" "),
  ..."outlook yahoo proton tuta gmx web.de icloud aol foxmail mailspring spark airmail superhuman thunderbird netease mail.ru yandex naver daum zoho lark".split(
    " ",
  ),
  ..."qq 163 126 яндекс 网易 飞书 企业微信 钉钉 邮箱 信箱 邮件 네이버".split(" "),
  ..."handy mobil telefon téléphone teléfono celular telemóvel cellulare телефон смартфон 手机 手機 电话 スマートフォン 携帯 휴대폰 스마트폰".split(" "),
  ...["mail for", "mail für", "courrier pour", "correo para"],
];
const NAMED = new RegExp(anyOf(NAMES), "u");

/** "Sent from my Wiko", "Sent from TypeApp<https://...>": nobody has to have heard of it. */
const UNKNOWN_DEVICE = /^(?:sent from my [\w-]+(?: [\w-]+){0,4}|sent (?:from|with|via) [^<]{2,40}<https?:[^>]*>)[.!]?$/;
const EXCUSE = /excuse|pardon|typo|brevity|fehler|error|faute/;

/** A line that a device or program puts under every mail: "Sent from my iPhone". A person's sentence goes on, or names no device. */
export function isDeviceLine(line: string): boolean {
  if (line.length > 120 || (/[,，。;]\s?\p{L}/u.test(line) && !EXCUSE.test(line))) return false;
  return UNKNOWN_DEVICE.test(line) || ((DEVICE_FIRST.test(line) || DEVICE_LAST.test(line)) && NAMED.test(line));
}
