/**
 * Details inside of error sentences, in Chinese, by their English. `{number}` stands for digits, `{name}` for any text.
 * What is not here (a system's own message) stays as it is.
 */
export const detailsZhCN: Readonly<Record<string, string>> = {
  "byte {number} differs from {name}": "第 {number} 字节处与{name}不同",
  "byte {number} differs": "第 {number} 字节处不同",
  "byte {number} is another": "第 {number} 字节处的内容变了",
  "it leads out of the download folder": "它会离开下载目录",
  "the time to start at is not one to come": "开始时间不是将来的时间",
  "{name} holds no addresses": "{name} 中没有地址",
  "none of these holds addresses: {names}": "以下文件中都没有地址：{names}",
  "these are folders, or files that cannot be read: {names}; choose lists or Metalinks themselves":
    "以下是文件夹，或者是无法读取的文件：{names}；请直接选择地址列表或 Metalink 文件",
  "what was dropped holds no address of a file": "拖来的内容中没有文件的地址",
  "{name} is a folder, or a file that cannot be read; choose a list or a Metalink itself":
    "{name} 是文件夹，或者是无法读取的文件；请直接选择地址列表或 Metalink 文件",
  "a second address is more than fetching one file": "命令中有第二个网址，不只是下载一个文件",
  "{name} is more than fetching one file": "{name} 不只是下载一个文件",
  "its first bytes differ": "开头的内容不同",
  "its size is another": "大小变了",
  "its date is another": "日期变了",
  "another ETag and date": "ETag 和日期不同",
  "{number} bytes, not {number2}": "大小为 {number} 字节，而不是 {number2} 字节",
  "{number} bytes, not unknown": "大小为 {number} 字节，而其他线路没有给出大小",
  "an unknown number of bytes, not {number}": "没有给出大小，而其他线路为 {number} 字节",
  "the whole file instead of parts": "只给整个文件，不给分段",
  "the whole file came instead of a part": "要的是一段，却发来了整个文件",
  "the whole file on one route, parts on the other": "一条线路给分段，另一条只给整个文件",
  "a web page came instead of the file": "发来的是网页而不是文件",
  "it no longer sends parts": "不再支持分段",
  "its server sends no parts": "它的服务器不支持分段",
  "nothing came for {number} s": "{number} 秒没有数据",
  "it sends too slowly": "发送太慢",
  "it does not say where to": "没有说明跳转到哪里",
  "it is not an address": "不是网址",
  "it leads from https to unprotected http": "从 https 转到了没有保护的 http",
  "it stays on the relay, outside of its template": "仍在中继上，但不符合它的模板",
  "it stays on the relay, outside of its prefix": "仍在中继上，但不在它的前缀之下",
  "{amount} a day": "每天 {amount}",
  "{amount} a month": "每月 {amount}",
  "no answer": "没有应答",
  "none is left": "已没有可用的线路",
  "there is none": "没有线路",
  "nothing was written": "没有写入任何内容",
  "the download is finished": "下载已完成",
  "the download is not finished": "下载还没有完成",
  "the file is being checked; wait until that is over": "正在校验文件，请等待完成",
  "the download is running; pause or cancel it first": "下载正在进行，请先暂停或取消",
  "Detour is closing": "Detour 正在退出",
  "it was to be {number} bytes": "应为 {number} 字节",
  "its server gives it only as a whole, so that what came would be lost; pause it first if you want that":
    "它的服务器只能整体提供该文件，已收到的部分会丢失；如果仍要更改，请先暂停",
  "another program holds it": "另一个程序正占用它",
  "it is no whole path": "不是完整的路径",
  "it is longer than 8 MB": "超过 8 MB",

  // A relay's health
  "With the address of a file that it should carry, the rest can be tested, too.":
    "填一个它应能取到的文件地址，可以检查其余各项。",
  "The system's proxy is known for an address only, or it has none.":
    "只有给出地址才知道系统用哪个代理，或系统没有代理。",
  "Connecting took {number} ms.": "建立连接用了 {number} 毫秒。",
  "Its certificate cannot be trusted ({code}): give it one for its name, or pin it with #pin=sha256:HEX.":
    "证书不可信（{code}）：请给它换一张与域名相符的证书，或用 #pin=sha256:HEX 固定。",
  "Nobody answers at {server} ({code}): check that it runs, its port, and the firewall.":
    "{server} 没有应答（{code}）：请检查它是否在运行、端口和防火墙。",
  "It is the pinned one, for {number} more days.": "就是固定的那一张，还有 {number} 天到期。",
  "It is the pinned one, for {number} more days: renew it.":
    "就是固定的那一张，还有 {number} 天到期，请更换。",
  "It is trusted, for {number} more days.": "可信，还有 {number} 天到期。",
  "It is trusted, for {number} more days: renew it.": "可信，还有 {number} 天到期，请续期。",
  "It brings the file; the first byte came after {number} ms.": "能取到文件，{number} 毫秒后收到第一个字节。",
  "Such a relay can have no token: let only your own addresses in, in its firewall.":
    "这类中继没有令牌：请在防火墙中只放行自己的地址。",
  "No token is sent in a header; if its address holds a secret, that is what keeps strangers out.":
    "没有在请求头中发送令牌；如果地址中含有令牌，就靠它拒绝外人。",
  "It asks for no token and no password: whoever finds it can use it. Give it one of them.":
    "它不要求令牌或密码：谁发现它都能用。请设置其中一种。",
  "It serves strangers too: it does not look at the token or the password.":
    "外人也能使用：它没有检查令牌或密码。",
  "Without its token or password, the relay refuses.": "没有令牌或密码时，中继会拒绝。",
  "Parts of the file can be had, so that many connections share it.": "可以分段取文件，多个连接一起下载。",
  "It sends the whole file only. Pass Range on to the origin; do not compress or buffer the whole answer.":
    "只能整个发送文件。请把 Range 转给源站，不要压缩或整个缓冲应答。",
  "ETag and Last-Modified come through.": "ETag 和 Last-Modified 都能传过来。",
  "ETag come through.": "ETag 能传过来。",
  "Last-Modified come through.": "Last-Modified 能传过来。",
  "Neither ETag nor Last-Modified comes through: bytes have to be compared instead.":
    "ETag 和 Last-Modified 都传不过来，只能靠比对内容。",
  "Its first bytes and its size are those of the direct route.": "开头的内容和大小与直连一致。",
  "It brings another file than the direct route: check the origin that it asks, and its cache.":
    "取到的文件与直连不同：请检查它所连接的源站和它的缓存。",
  "The direct route could not be compared: {text}": "无法与直连比对：{text}",
  "The file lies on its own server: no redirect to another one was seen.":
    "文件就在原服务器上，没有跳转到别处。",
  "It follows the redirect to {host}.": "能跟随到 {host} 的跳转。",
  "Addresses with escapes arrive as they are.": "带转义的地址能原样送达。",
  "Addresses such as {text} mean something else behind it: in nginx, use proxy_pass without a path, and merge_slashes off.":
    "{text} 这样的地址经过它就变了：在 nginx 中，proxy_pass 不要带路径，并设置 merge_slashes off。",
  "A connection serves several requests; a round trip takes {number} ms.":
    "一个连接可以多次请求，往返 {number} 毫秒。",
  "It closes the connection after each request: in nginx, set proxy_http_version 1.1, an empty Connection header, and keepalive.":
    "每次请求后都断开连接：在 nginx 中设置 proxy_http_version 1.1、空的 Connection 头和 keepalive。",
  "It serves {number} requests at the same time.": "可以同时处理 {number} 个请求。",
  "It serves {number} of {number2} requests at the same time; Detour keeps to that. On your own relay, raise limit_conn.":
    "同时处理 {number2} 个请求中的 {number} 个，Detour 会照此使用。如果是自己的中继，请调高 limit_conn。",
  "It cannot read https: your sign-in data may travel over it.": "它读不到 https 内容：登录信息可以经过它。",
  "It can read what it carries, and you marked it as your own: your sign-in data may travel over it.":
    "它能读到经过的内容，而你标记了这是自己的机器：登录信息可以经过它。",
  "It can read what it carries: your sign-in data stays away from it. Mark it as your own (#own) if it is.":
    "它能读到经过的内容：登录信息不会经过它。如果是自己的机器，请标记（#own）。",
  // Notes on a relay's configuration
  "All servers must carry the same bytes, and answer for the first one's name.":
    "所有服务器的文件内容必须相同，并能以第一台的域名应答。",
  "nginx looks the origin's name up when it starts: reload it where the address changes.":
    "nginx 启动时解析源站域名：源站地址变化后请重新加载。",
  "It needs no certificate: TLS goes from you to the origin, and the relay reads nothing. It carries https on port 443 only.":
    "不需要证书：TLS 从你直达源站，中继读不到内容。只支持 443 端口的 https。",
  "Add the hosts that downloads are redirected to as well: GitHub's files, for one, lie on .githubusercontent.com.":
    "下载会跳转到的主机也要加上：例如 GitHub 的文件在 .githubusercontent.com。",
  "Caddy gets and renews its certificate by itself; ports 80 and 443 must be reachable for that.":
    "Caddy 会自动申请和续期证书，为此 80 和 443 端口必须可以访问。",
  "Squid has to read the certificate's key: for certbot's, add the user proxy to a group that may.":
    "Squid 需要读取证书密钥：使用 certbot 时，请把用户 proxy 加入有权限的组。",
  "https downloads go through it end to end: the relay reads nothing of them.":
    "https 下载端到端穿过它：中继读不到内容。",
  "This one is not tested by us.": "这一种我们没有测试过。",
  "Look at what the provider allows: many forbid large downloads, and some turn ranges into whole files.":
    "请查看服务商的规定：许多禁止大文件下载，有些会把分段请求变成整个文件。",
  "Keep nginx up to date: CVE-2026-42533 and CVE-2026-60005 concern maps and slices, and are mended from the versions above on.":
    "请保持 nginx 为最新版：CVE-2026-42533 和 CVE-2026-60005 涉及 map 和 slice，从上述版本起已修复。",
};
