import { CAPABILITY_USES } from "../doctor/capability_uses.ts";

/** The program's path where the unit can't name the one that is running. */
export const USUAL_PROGRAM = "/usr/local/bin/critter";

/** A unit of systemd that runs `critter watch` with no more than it uses; deploy/systemd/critter.service is this text. */
export function systemdUnit(program: string): string {
  const capabilities = CAPABILITY_USES.map(({ name }) => name).join(" ");
  const reasons = CAPABILITY_USES.map(({ name, purpose }) => `#   ${name} ${purpose}`).join("\n");
  return `\
# critter as a service of systemd; "critter install --systemd --write" writes this file, docs/install.md tells more.
[Unit]
Description=Kernel events with the names of pods, containers and images
After=containerd.service crio.service k3s.service

[Service]
ExecStart=${program} watch --output json
Environment=NODE_NAME=%H
Restart=always
RestartSec=2
MemoryMax=512M

# Of root's capabilities only these; without one of them, "critter doctor" says what stops working:
${reasons}
CapabilityBoundingSet=${capabilities}
NoNewPrivileges=yes
SystemCallArchitectures=native
SystemCallFilter=@system-service @pkey bpf perf_event_open open_by_handle_at
SystemCallErrorNumber=EPERM
RestrictAddressFamilies=AF_UNIX AF_NETLINK
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
LockPersonality=yes

# Nothing is written but the steps of the wall clock, which restarts must not forget.
RuntimeDirectory=critter
RuntimeDirectoryPreserve=yes

# MemoryDenyWriteExecute is missing: V8 makes machine code.
ProtectSystem=strict
ProtectHome=yes
ProtectClock=yes
ProtectHostname=yes
ProtectControlGroups=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
PrivateTmp=yes
DevicePolicy=closed
UMask=0077

[Install]
WantedBy=multi-user.target
`;
}
