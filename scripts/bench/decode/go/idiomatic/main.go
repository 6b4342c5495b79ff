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
	Pid           uint32
	Tid           uint32
	ParentPid     uint32
	UID           uint32
	Comm          [16]byte
}

type execPayload struct {
	StartTimeNs uint64
	PathLength  uint16
	CwdLength   uint16
	ArgsLength  uint32
}

type exitPayload struct {
	StartTimeNs uint64
	DurationNs  uint64
	Code        uint32
	Signal      uint32
}

type line struct {
	Time    string  `json:"time"`
	Event   string  `json:"event"`
	Process process `json:"process"`
	labels
}

type process struct {
	Pid                       uint32      `json:"pid"`
	Tid                       uint32      `json:"tid"`
	ParentPid                 uint32      `json:"parent_pid"`
	User                      user        `json:"user"`
	Command                   string      `json:"command"`
	Executable                *executable `json:"executable,omitempty"`
	CommandArgs               *[]string   `json:"command_args,omitempty"`
	CommandArgsTruncated      bool        `json:"command_args_truncated,omitempty"`
	CommandArgsUnreadable     bool        `json:"command_args_unreadable,omitempty"`
	WorkingDirectory          string      `json:"working_directory,omitempty"`
	WorkingDirectoryTruncated bool        `json:"working_directory_truncated,omitempty"`
	Exit                      *exit       `json:"exit,omitempty"`
	DurationNs                string      `json:"duration_ns,omitempty"`
	Creation                  creation    `json:"creation"`
}

type user struct {
	ID uint32 `json:"id"`
}

type executable struct {
	Path      string `json:"path"`
	Truncated bool   `json:"truncated,omitempty"`
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

type labels struct {
	Container struct {
		ID      string `json:"id"`
		Name    string `json:"name"`
		Image   named  `json:"image"`
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
		Time: wall(header.TimeNs),
		Process: process{
			Pid:       header.Pid,
			Tid:       header.Tid,
			ParentPid: header.ParentPid,
			User:      user{header.UID},
			Command:   strings.SplitN(string(header.Comm[:]), "\x00", 2)[0],
		},
		labels: found,
	}
	if header.Type == peer.ProcessExec {
		var payload execPayload
		if err := binary.Read(reader, binary.LittleEndian, &payload); err != nil {
			return nil, err
		}
		made.Event = "process.exec"
		made.Process.Creation.Time = wall(payload.StartTimeNs)
		return made, addExec(&made.Process, payload, header.Flags, reader)
	}
	var payload exitPayload
	if err := binary.Read(reader, binary.LittleEndian, &payload); err != nil {
		return nil, err
	}
	made.Event = "process.exit"
	made.Process.Creation.Time = wall(payload.StartTimeNs)
	made.Process.DurationNs = strconv.FormatUint(payload.DurationNs, 10)
	made.Process.Exit = &exit{Signal: payload.Signal, CoreDumped: header.Flags&1 != 0}
	if payload.Signal == 0 {
		made.Process.Exit.Code = &payload.Code
	}
	return made, nil
}

func addExec(process *process, payload execPayload, flags uint16, reader *bytes.Reader) error {
	texts := make([]string, 3)
	for index, length := range []int{int(payload.PathLength), int(payload.CwdLength), int(payload.ArgsLength)} {
		text := make([]byte, length)
		if err := binary.Read(reader, binary.LittleEndian, text); err != nil {
			return err
		}
		texts[index] = string(text)
	}
	process.Executable = &executable{Path: texts[0], Truncated: flags&4 != 0}
	process.WorkingDirectory = texts[1]
	process.WorkingDirectoryTruncated = flags&8 != 0
	if flags&2 != 0 {
		process.CommandArgsUnreadable = true
		return nil
	}
	args := []string{}
	if texts[2] != "" {
		args = strings.Split(strings.TrimSuffix(texts[2], "\x00"), "\x00")
	}
	process.CommandArgs = &args
	process.CommandArgsTruncated = flags&1 != 0
	return nil
}
