/** One word for one thing in Chinese, whoever wrote the text: those beside it must not come back. */
import { expect, test } from "vitest";
import { detailsZhCN } from "../../../renderer/locales/details.zh-CN.ts";
import { en } from "../../../renderer/locales/en.ts";
import { errorsZhCN } from "../../../renderer/locales/errors.zh-CN.ts";
import { zhCN } from "../../../renderer/locales/zh-CN.ts";
import { findSettings } from "../../../renderer/words/settings.ts";
import { breakable, unbroken } from "../../../renderer/words/unbroken.ts";
import { shellWords } from "../../../electron/main/words.ts";
import { zh } from "./voices.ts";

const shell = shellWords("zh-CN", "");
const texts = Object.entries({ ...zhCN, ...errorsZhCN, ...detailsZhCN, ...shellTexts() });

function shellTexts(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(shell).flatMap(([name, text]) =>
      typeof text === "string" ? [[`shell ${name}`, text]] : [],
    ),
  );
}

test.each([
  ["你", /您/],
  ["线路 (route)", /路线|道路/],
  ["校验值 (checksum)", /校验和|校验码/],
  ["比较 (compare)", /对比|比一比|再比一次/],
  ["在文件夹中显示 (show in its folder)", /在目录中显示|打开所在/],
  ["中继 (relay)", /转发器|中转/],
  ["网关 (gateway)", /闸道/],
  ["剪贴板 (clipboard)", /粘贴板|剪切板/],
  ["下载列表 (list of downloads)", /下载记录/],
  ["「 」 as quotes: those of Latin fonts are narrow", /[“”]/],
])("it is %s", (_, other) => {
  expect(texts.filter(([, text]) => other.test(text))).toEqual([]);
});

test("what keeps strangers out is 令牌; only what encrypts is 密钥", () => {
  const keys = texts.filter(([, text]) => text.includes("密钥")).map(([, text]) => text);
  expect(keys.filter((text) => !/加密|证书密钥/.test(text))).toEqual([]);
  expect(zhCN["wizard.token"]).toBe(zhCN["relay.token"]);
  const tokens = (Object.keys(en) as (keyof typeof en)[]).filter((key) => /\btokens?\b/i.test(en[key]));
  expect(tokens.filter((key) => !/令牌|x-relay-token/.test(zhCN[key]))).toEqual([]);
  // What is said of both in English is said of both.
  const both = Object.entries(detailsZhCN).filter(([english]) => /token or password/.test(english));
  expect(both).not.toEqual([]);
  expect(both.filter(([, text]) => !text.includes("令牌或密码"))).toEqual([]);
});

test("sentences read as Chinese is spoken", () => {
  expect(zh.say("fault.title")).toBe("这个页面出错了");
  expect(zh.say("past.notFound")).toBe("没有找到与该服务器有关的比较。");
  expect(zh.say("past.more", { left: "10" })).toBe("显示更多（还有 10 个）");
  expect(zh.say("speeds.text", { time: "5 秒", routes: "直连" })).toBe("在运行的 5 秒内：直连。");
  // A heading in the settings, and what sentences call it.
  for (const key of ["past.intro", "past.none"] as const)
    expect(zhCN[key]).toContain(`「设置」→「${zhCN["settings.group.list"]}」`);
});

test("a page, and what leads to it, have one name", () => {
  for (const page of ["downloads", "relays", "gateway", "settings"] as const)
    expect(zhCN[`nav.${page}`]).toBe(zhCN[`${page}.title`]);
  expect(zhCN["nav.downloads"]).toBe(shell.downloads);
  expect(zhCN["download.reveal"]).toBe(zhCN["finish.reveal"]);
  expect(zhCN["download.reveal"]).toBe(shell.reveal);
});

test("a short name in quotes is not broken, and is found by its signs; a long one may break", () => {
  expect(unbroken("点「比较」看看")).toBe("点「\u2060比\u2060较\u2060」看看");
  expect(unbroken("规则「{rule}」")).toBe("规则「{rule}」");
  expect(breakable(zh.say("practice.next"))).toBe(zhCN["practice.next"]);
  expect(zh.say("practice.next")).not.toBe(zhCN["practice.next"]);
  expect(findSettings(zh, "headless", "「慢速」")).toEqual([{ group: "speed", names: ["slowLimit"] }]);
});
