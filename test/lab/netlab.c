/* netlab: a small wide-area network on one machine, for the benchmark (lab.ts drives it).
 *
 * Every node is a network namespace with one TUN device; this program carries the packets between them and gives each
 * ordered pair of nodes a rate, a one-way delay, a random loss and a finite tail-drop queue, and each node an access
 * (downlink) rate that all its senders share. Real kernels' TCP runs at both ends, so slow start, loss recovery and
 * receive windows are the real thing.
 *
 * usage: netlab CONFIG PREFIX         (CONFIG lines, '#' comments)
 *   seed N
 *   node NAME ADDRESS [DOWN_MBIT]
 *   link FROM TO RATE_MBIT DELAY_MS LOSS_PERCENT QUEUE_KB            one direction
 *   at SECONDS FROM TO RATE_MBIT DELAY_MS LOSS_PERCENT QUEUE_KB      so long after SIGUSR2 (loss 100: a dead link)
 * Namespaces PREFIX-NAME must exist. Prints "ready" when the devices are up. SIGUSR1 prints counters to stderr, then
 * "."; SIGUSR2 makes all links as they were and starts the clock of the changes; SIGTERM ends it.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if.h>
#include <linux/if_tun.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

enum { MAX_NODES = 16, MTU = 1600, POOL = 1 << 17, MAX_CHANGES = 256 };
typedef uint64_t ns_t;

struct node { char name[32]; uint32_t addr; double down_bps; ns_t next_free; int fd; uint64_t bytes, drops; };
struct link { int on; double bps, loss; ns_t delay, next_free; double queue_bytes; uint64_t pkts, lost, dropped; };
struct change { ns_t after; int from, to; struct link link; };
struct packet { uint16_t len, to; unsigned char data[MTU]; };
struct event { ns_t at; uint64_t seq; uint32_t pkt; int stage; };

static struct node nodes[MAX_NODES]; static int n_nodes;
static struct link links[MAX_NODES][MAX_NODES];
static struct link original[MAX_NODES][MAX_NODES];
static struct change changes[MAX_CHANGES]; static int n_changes, next_change = MAX_CHANGES; static ns_t went;
static const char *prefix;
static struct packet *pool; static uint32_t *freelist; static int n_free;
static struct event *heap; static int n_heap; static uint64_t seq;
static volatile sig_atomic_t stop, show, go;
static uint64_t rng = 88172645463325252ull;

static ns_t now(void) { struct timespec t; clock_gettime(CLOCK_MONOTONIC, &t); return (ns_t)t.tv_sec * 1000000000ull + t.tv_nsec; }
static double uniform(void) { rng ^= rng << 13; rng ^= rng >> 7; rng ^= rng << 17; return (rng >> 11) * (1.0 / 9007199254740992.0); }
static int before(struct event a, struct event b) { return a.at < b.at || (a.at == b.at && a.seq < b.seq); }
static void push(struct event e) {
  int i = n_heap++; e.seq = seq++;
  while (i && before(e, heap[(i - 1) / 2])) { heap[i] = heap[(i - 1) / 2]; i = (i - 1) / 2; }
  heap[i] = e;
}
static struct event pop(void) {
  struct event top = heap[0], e = heap[--n_heap]; int i = 0;
  for (;;) { int c = 2 * i + 1; if (c >= n_heap) break; if (c + 1 < n_heap && before(heap[c + 1], heap[c])) c++;
    if (!before(heap[c], e)) break; heap[i] = heap[c]; i = c; }
  heap[i] = e; return top;
}
static void die(const char *what) { perror(what); exit(1); }
static int find(const char *name) { for (int i = 0; i < n_nodes; i++) if (!strcmp(nodes[i].name, name)) return i; fprintf(stderr, "no node %s\n", name); exit(1); }
static int find_addr(uint32_t a) { for (int i = 0; i < n_nodes; i++) if (nodes[i].addr == a) return i; return -1; }

static void read_config(const char *path) {
  FILE *f = fopen(path, "r"); char line[256]; if (!f) die(path);
  while (fgets(line, sizeof line, f)) {
    char a[32], b[32]; double t, r, d, l, q; unsigned long seed; if (line[0] == '#') continue;
    if (sscanf(line, "seed %lu", &seed) == 1) { rng ^= seed * 0x9E3779B97F4A7C15ull; for (int i = 0; i < 8; i++) uniform(); continue; }
    if (sscanf(line, "at %lf %31s %31s %lf %lf %lf %lf", &t, a, b, &r, &d, &l, &q) == 7) {
      if (n_changes == MAX_CHANGES) { fprintf(stderr, "too many changes\n"); exit(1); }
      struct change *c = &changes[n_changes++]; c->after = t * 1e9; c->from = find(a); c->to = find(b);
      c->link = (struct link){ .on = 1, .bps = r * 1e6, .delay = d * 1e6, .loss = l / 100, .queue_bytes = q * 1024 }; continue;
    }
    if (sscanf(line, "link %31s %31s %lf %lf %lf %lf", a, b, &r, &d, &l, &q) == 6) {
      struct link *k = &links[find(a)][find(b)]; k->on = 1; k->bps = r * 1e6; k->delay = d * 1e6; k->loss = l / 100; k->queue_bytes = q * 1024;
    } else { r = 0; if (sscanf(line, "node %31s %31s %lf", a, b, &r) >= 2) {
      struct node *n = &nodes[n_nodes++]; strcpy(n->name, a); n->addr = inet_addr(b); n->down_bps = r * 1e6; } }
  }
  fclose(f); memcpy(original, links, sizeof links);
}
/* New properties for a link; its counters and what is under way stay. */
static void apply(int from, int to, struct link want) {
  struct link *k = &links[from][to]; k->on = want.on; k->bps = want.bps; k->delay = want.delay; k->loss = want.loss; k->queue_bytes = want.queue_bytes;
}
static void begin(ns_t t) {
  for (int i = 0; i < n_nodes; i++) for (int j = 0; j < n_nodes; j++) if (links[i][j].on) apply(i, j, original[i][j]);
  went = t; next_change = 0;
}
static void open_tun(struct node *n) {
  char path[64]; struct ifreq r = {0}; int home = open("/proc/self/ns/net", O_RDONLY), ns;
  snprintf(path, sizeof path, "/run/netns/%s-%s", prefix, n->name);
  if ((ns = open(path, O_RDONLY)) < 0 || setns(ns, CLONE_NEWNET)) die(path);
  if ((n->fd = open("/dev/net/tun", O_RDWR | O_NONBLOCK)) < 0) die("/dev/net/tun");
  r.ifr_flags = IFF_TUN | IFF_NO_PI; strcpy(r.ifr_name, "tun0");
  if (ioctl(n->fd, TUNSETIFF, &r)) die("TUNSETIFF");
  setns(home, CLONE_NEWNET); close(ns); close(home);
}
static void enter(int from, uint32_t p, ns_t t) {
  struct packet *k = &pool[p]; uint32_t dst; memcpy(&dst, k->data + 16, 4);
  int to = (k->data[0] >> 4) == 4 ? find_addr(dst) : -1; struct link *l = to < 0 ? 0 : &links[from][to];
  if (!l || !l->on) { freelist[n_free++] = p; return; }
  l->pkts++;
  if (l->loss && uniform() < l->loss) { l->lost++; freelist[n_free++] = p; return; }
  ns_t start = l->next_free > t ? l->next_free : t;
  if ((start - t) * 1e-9 * l->bps / 8 + k->len > l->queue_bytes) { l->dropped++; freelist[n_free++] = p; return; }
  l->next_free = start + (ns_t)(k->len * 8e9 / l->bps); k->to = to;
  push((struct event){ .at = l->next_free + l->delay, .pkt = p, .stage = 0 });
}
static void fire(struct event e) {
  struct packet *k = &pool[e.pkt]; struct node *n = &nodes[k->to];
  if (e.stage == 0 && n->down_bps) {
    ns_t start = n->next_free > e.at ? n->next_free : e.at;
    if ((start - e.at) * 1e-9 * n->down_bps / 8 > 512 * 1024) { n->drops++; freelist[n_free++] = e.pkt; return; }
    n->next_free = start + (ns_t)(k->len * 8e9 / n->down_bps);
    push((struct event){ .at = n->next_free, .pkt = e.pkt, .stage = 1 }); return;
  }
  if (write(n->fd, k->data, k->len) == k->len) n->bytes += k->len;
  freelist[n_free++] = e.pkt;
}
static void on_signal(int s) { if (s == SIGUSR1) show = 1; else if (s == SIGUSR2) go = 1; else stop = 1; }
static void report(void) {
  for (int i = 0; i < n_nodes; i++) fprintf(stderr, "%s received %lu access-drops %lu\n", nodes[i].name, nodes[i].bytes, nodes[i].drops);
  for (int i = 0; i < n_nodes; i++) for (int j = 0; j < n_nodes; j++) if (links[i][j].on)
    fprintf(stderr, "%s>%s packets %lu lost %lu queue drops %lu\n", nodes[i].name, nodes[j].name, links[i][j].pkts, links[i][j].lost, links[i][j].dropped);
  fprintf(stderr, ".\n"); fflush(stderr);
}
int main(int argc, char **argv) {
  if (argc != 3) { fprintf(stderr, "usage: netlab CONFIG PREFIX\n"); return 2; }
  prefix = argv[2];
  prctl(PR_SET_TIMERSLACK, 1000);
  read_config(argv[1]); signal(SIGUSR1, on_signal); signal(SIGUSR2, on_signal); signal(SIGTERM, on_signal); signal(SIGINT, on_signal);
  pool = malloc(sizeof *pool * POOL); freelist = malloc(sizeof *freelist * POOL); heap = malloc(sizeof *heap * (POOL + 1));
  for (n_free = 0; n_free < POOL; n_free++) freelist[n_free] = n_free;
  int ep = epoll_create1(0);
  for (int i = 0; i < n_nodes; i++) { open_tun(&nodes[i]); struct epoll_event ev = { EPOLLIN, { .u32 = i } }; epoll_ctl(ep, EPOLL_CTL_ADD, nodes[i].fd, &ev); }
  puts("ready"); fflush(stdout);
  while (!stop) {
    struct epoll_event ev[MAX_NODES]; struct timespec wait = { 1, 0 }; ns_t t = now();
    if (show) { show = 0; report(); }
    if (go) { go = 0; begin(t); }
    while (next_change < n_changes && t - went >= changes[next_change].after) {
      struct change *c = &changes[next_change++]; apply(c->from, c->to, c->link);
    }
    while (n_heap && heap[0].at <= t) fire(pop());
    if (n_heap) { ns_t d = heap[0].at - t; wait.tv_sec = d / 1000000000; wait.tv_nsec = d % 1000000000; }
    if (next_change < n_changes && (wait.tv_sec || wait.tv_nsec > 5000000)) { wait.tv_sec = 0; wait.tv_nsec = 5000000; }
    int n = epoll_pwait2(ep, ev, MAX_NODES, &wait, 0); t = now();
    for (int i = 0; i < n; i++) for (int burst = 0; burst < 64 && n_free; burst++) {
      uint32_t p = freelist[--n_free]; int len = read(nodes[ev[i].data.u32].fd, pool[p].data, MTU);
      if (len < 20) { freelist[n_free++] = p; break; }
      pool[p].len = len; enter(ev[i].data.u32, p, t);
    }
  }
  report(); return 0;
}
