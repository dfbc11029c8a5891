/** Lines to paste, so that a program takes the gateway, and lines that undo them. Pure; nothing is set by Detour itself. */

export interface GatewayAddresses {
  /** Before `/https/host/path`. */
  readonly url: string;
  readonly proxy: string;
}

export interface ProgramCard {
  readonly id: (typeof programs)[number];
  /** What a person calls the program. */
  readonly title: string;
  readonly lines: readonly string[];
  readonly undo: readonly string[];
  /** By which of the two the program comes: a proxy passes https unsplit, an address splits it. */
  readonly by: "proxy" | "url";
}

export const programs = [
  "terminal",
  "fish",
  "powershell",
  "curl",
  "wget",
  "git",
  "npm",
  "pip",
  "apt",
  "hugging-face",
  "go",
] as const;

/** The cards of a running gateway. POSIX shells unless the title says otherwise. */
export function programCards({ url, proxy }: GatewayAddresses): readonly ProgramCard[] {
  const variables = ["http_proxy", "https_proxy"] as const;
  const quoted = quote(proxy);
  const aptFile = "/etc/apt/apt.conf.d/95detour";
  return [
    {
      id: "terminal",
      title: "bash, zsh",
      by: "proxy",
      lines: [`export http_proxy=${quoted} https_proxy=${quoted} no_proxy=localhost,127.0.0.1`],
      undo: ["unset http_proxy https_proxy no_proxy"],
    },
    {
      id: "fish",
      title: "fish",
      by: "proxy",
      lines: variables.map((name) => `set -x ${name} ${quoted}`),
      undo: variables.map((name) => `set -e ${name}`),
    },
    {
      id: "powershell",
      title: "PowerShell",
      by: "proxy",
      lines: variables.map((name) => `$env:${name} = '${proxy}'`),
      undo: variables.map((name) => `Remove-Item Env:${name}`),
    },
    {
      id: "curl",
      title: "curl",
      by: "url",
      lines: [`curl -LO ${quote(`${url}/https/host/path`)}`],
      undo: [],
    },
    {
      id: "wget",
      title: "wget",
      by: "url",
      lines: [`wget ${quote(`${url}/https/host/path`)}`],
      undo: [],
    },
    {
      id: "git",
      title: "git",
      by: "proxy",
      lines: [`git config --global http.proxy ${quoted}`],
      undo: ["git config --global --unset http.proxy"],
    },
    {
      id: "npm",
      title: "npm",
      by: "proxy",
      lines: [`npm config set proxy ${quoted}`, `npm config set https-proxy ${quoted}`],
      undo: ["npm config delete proxy", "npm config delete https-proxy"],
    },
    {
      id: "pip",
      title: "pip",
      by: "proxy",
      lines: [`pip config set global.proxy ${quoted}`],
      undo: ["pip config unset global.proxy"],
    },
    {
      id: "apt",
      title: "apt",
      by: "proxy",
      lines: [`echo 'Acquire::http::Proxy "${proxy}";' | sudo tee ${aptFile}`],
      undo: [`sudo rm ${aptFile}`],
    },
    {
      id: "hugging-face",
      title: "Hugging Face",
      by: "url",
      lines: [`export HF_ENDPOINT=${quote(`${url}/https/huggingface.co`)}`],
      undo: ["unset HF_ENDPOINT"],
    },
    {
      id: "go",
      title: "Go",
      by: "url",
      lines: [`go env -w GOPROXY=${quote(`${url}/https/proxy.golang.org,direct`)}`],
      undo: ["go env -u GOPROXY"],
    },
  ];
}

/** For a POSIX shell; the addresses have nothing in them that a shell reads, but whoever pastes should see that. */
function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
