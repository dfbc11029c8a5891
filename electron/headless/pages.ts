/** The few pages that exist before the app does. Each says in one sentence what to do, in English and Chinese. */

/** What the pages in this file may do: nothing but send the login form home. */
export const loginPolicy = "default-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

const page = (body: string) => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>Detour</title>
</head>
<body>
<h1>Detour</h1>
${body}
</body>
</html>
`;

const both = (en: string, zh: string) => `<p>${en}</p>\n<p lang="zh-CN">${zh}</p>`;

/** For a browser without a session, where links let people in. */
export const needsLinkPage = page(
  both(
    "Open Detour by the link that it printed when it started; each link works once, so start Detour again to get a new one.",
    "请使用 Detour 启动时显示的链接打开；每个链接只能使用一次，如需新链接请重新启动 Detour。",
  ),
);

/** For a browser that came by a link on another site's page, which may not open the app. */
export const crossSitePage = page(
  both(
    "This link was opened from another site, which is refused; copy it and paste it into the address bar.",
    "此链接是从其他网站打开的，已被拒绝；请复制链接并粘贴到地址栏中打开。",
  ),
);

/** Shows an address that another page hands over, and asks; the click is what counts. In: a checked address. */
export function addPage(url: string): string {
  const shown = escape(url);
  return page(`${both(
    "Another page hands this address over. Nothing is asked of its server before you say so.",
    "这个地址来自另一个网页。在你确认之前，不会向它的服务器发出任何请求。",
  )}
<p><code>${shown}</code></p>
<form method="post" action="/add">
<input type="hidden" name="url" value="${shown}">
<button type="submit" autofocus>Show it in Detour <span lang="zh-CN">在 Detour 中查看</span></button>
</form>`);
}

/** For what is no address to download. */
export const noAddressPage = page(
  both(
    "This is no web address that Detour can download. Nothing was added.",
    "这不是 Detour 能下载的网址，没有添加任何内容。",
  ),
);

/** A text as it may stand in a page, also in an attribute. */
function escape(text: string): string {
  return text.replaceAll(/[&<>"']/g, (char) => `&#${char.codePointAt(0)};`);
}

const problems = {
  wrong: both("The password is not right; try again.", "密码不正确，请重试。"),
  "too-many-tries": both(
    "There were too many wrong tries; wait a few seconds and try again.",
    "错误次数过多，请等待几秒后重试。",
  ),
};

/** The login form; `problem` says why the last try failed. */
export function loginPage(problem?: keyof typeof problems): string {
  return page(`${
    problem
      ? `<div role="alert">${problems[problem]}</div>`
      : both("Enter the password that Detour was started with.", "请输入启动 Detour 时设置的密码。")
  }
<form method="post" action="/login">
<label for="password">Password <span lang="zh-CN">密码</span></label>
<input id="password" name="password" type="password" autocomplete="current-password" autofocus required>
<button type="submit">Open <span lang="zh-CN">打开</span></button>
</form>`);
}
