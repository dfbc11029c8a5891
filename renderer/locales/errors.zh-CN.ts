/** What can go wrong, in Chinese: the codes and the {places} of electron/common/errors.ts. */
import type { ErrorCode } from "../../electron/common/errors.ts";

export const errorsZhCN: Readonly<Record<ErrorCode, string>> = {
  "bad-url": "这不是网址：{text}。请检查有没有输错；网址应以 http:// 或 https:// 开头。",
  "unsupported-scheme": "无法下载以 {scheme} 开头的地址，Detour 只支持 http:// 和 https://。",
  "bad-relay-spec": "中继 {spec} 的{part}有误：{problem}。没有做任何更改。",
  "unknown-relay":
    "没有名为 {name} 的中继。请填写中继描述（例如 reverse:https://relay/=https://origin/），或已保存的中继名称。",
  "bad-checksum":
    "无法识别校验值 {text}：{problem}。请写成 sha256:HEX 的形式（支持 md5、sha1、sha256、sha384、sha512）。",
  "bad-option": "选项 {option} 的值不可用：{problem}。",
  "no-relay": "「仅中继」至少需要一个中继。请添加一个，或改用其他方式。",

  "dns-failed": "找不到 {host}。请检查地址和网络连接。",
  unreachable: "连不上 {host}（{detail}）。请检查地址和网络，或换一条线路；已下载的内容（如有）不受影响。",
  "timed-out": "{host} 迟迟没有应答（{detail}）。请稍后再试，或换一条线路；已下载的内容（如有）不受影响。",
  "tls-failed": "{host} 的证书不可信（{detail}）。没有发送任何数据；如果这是你自己的服务器，请修复证书。",
  "connection-lost": "与 {host} 的连接中断了（{detail}）。重试即可继续；已下载的内容（如有）不受影响。",

  "http-status": "{host} 没有给出文件，而是返回了 {status}。请确认地址正确，并且你有权下载。",
  "bad-answer": "{host} 的应答与请求不符（{detail}），没有写入文件。",
  "file-changed": "{host} 上的文件在下载途中变了（{detail}）。已取回的部分另行保留；请重新下载新文件。",
  "web-page":
    "{host} 发来的是网页，而不是 {file}。没有保存任何内容：请在浏览器中打开该地址看看（可能需要登录，或链接已过期）。如果要的就是网页，请在选项中勾选「允许保存网页」。",
  "link-expired":
    "{host} 不再通过这个链接提供文件（{status}）。已下载的部分会保留：请取得新链接，填在这里即可继续。",
  "link-differs":
    "新链接指向另一个文件（{detail}）。没有加入任何内容，原有部分会保留：请提供同一文件的链接。",
  "content-coded": "{host} 擅自用 {coding} 编码发送文件。这样得到的不是原文件，所以没有保存。",
  "too-many-redirects": "{host} 的跳转形成循环，或超过了 10 次。没有保存任何内容，请检查地址。",
  "bad-redirect": "{host} 跳转到了无法使用的地址（{detail}）。没有保存任何内容。",
  "whole-lost":
    "与 {host} 的连接在收到 {got} 字节后中断（{detail}），而服务器只能完整地提供该文件，已收到的部分无法续传。请重试以从头下载，或选择其他线路。",
  truncated: "{host} 提前结束了传输：共 {total} 字节，只收到 {got} 字节。收到的部分会保留，重试即可继续。",

  "not-covered": "{relay} 不能用于这个地址：它不负责 {host}。请换一条线路。",
  "path-altered":
    "{relay} 带有自己的路径，会改写 {host} 上的这个地址，可能取到别的文件。已将其排除；请让中继独占一个主机或端口的根路径。",
  "redirect-not-covered":
    "文件在 {host} 上，{relay} 到不了那里，而「仅中继」绝不走直连。请为该主机添加中继，或允许直连。",
  "different-file": "{route} 上的文件与其他线路不同（{detail}）。已将它排除，下载不会使用它。",
  "routes-disagree":
    "{route} 与 {other} 在第 {offset} 字节处内容不同，无法判断哪个正确。文件没有使用正式名称：请提供校验值，或允许直连。",
  "relay-unreachable":
    "无法连接中继 {relay}（{detail}）。已将其排除，已下载的内容是安全的。请检查它的地址以及它是否在运行。",
  "relay-untrusted":
    "中继 {relay} 无法证明自己的身份（{detail}）。没有向它发送任何内容；请修复它的证书，或用 #pin=sha256:HEX 固定证书。",
  "relay-sign-in": "中继 {relay} 不接受登录信息（{detail}）。已将其排除；请检查其写法中的用户名和密码。",
  "relay-refused":
    "中继 {relay} 拒绝连接 {host}（{detail}）。已将其排除；请把该主机加入它的允许列表，或选择其他线路。",
  "relay-cannot-reach":
    "中继 {relay} 无法连接 {host}（{detail}）。请选择其他线路或稍后再试；已下载的内容是安全的。",
  "relay-answered": "{relay} 没有给出文件，而是返回了 {status}。可能是中继自身的问题：请检查它的地址和令牌。",
  "bad-rule": "规则第 {line} 行无法使用：{problem}。没有做任何更改。",
  "refused-by-rule": "你的一条规则拒绝 {host}。没有发出请求；如果不是你的本意，请修改规则。",
  "private-address":
    "{host} 在本机或其内网中，网关不会连接那里。没有发送任何内容；如确有需要，请用 --allow-private 启动。",
  "system-direct":
    "你的系统访问 {host} 时不使用代理，所以 {relay} 就等于直连。已将其排除；请在系统中设置代理，或选择其他中继。",
  "relay-quota":
    "中继 {relay} 的流量额度（{detail}）已用完。已将其排除；已下载的内容是安全的。请提高额度，或选择其他线路。",
  "secret-locked":
    "{relay} 的密码、令牌或路径存放在此处无法读取的钥匙串里，所以没有使用它。中继仍然保留：请在「中继」页编辑它并重新填写。",
  "headers-locked":
    "这个下载的 Cookie 等登录信息存放在此处无法读取的钥匙串里，所以没有发出任何请求。已有内容都会保留：请在能打开钥匙串的地方继续，或在「详情 → 下载所用的线路和请求头」中重新填写。",
  "credentials-withheld":
    "{relay} 能看到经过它的内容，所以没有让你的登录信息走这里。如果信任它，请将它标记为自己的机器（#own）。",
  "credentials-unprotected":
    "到 {relay} 的连接是未加密的 http，所以没有让你的登录信息走这里。请给这个中继一个 https:// 地址，或换一条线路。",
  "no-route": "没有一条线路能取到文件：{detail}",

  "folder-not-writable": "无法在 {folder} 中写入文件（{detail}）。请换一个目录。",
  "disk-full": "{folder} 空间不足：还需要 {needed}，只剩 {free}。已下载的部分不受影响；腾出空间后可以继续。",
  "file-exists": "{file} 已经存在，没有动它。请换个文件名，或先把它移走。",
  "already-running": "另一个 Detour 正在下载 {file}，由它继续；这里没有做任何更改。",
  "disk-error": "磁盘无法读写 {file}（{detail}）。磁盘上已有的内容会保留；请检查磁盘后重试。",
  "file-gone": "{file} 已不在原处：它被移动、改名或删除了。没有做任何更改。",
  "left-paused":
    "Detour 恢复下载后不久就意外结束，已连续两次。因此这次没有自动继续，下载保持暂停（共 {count} 个），内容都没有丢失：请逐个继续，并报告是哪一个导致 Detour 结束。",
  "part-lost": "{file} 未完成的部分被其他程序删除或截短了。请重新下载；没有保存错误的内容。",

  "checksum-mismatch":
    "文件已完整下载，但 {algorithm} 是 {actual}，而不是 {expected}。文件另存为 {file}，请不要使用。",

  "not-found": "没有编号为 {id} 的{what}。可能已在另一个窗口中移除。",
  "invalid-request": "无法理解这个请求（{detail}）。没有做任何更改。",
  "not-allowed": "现在不能这样做：{detail}。",
  "not-available": "这里不能这样做：{detail}。",
  "update-failed": "没能取得新版本（{detail}）。当前版本不受影响：请稍后再试，或到主页下载新版本。",
  "connection-to-app-lost": "与 Detour 的连接断开了。下载仍在那边继续；请重新启动 Detour，或刷新此页面。",
  interrupted: "已停止。已下载的部分会保留；再次运行同一命令即可继续。",
  internal: "Detour 内部出了问题（{detail}）。已下载的内容不受影响；请把问题反馈给我们。",
};
