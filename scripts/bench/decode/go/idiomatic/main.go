// Ring bytes -> labelled NDJSON in Go as one would write it first: binary.Read into structs, a map of labels, and
// json.Encoder.
package main

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

	"critter/bench/peer"
)

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
		programs := peer.NewPrograms(func(path []byte) string { return string(path) })
		return func(ring []byte, take func([]byte)) { decode(ring, known, programs, clockOffset, take) }
	})
}

func decode(ring []byte, known map[uint64]labels, programs *peer.Programs, clockOffset int64, take func([]byte)) {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	for len(ring) > 0 {
		event, rest, ok := peer.Next(ring)
		ring = rest
		if !ok {
			continue
		}
		programs.Keep(event)
		if made, err := makeLine(event, known, programs, clockOffset); err == nil {
			encoder.Encode(made)
		}
		if out.Len() > outputSize {
			take(out.Bytes())
			out.Reset()
		}
	}
	take(out.Bytes())
}

func makeLine(event []byte, known map[uint64]labels, programs *peer.Programs, clockOffset int64) (*line, error) {
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
		Thread: thread{header.Tid, nameOf(header.Comm)},
		Process: process{
			Pid:       header.Pid,
			ParentPid: header.ParentPid,
			User:      user{header.UID},
			Creation:  creation{wall(header.StartTimeNs)},
			ExecID:    execID(header.StartTimeNs, header.Pid, header.Run),
			Origin:    peer.Origins[header.Origin&3],
		},
		labels: found,
	}
	if header.EntryPid != 0 {
		made.Process.Entry = &entry{execID(header.EntryStartNs, header.EntryPid, header.EntryRun)}
	}
	if header.Type == peer.ProcessExec {
		var payload execPayload
		if err := binary.Read(reader, binary.LittleEndian, &payload); err != nil {
			return nil, err
		}
		made.Event = "process.exec"
		return made, addExec(&made.Process, payload, header.Flags, programs, reader)
	}
	var payload exitPayload
	if err := binary.Read(reader, binary.LittleEndian, &payload); err != nil {
		return nil, err
	}
	made.Event = "process.exit"
	made.Process.DurationNs = strconv.FormatUint(payload.DurationNs, 10)
	made.Process.Exit = &exit{Cause: "exited", Signal: payload.Signal, CoreDumped: header.Flags&1 != 0}
	if payload.Signal == 0 {
		made.Process.Exit.Code = &payload.Code
		return made, nil
	}
	// The stream knows no other cause than that another of the container killed it.
	var party partyPayload
	if err := binary.Read(reader, binary.LittleEndian, &party); err != nil {
		return nil, err
	}
	made.Process.Exit.Cause = "signal"
	made.Process.Exit.Sender = &sender{
		Process: senderProcess{
			Pid:        party.Pid,
			ExecID:     execID(party.StartTimeNs, party.Pid, party.Run),
			User:       user{party.UID},
			Executable: programOf(programs, party.Program),
		},
		Thread: named{nameOf(party.Comm)},
	}
	made.Process.Exit.Verdict = fmt.Sprintf("SIGKILL from %s (same container)", nameOf(party.Comm))
	return made, nil
}

func addExec(process *process, payload execPayload, flags uint16, programs *peer.Programs, reader *bytes.Reader) error {
	ancestors := make([]ancestorPayload, payload.AncestorsLength/peer.AncestorSize)
	if err := binary.Read(reader, binary.LittleEndian, ancestors); err != nil {
		return err
	}
	for _, each := range ancestors {
		process.Ancestors = append(process.Ancestors, ancestor{
			ExecID:     execID(each.StartTimeNs, each.Pid, each.Run),
			Pid:        each.Pid,
			Executable: programOf(programs, each.Program),
		})
	}
	if len(process.Ancestors) > 0 {
		process.Parent = &process.Ancestors[0]
	}
	process.Group = &user{payload.Gid}
	process.Capabilities = &capabilities{peer.Capabilities(payload.Capabilities)}
	process.Vpid = payload.Vpid
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
		Origin:             peer.ExecutableOrigins[payload.ExecutableOrigin],
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

func programOf(programs *peer.Programs, key uint64) program {
	name := programs.Name(key)
	return program{Path: name, Unknown: name == ""}
}

// execID is 32 digits; a boot of the node adds nothing here, as for every peer.
func execID(start uint64, pid, run uint32) string {
	return fmt.Sprintf("%016x%08x%08x", start, pid, run)
}

func nameOf(comm [16]byte) string {
	return strings.SplitN(string(comm[:]), "\x00", 2)[0]
}
