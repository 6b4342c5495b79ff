package peer

import "strconv"

// Origins are the words for how a process came where it is, in a container: every label of the benchmark is one's.
var Origins = [...]string{"runtime", "runtime", "entrypoint", "exec"}

// ExecutableOrigins are the words for where a file that runs comes from.
var ExecutableOrigins = [...]string{"root", "image", "upper", "volume", "memfd"}

var capabilities = [...]string{
	"CAP_CHOWN",
	"CAP_DAC_OVERRIDE",
	"CAP_DAC_READ_SEARCH",
	"CAP_FOWNER",
	"CAP_FSETID",
	"CAP_KILL",
	"CAP_SETGID",
	"CAP_SETUID",
	"CAP_SETPCAP",
	"CAP_LINUX_IMMUTABLE",
	"CAP_NET_BIND_SERVICE",
	"CAP_NET_BROADCAST",
	"CAP_NET_ADMIN",
	"CAP_NET_RAW",
	"CAP_IPC_LOCK",
	"CAP_IPC_OWNER",
	"CAP_SYS_MODULE",
	"CAP_SYS_RAWIO",
	"CAP_SYS_CHROOT",
	"CAP_SYS_PTRACE",
	"CAP_SYS_PACCT",
	"CAP_SYS_ADMIN",
	"CAP_SYS_BOOT",
	"CAP_SYS_NICE",
	"CAP_SYS_RESOURCE",
	"CAP_SYS_TIME",
	"CAP_SYS_TTY_CONFIG",
	"CAP_MKNOD",
	"CAP_LEASE",
	"CAP_AUDIT_WRITE",
	"CAP_AUDIT_CONTROL",
	"CAP_SETFCAP",
	"CAP_MAC_OVERRIDE",
	"CAP_MAC_ADMIN",
	"CAP_SYSLOG",
	"CAP_WAKE_ALARM",
	"CAP_BLOCK_SUSPEND",
	"CAP_AUDIT_READ",
	"CAP_PERFMON",
	"CAP_BPF",
	"CAP_CHECKPOINT_RESTORE",
}

// Capabilities are the names of the bits that are set.
func Capabilities(bits uint64) []string {
	names := []string{}
	for bit := 0; bit < 64; bit++ {
		switch {
		case bits>>bit&1 == 0:
		case bit < len(capabilities):
			names = append(names, capabilities[bit])
		case bit == 63:
			names = append(names, "ALL")
		default:
			names = append(names, "CAP_"+strconv.Itoa(bit))
		}
	}
	return names
}
