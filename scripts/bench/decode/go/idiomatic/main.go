// Ring bytes -> labelled NDJSON in Go as one would write it first: binary.Read into structs, a map of labels, and
// json.Encoder.
package main

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"os"
	"strconv"
	"strings"
	"time"

	"critter/bench/peer"
)

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
}

type execPayload struct {
	RequestedLength  uint16
	ExecutableLength uint16
	CwdLength        uint16
	ArgsLength       uint16
}

type exitPayload struct {
	DurationNs uint64
	Code       uint32
	Signal     uint32
}

type line struct {
	Time    string  `json:"time"`
	Event   string  `json:"event"`
	Thread  thread  `json:"thread"`
	Process process `json:"process"`
	labels
}

type thread struct {
	ID   uint32 `json:"id"`
	Name string `json:"name"`
}

type process struct {
	Pid                         uint32      `json:"pid"`
	ParentPid                   uint32      `json:"parent_pid"`
	User                        user        `json:"user"`
	Creation                    creation    `json:"creation"`
	Executable                  *executable `json:"executable,omitempty"`
	Command                     *string     `json:"command,omitempty"`
	CommandArgs                 *[]string   `json:"command_args,omitempty"`
	CommandArgsTruncated        bool        `json:"command_args_truncated,omitempty"`
	CommandArgsUnreadable       bool        `json:"command_args_unreadable,omitempty"`
	WorkingDirectory            string      `json:"working_directory,omitempty"`
	WorkingDirectoryTruncated   bool        `json:"working_directory_truncated,omitempty"`
	WorkingDirectoryUnreachable bool        `json:"working_directory_unreachable,omitempty"`
	WorkingDirectoryDeleted     bool        `json:"working_directory_deleted,omitempty"`
	Exit                        *exit       `json:"exit,omitempty"`
	DurationNs                  string      `json:"duration_ns,omitempty"`
}

type user struct {
	ID uint32 `json:"id"`
}

type executable struct {
	Requested          string `json:"requested"`
	RequestedTruncated bool   `json:"requested_truncated,omitempty"`
	Path               string `json:"path,omitempty"`
	Name               string `json:"name,omitempty"`
	Truncated          bool   `json:"truncated,omitempty"`
	Unreachable        bool   `json:"unreachable,omitempty"`
	Deleted            bool   `json:"deleted,omitempty"`
}

type exit struct {
	Code       *uint32 `json:"code,omitempty"`
	Signal     uint32  `json:"signal,omitempty"`
	CoreDumped bool    `json:"core_dumped,omitempty"`
}

type creation struct {
	Time string `json:"time"`
}

type named struct {
	Name string `json:"name"`
}

type image struct {
	Name      string   `json:"name,omitempty"`
	Tags      []string `json:"tags,omitempty"`
	Reference string   `json:"reference,omitempty"`
}

type labels struct {
	Container struct {
		ID      string `json:"id"`
		Name    string `json:"name"`
		Image   image  `json:"image"`
		Runtime named  `json:"runtime"`
	} `json:"container"`
	K8s struct {
		Node      named `json:"node"`
		Namespace named `json:"namespace"`
		Pod       struct {
			Name  string            `json:"name"`
			UID   string            `json:"uid"`
			Label map[string]string `json:"label"`
		} `json:"pod"`
		Container named `json:"container"`
	} `json:"k8s"`
	Cgroup struct {
		ID   string `json:"id"`
		Path string `json:"path"`
	} `json:"cgroup"`
	LabelState string `json:"label_state"`
}

const outputSize = 256 << 10

func main() {
	peer.Main(func(fragments map[uint64][]byte, clockOffset int64) peer.Decoder {
		known := make(map[uint64]labels)
		for cgroup, fragment := range fragments {
			var parsed labels
			// A fragment is the rest of an object, behind its first key.
			if err := json.Unmarshal(append([]byte{'{'}, fragment[1:]...), &parsed); err != nil {
				os.Stderr.WriteString(err.Error())
				os.Exit(1)
			}
			known[cgroup] = parsed
		}
		return func(ring []byte, take func([]byte)) { decode(ring, known, clockOffset, take) }
	})
}

func decode(ring []byte, known map[uint64]labels, clockOffset int64, take func([]byte)) {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	for len(ring) > 0 {
		event, rest, ok := peer.Next(ring)
		ring = rest
		if !ok {
			continue
		}
		if made, err := makeLine(event, known, clockOffset); err == nil {
			encoder.Encode(made)
		}
		if out.Len() > outputSize {
			take(out.Bytes())
			out.Reset()
		}
	}
	take(out.Bytes())
}

func makeLine(event []byte, known map[uint64]labels, clockOffset int64) (*line, error) {
	reader := bytes.NewReader(event)
	var header record
	if err := binary.Read(reader, binary.LittleEndian, &header); err != nil {
		return nil, err
	}
	found, ok := known[header.CgroupID]
	if !ok {
		return nil, os.ErrNotExist
	}
	wall := func(boot uint64) string {
		return time.Unix(0, int64(boot)+clockOffset).UTC().Format("2006-01-02T15:04:05.000000000Z")
	}
	made := &line{
		Time:   wall(header.TimeNs),
		Thread: thread{header.Tid, strings.SplitN(string(header.Comm[:]), "\x00", 2)[0]},
		Process: process{
			Pid:       header.Pid,
			ParentPid: header.ParentPid,
			User:      user{header.UID},
			Creation:  creation{wall(header.StartTimeNs)},
		},
		labels: found,
	}
	if header.Type == peer.ProcessExec {
		var payload execPayload
		if err := binary.Read(reader, binary.LittleEndian, &payload); err != nil {
			return nil, err
		}
		made.Event = "process.exec"
		return made, addExec(&made.Process, payload, header.Flags, reader)
	}
	var payload exitPayload
	if err := binary.Read(reader, binary.LittleEndian, &payload); err != nil {
		return nil, err
	}
	made.Event = "process.exit"
	made.Process.DurationNs = strconv.FormatUint(payload.DurationNs, 10)
	made.Process.Exit = &exit{Signal: payload.Signal, CoreDumped: header.Flags&1 != 0}
	if payload.Signal == 0 {
		made.Process.Exit.Code = &payload.Code
	}
	return made, nil
}

func addExec(process *process, payload execPayload, flags uint16, reader *bytes.Reader) error {
	texts := make([]string, 4)
	lengths := []uint16{payload.RequestedLength, payload.ExecutableLength, payload.CwdLength, payload.ArgsLength}
	for index, length := range lengths {
		text := make([]byte, length)
		if err := binary.Read(reader, binary.LittleEndian, text); err != nil {
			return err
		}
		texts[index] = string(text)
	}
	process.Executable = &executable{
		Requested:          texts[0],
		RequestedTruncated: flags&4 != 0,
		Path:               texts[1],
		Name:               texts[1][strings.LastIndex(texts[1], "/")+1:],
		Truncated:          flags&8 != 0,
		Unreachable:        flags&16 != 0,
		Deleted:            flags&32 != 0,
	}
	process.WorkingDirectory = texts[2]
	process.WorkingDirectoryTruncated = flags&64 != 0
	process.WorkingDirectoryUnreachable = flags&128 != 0
	process.WorkingDirectoryDeleted = flags&256 != 0
	if flags&2 != 0 {
		process.CommandArgsUnreadable = true
		return nil
	}
	args := []string{}
	if texts[3] != "" {
		args = strings.Split(strings.TrimSuffix(texts[3], "\x00"), "\x00")
		process.Command = &args[0]
	}
	process.CommandArgs = &args
	process.CommandArgsTruncated = flags&1 != 0
	return nil
}
