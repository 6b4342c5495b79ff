package main

type record struct {
	Type          uint16
	Flags         uint16
	PayloadLength uint32
	TimeNs        uint64
	CgroupID      uint64
	StartTimeNs   uint64
	Pid           uint32
	Tid           uint32
	ParentPid     uint32
	UID           uint32
	Comm          [16]byte
	Run           uint32
	Origin        uint32
	EntryStartNs  uint64
	EntryPid      uint32
	EntryRun      uint32
}

type execPayload struct {
	RequestedLength  uint16
	ExecutableLength uint16
	CwdLength        uint16
	ArgsLength       uint16
	AncestorsLength  uint16
	ExecutableOrigin uint16
	Vpid             uint32
	Gid              uint32
	RealUID          uint32
	SavedUID         uint32
	RealGid          uint32
	SavedGid         uint32
	LoginUID         uint32
	Capabilities     uint64
	Tty              [16]byte
	SinceCgroupNs    uint64
}

type exitPayload struct {
	DurationNs   uint64
	Code         uint32
	Signal       uint32
	Cause        uint16
	SenderLength uint16
	Syscall      uint32
	StopAgoNs    uint64
	StopSignal   uint32
	OomScope     uint32
	OomLimit     uint64
	Arch         uint32
	Unused       uint32
}

type ancestorPayload struct {
	StartTimeNs uint64
	Pid         uint32
	Run         uint32
	Program     uint64
}

type partyPayload struct {
	StartTimeNs uint64
	CgroupID    uint64
	Program     uint64
	Pid         uint32
	Run         uint32
	UID         uint32
	ParentPid   uint32
	Comm        [16]byte
}
